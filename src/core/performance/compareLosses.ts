import { normalQuantile } from "../drift/statistics/normal.ts";
import {
  type Interval,
  twoProportionTest,
  wilsonInterval,
} from "../drift/statistics/proportions.ts";
import { studentTQuantile, studentTTwoSidedP } from "../drift/statistics/studentT.ts";
import { lossVariance, type LossSums, meanLoss } from "./sliceCounts.ts";

/** How the losses of some rows differ from those of others. */
export interface LossComparison extends Interval {
  /** Mean loss of the second minus that of the first; `low` and `high` enclose it (95 %). */
  readonly difference: number;
  /** Two-sided; NaN where a side has too few rows to tell. */
  readonly pValue: number;
}

/**
 * Two-proportion test where losses are errors of 0 and 1; else Welch's t test, whose degrees of
 * freedom are Satterthwaite's (B. L. Welch, Biometrika 34, 1947).
 */
export function compareLosses(first: LossSums, second: LossSums, isError: boolean): LossComparison {
  if (isError) return twoProportionTest(first.sum, first.rows, second.sum, second.rows);
  const difference = meanLoss(second) - meanLoss(first);
  const a = lossVariance(first) / first.rows;
  const b = lossVariance(second) / second.rows;
  const error = Math.sqrt(a + b);
  if (first.rows < 2 || second.rows < 2 || error === 0) {
    const pValue = difference === 0 ? 1 : NaN;
    return { difference, pValue, low: difference, high: difference };
  }
  const freedom = (a + b) ** 2 / (a ** 2 / (first.rows - 1) + b ** 2 / (second.rows - 1));
  const half = studentTQuantile(0.975, freedom) * error;
  const pValue = studentTTwoSidedP(difference / error, freedom);
  return { difference, pValue, low: difference - half, high: difference + half };
}

/** The mean loss with its 95 % interval: Wilson's for errors, else normal. */
export function estimateLoss(
  sums: LossSums,
  isError: boolean,
): Interval & { readonly value: number } {
  const value = meanLoss(sums);
  if (Number.isNaN(value)) return { value, low: NaN, high: NaN };
  if (isError) return { value, ...wilsonInterval(sums.sum, sums.rows, 0.95) };
  const half = normalQuantile(0.975) * Math.sqrt(lossVariance(sums) / sums.rows);
  return { value, low: Math.max(0, value - half), high: value + half };
}
