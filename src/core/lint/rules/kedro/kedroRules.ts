import type { Rule } from "../../rule.ts";

export const kedroRules: readonly Rule[] = [];
