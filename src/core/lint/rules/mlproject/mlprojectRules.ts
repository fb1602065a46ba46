import type { Rule } from "../../rule.ts";
import { badFilename } from "./badFilename.ts";
import { dockerSpec } from "./dockerSpec.ts";
import { environmentFileMissing } from "./environmentFileMissing.ts";
import { missingCommand } from "./missingCommand.ts";
import { multipleEnvironments } from "./multipleEnvironments.ts";
import { nullParameters } from "./nullParameters.ts";
import { pythonEnvSpec } from "./pythonEnvSpec.ts";
import { pythonVersionNumber } from "./pythonVersionNumber.ts";
import { scriptMissing } from "./scriptMissing.ts";
import { sparkJobSpec } from "./sparkJobSpec.ts";
import { undeclaredPlaceholder } from "./undeclaredPlaceholder.ts";
import { unescapedBrace } from "./unescapedBrace.ts";
import { unknownKey } from "./unknownKey.ts";
import { unknownType } from "./unknownType.ts";
import { unusedParameter } from "./unusedParameter.ts";

export const mlprojectRules: readonly Rule[] = [
  badFilename,
  unknownKey,
  multipleEnvironments,
  environmentFileMissing,
  nullParameters,
  undeclaredPlaceholder,
  unusedParameter,
  unescapedBrace,
  dockerSpec,
  unknownType,
  scriptMissing,
  pythonVersionNumber,
  missingCommand,
  pythonEnvSpec,
  sparkJobSpec,
];
