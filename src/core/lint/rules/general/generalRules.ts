import type { Rule } from "../../rule.ts";
import { invalidConfig } from "./invalidConfig.ts";
import { unusedSuppression } from "./unusedSuppression.ts";

export const generalRules: readonly Rule[] = [invalidConfig, unusedSuppression];
