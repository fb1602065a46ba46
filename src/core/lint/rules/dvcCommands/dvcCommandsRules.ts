import type { Rule } from "../../rule.ts";

export const dvcCommandsRules: readonly Rule[] = [];
