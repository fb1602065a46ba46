import type { Rule } from "../../rule.ts";

export const dvcGraphRules: readonly Rule[] = [];
