import { normalQuantile } from "../../drift/statistics/normal.ts";
import { boundedEstimate, type MetricEstimate, undefinedEstimate } from "./estimate.ts";

/** Scores of the rows of a class and of all others, each in ascending order. */
export interface SortedScores {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/** Sorts the scores of rows by class: `isPositive` and `score` are asked once a row. */
export function sortScores(
  rows: number,
  isPositive: (row: number) => boolean,
  score: (row: number) => number,
): SortedScores {
  let count = 0;
  for (let row = 0; row < rows; row += 1) if (isPositive(row)) count += 1;
  const positive = new Float64Array(count);
  const negative = new Float64Array(rows - count);
  let p = 0;
  let n = 0;
  for (let row = 0; row < rows; row += 1) {
    if (isPositive(row)) positive[p++] = score(row);
    else negative[n++] = score(row);
  }
  return { positive: positive.sort(), negative: negative.sort() };
}

/**
 * Area under the ROC curve: the chance that a positive row scores higher than a negative one, ties
 * counting half. Its standard error is that of DeLong, DeLong and Clarke-Pearson, Biometrics 44
 * (1988), by ranks as in Sun and Xu, IEEE SPL 21 (2014). Undefined with one class only; constant
 * scores give 0.5.
 */
export function rocAuc({ positive, negative }: SortedScores, confidence: number): MetricEstimate {
  if (positive.length === 0 || negative.length === 0) return undefinedEstimate;
  const above = placements(positive, negative);
  const below = placements(negative, positive);
  const error = Math.sqrt(above.variance / positive.length + below.variance / negative.length);
  const rows = Math.min(positive.length, negative.length);
  return boundedEstimate(above.mean, error, { rows, confidence });
}

/** Mean and variance, over `scores`, of the share of `others` that are lower, ties half. */
function placements(
  scores: Float64Array,
  others: Float64Array,
): { readonly mean: number; readonly variance: number } {
  let lower = 0;
  let upTo = 0;
  let mean = 0;
  let squares = 0;
  for (let index = 0; index < scores.length; index += 1) {
    const score = scores[index] ?? 0;
    while (lower < others.length && (others[lower] ?? 0) < score) lower += 1;
    if (upTo < lower) upTo = lower;
    while (upTo < others.length && (others[upTo] ?? 0) <= score) upTo += 1;
    const placement = (lower + upTo) / 2 / others.length;
    const offset = placement - mean;
    mean += offset / (index + 1);
    squares += offset * (placement - mean);
  }
  return { mean, variance: scores.length > 1 ? squares / (scores.length - 1) : 0 };
}

/**
 * Standard error of an area under the ROC curve that is known without rows, from the numbers of
 * positive and negative rows: J. A. Hanley and B. J. McNeil, Radiology 143 (1982).
 */
export function hanleyMcNeilError(auc: number, positives: number, negatives: number): number {
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  const square = auc * auc;
  const variance =
    auc * (1 - auc) + (positives - 1) * (q1 - square) + (negatives - 1) * (q2 - square);
  return Math.sqrt(Math.max(0, variance) / (positives * negatives));
}

/**
 * Average precision, the area under the precision–recall curve as steps: Σ (R_k − R_{k−1})·P_k over
 * the distinct scores. The interval is the logistic one with n the number of positive rows, of
 * Boyd, Eng and Page, ECML 2013. Undefined without positive rows.
 */
export function averagePrecision(
  { positive, negative }: SortedScores,
  confidence: number,
): MetricEstimate {
  const positives = positive.length;
  if (positives === 0) return undefinedEstimate;
  let value = 0;
  let hits = 0;
  let misses = 0;
  while (hits < positives) {
    const score = Math.max(
      positive[positives - 1 - hits] ?? -Infinity,
      negative[negative.length - 1 - misses] ?? -Infinity,
    );
    const before = hits;
    while (hits < positives && (positive[positives - 1 - hits] ?? 0) >= score) hits += 1;
    while (misses < negative.length && (negative[negative.length - 1 - misses] ?? 0) >= score)
      misses += 1;
    value += ((hits - before) / positives) * (hits / (hits + misses));
  }
  value = Math.min(1, value);
  const standardError = Math.sqrt((value * (1 - value)) / positives);
  if (standardError === 0) return boundedEstimate(value, 0, { rows: positives, confidence });
  const center = Math.log(value / (1 - value));
  const half = normalQuantile(0.5 + confidence / 2) / Math.sqrt(positives * value * (1 - value));
  return { value, standardError, low: logistic(center - half), high: logistic(center + half) };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
