import type { Rule } from "../../rule.ts";

export const mlprojectRules: readonly Rule[] = [];
