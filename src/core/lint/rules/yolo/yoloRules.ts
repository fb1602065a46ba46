import type { Rule } from "../../rule.ts";

export const yoloRules: readonly Rule[] = [];
