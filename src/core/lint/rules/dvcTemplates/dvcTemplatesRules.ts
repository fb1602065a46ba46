import type { Rule } from "../../rule.ts";

export const dvcTemplatesRules: readonly Rule[] = [];
