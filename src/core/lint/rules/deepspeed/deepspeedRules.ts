import type { Rule } from "../../rule.ts";

export const deepspeedRules: readonly Rule[] = [];
