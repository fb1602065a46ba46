import type { Rule } from "../../rule.ts";
import { missingCmd } from "./missingCmd.ts";

export const dvcStructureRules: readonly Rule[] = [missingCmd];
