import type { Rule } from "./rule.ts";
import { deepspeedRules } from "./rules/deepspeed/deepspeedRules.ts";
import { dvcCommandsRules } from "./rules/dvcCommands/dvcCommandsRules.ts";
import { dvcGraphRules } from "./rules/dvcGraph/dvcGraphRules.ts";
import { dvcStructureRules } from "./rules/dvcStructure/dvcStructureRules.ts";
import { dvcTemplatesRules } from "./rules/dvcTemplates/dvcTemplatesRules.ts";
import { generalRules } from "./rules/general/generalRules.ts";
import { hydraRules } from "./rules/hydra/hydraRules.ts";
import { kedroRules } from "./rules/kedro/kedroRules.ts";
import { mlprojectRules } from "./rules/mlproject/mlprojectRules.ts";
import { yoloRules } from "./rules/yolo/yoloRules.ts";

/** All rules, in the order of their pages. */
export const rules: readonly Rule[] = [
  ...dvcStructureRules,
  ...dvcTemplatesRules,
  ...dvcGraphRules,
  ...dvcCommandsRules,
  ...mlprojectRules,
  ...yoloRules,
  ...hydraRules,
  ...kedroRules,
  ...deepspeedRules,
  ...generalRules,
];
