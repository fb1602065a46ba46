import type { Rule } from "../../rule.ts";
import { classCount } from "./classCount.ts";
import { classNames } from "./classNames.ts";
import { dataPathNotFound } from "./dataPathNotFound.ts";
import { machinePath } from "./machinePath.ts";
import { missingSplit } from "./missingSplit.ts";
import { sharedSplit } from "./sharedSplit.ts";

export const yoloRules: readonly Rule[] = [
  missingSplit,
  classCount,
  classNames,
  dataPathNotFound,
  sharedSplit,
  machinePath,
];
