import type { Rule } from "../../rule.ts";
import { defaultsPath } from "./defaultsPath.ts";
import { defaultsTarget } from "./defaultsTarget.ts";
import { duplicateDefault } from "./duplicateDefault.ts";
import { missingSelf } from "./missingSelf.ts";
import { overrideOrder } from "./overrideOrder.ts";
import { unresolvedInterpolation } from "./unresolvedInterpolation.ts";

export const hydraRules: readonly Rule[] = [
  defaultsTarget,
  duplicateDefault,
  overrideOrder,
  unresolvedInterpolation,
  missingSelf,
  defaultsPath,
];
