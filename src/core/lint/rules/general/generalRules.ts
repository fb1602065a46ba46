import type { Rule } from "../../rule.ts";
import { ambiguousScalar } from "./ambiguousScalar.ts";
import { badEncoding } from "./badEncoding.ts";
import { conflictingPin } from "./conflictingPin.ts";
import { exponentFloat } from "./exponentFloat.ts";
import { invalidConfig } from "./invalidConfig.ts";
import { machineEnvironment } from "./machineEnvironment.ts";
import { secretInConfig } from "./secretInConfig.ts";
import { syntaxFault } from "./syntaxFault.ts";
import { unpinnedRequirement } from "./unpinnedRequirement.ts";
import { unusedSuppression } from "./unusedSuppression.ts";

export const generalRules: readonly Rule[] = [
  exponentFloat,
  ambiguousScalar,
  badEncoding,
  syntaxFault,
  unpinnedRequirement,
  conflictingPin,
  machineEnvironment,
  secretInConfig,
  invalidConfig,
  unusedSuppression,
];
