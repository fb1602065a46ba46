import { orderByShare } from "./orderByShare.ts";

/**
 * Isotonic regression: the non-decreasing function of a score that is closest, in least squares,
 * to the outcomes (pool adjacent violators: Ayer et al., Ann. Math. Statist. 26, 1955). Between
 * the scores it was fitted on it is linear, beyond them constant.
 */
export type Calibrator = (score: number) => number;

export const uncalibrated: Calibrator = (score) => score;

/** Scores are from 0 to 1, outcomes 0 or 1. Without rows scores stay as they are. */
export function fitIsotonic(scores: Float64Array, outcomes: ArrayLike<number>): Calibrator {
  const { levels, means } = poolViolators(scores, outcomes);
  return levels.length === 0 ? uncalibrated : (score) => interpolate(levels, means, score);
}

function interpolate(levels: readonly number[], means: readonly number[], score: number): number {
  let low = 0;
  let high = levels.length - 1;
  const at = (values: readonly number[], index: number): number => values[index] ?? 0;
  if (score <= at(levels, low)) return at(means, low);
  if (score >= at(levels, high)) return at(means, high);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(levels, middle) <= score) low = middle;
    else high = middle;
  }
  const part = (score - at(levels, low)) / (at(levels, high) - at(levels, low));
  return at(means, low) + part * (at(means, high) - at(means, low));
}

/** The ends of each pool of scores, with the pool's mean outcome at both. */
function poolViolators(
  scores: Float64Array,
  outcomes: ArrayLike<number>,
): { readonly levels: readonly number[]; readonly means: readonly number[] } {
  const order = orderByShare(scores);
  const pools: { first: number; last: number; sum: number; count: number }[] = [];
  for (const row of order) {
    const top = pools.at(-1);
    // Never falls, though scores that are all but equal come in any order.
    const score = Math.max(top?.last ?? 0, scores[row] ?? 0);
    const outcome = outcomes[row] ?? 0;
    if (top?.first === score && top.last === score) {
      top.sum += outcome;
      top.count += 1;
      continue;
    }
    mergeViolators(pools);
    pools.push({ first: score, last: score, sum: outcome, count: 1 });
  }
  mergeViolators(pools);
  const levels: number[] = [];
  const means: number[] = [];
  for (const { first, last, sum, count } of pools) {
    levels.push(first);
    means.push(sum / count);
    if (last === first) continue;
    levels.push(last);
    means.push(sum / count);
  }
  return { levels, means };
}

function mergeViolators(
  pools: { first: number; last: number; sum: number; count: number }[],
): void {
  for (;;) {
    const top = pools.at(-1);
    const below = pools.at(-2);
    if (top === undefined || below === undefined) return;
    if (below.sum * top.count < top.sum * below.count) return;
    below.last = top.last;
    below.sum += top.sum;
    below.count += top.count;
    pools.pop();
  }
}

const FOLDS = 3;

/**
 * Isotonic calibration, but only if it helps: fitted on two thirds of the rows and judged on the
 * third left out, by turns, it must lower the expected calibration error (ten bins of equal
 * count). Else, and below 30 rows, scores stay as they are.
 */
export function fitIfBetter(scores: Float64Array, outcomes: ArrayLike<number>): Calibrator {
  if (scores.length < 10 * FOLDS) return uncalibrated;
  let before = 0;
  let after = 0;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const train = takeRows(scores, outcomes, (row) => row % FOLDS !== fold);
    const test = takeRows(scores, outcomes, (row) => row % FOLDS === fold);
    const calibrate = fitIsotonic(train.scores, train.outcomes);
    before += equalCountError(test.scores, test.outcomes);
    after += equalCountError(test.scores.map(calibrate), test.outcomes);
  }
  return after < before ? fitIsotonic(scores, outcomes) : uncalibrated;
}

function takeRows(
  scores: Float64Array,
  outcomes: ArrayLike<number>,
  isTaken: (row: number) => boolean,
): { readonly scores: Float64Array; readonly outcomes: Float64Array } {
  const taken = Uint32Array.from({ length: scores.length }, (_, row) => row).filter(isTaken);
  return {
    scores: Float64Array.from(taken, (row) => scores[row] ?? 0),
    outcomes: Float64Array.from(taken, (row) => outcomes[row] ?? 0),
  };
}

/** Expected calibration error with bins of equal count; 0 without rows. */
export function equalCountError(
  scores: Float64Array,
  outcomes: ArrayLike<number>,
  bins = 10,
): number {
  const order = orderByShare(scores);
  const rows = order.length;
  let total = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    let gap = 0;
    const end = Math.round(((bin + 1) * rows) / bins);
    for (let place = Math.round((bin * rows) / bins); place < end; place += 1) {
      const row = order[place] ?? 0;
      gap += (scores[row] ?? 0) - (outcomes[row] ?? 0);
    }
    total += Math.abs(gap);
  }
  return rows === 0 ? 0 : total / rows;
}
