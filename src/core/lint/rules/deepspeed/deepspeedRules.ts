import type { Rule } from "../../rule.ts";
import { accelerateKeys } from "./accelerateKeys.ts";
import { batchArithmetic } from "./batchArithmetic.ts";
import { deepspeedFileNotFound } from "./deepspeedFileNotFound.ts";
import { twoPrecisions } from "./twoPrecisions.ts";

export const deepspeedRules: readonly Rule[] = [
  batchArithmetic,
  twoPrecisions,
  accelerateKeys,
  deepspeedFileNotFound,
];
