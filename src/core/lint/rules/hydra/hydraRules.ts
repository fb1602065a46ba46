import type { Rule } from "../../rule.ts";

export const hydraRules: readonly Rule[] = [];
