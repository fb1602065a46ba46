import type { Rule } from "../../rule.ts";
import { artifactSpec } from "./artifactSpec.ts";
import { configOption } from "./configOption.ts";
import { conflictMarker } from "./conflictMarker.ts";
import { duplicateKey } from "./duplicateKey.ts";
import { loopForm } from "./loopForm.ts";
import { missingCmd } from "./missingCmd.ts";
import { nullSection } from "./nullSection.ts";
import { paramsNotList } from "./paramsNotList.ts";
import { plotsMapping } from "./plotsMapping.ts";
import { removedField } from "./removedField.ts";
import { stageName } from "./stageName.ts";
import { unknownKey } from "./unknownKey.ts";
import { wrongType } from "./wrongType.ts";
import { yaml11Bool } from "./yaml11Bool.ts";

export const dvcStructureRules: readonly Rule[] = [
  unknownKey,
  missingCmd,
  wrongType,
  nullSection,
  yaml11Bool,
  duplicateKey,
  plotsMapping,
  loopForm,
  removedField,
  stageName,
  conflictMarker,
  paramsNotList,
  artifactSpec,
  configOption,
];
