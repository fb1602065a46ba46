import type { Rule } from "../../rule.ts";

export const generalRules: readonly Rule[] = [];
