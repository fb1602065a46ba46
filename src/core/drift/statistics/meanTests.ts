import { fSf } from "./fDistribution.ts";
import { ascending, mean, quantile, variance } from "./samples.ts";
import { studentTQuantile, studentTTwoSidedP } from "./studentT.ts";

/** What a test of means needs to know of a sample. */
export interface SampleMoments {
  readonly rows: number;
  readonly mean: number;
  /** With n − 1. */
  readonly variance: number;
}

export interface MeanComparison {
  /** Mean of the first less that of the second, over its standard error. */
  readonly t: number;
  readonly pValue: number;
  readonly degreesOfFreedom: number;
}

export function momentsOf(values: Float64Array): SampleMoments {
  return { rows: values.length, mean: mean(values), variance: variance(values) };
}

/**
 * Welch's test of equal means under unequal variances, with Satterthwaite's degrees of freedom (1947).
 * NaN with fewer than two rows on a side; for two constants p is 1 when they are equal, else 0.
 */
export function welchTest(first: SampleMoments, second: SampleMoments): MeanComparison {
  const a = first.variance / first.rows;
  const b = second.variance / second.rows;
  const degreesOfFreedom = (a + b) ** 2 / (a ** 2 / (first.rows - 1) + b ** 2 / (second.rows - 1));
  return compareMeans(first.mean - second.mean, a + b, degreesOfFreedom);
}

/** Student's test of equal means, which takes the variances to be equal. */
export function studentTest(first: SampleMoments, second: SampleMoments): MeanComparison {
  const degreesOfFreedom = first.rows + second.rows - 2;
  const pooled =
    ((first.rows - 1) * first.variance + (second.rows - 1) * second.variance) / degreesOfFreedom;
  const squaredError = pooled * (1 / first.rows + 1 / second.rows);
  return compareMeans(first.mean - second.mean, squaredError, degreesOfFreedom);
}

function compareMeans(difference: number, squaredError: number, df: number): MeanComparison {
  if (squaredError === 0) {
    const isEqual = difference === 0;
    return {
      t: isEqual ? 0 : Math.sign(difference) * Number.POSITIVE_INFINITY,
      pValue: isEqual ? 1 : 0,
      degreesOfFreedom: df,
    };
  }
  const t = difference / Math.sqrt(squaredError);
  return { t, pValue: studentTTwoSidedP(t, df), degreesOfFreedom: df };
}

export interface DifferenceEstimate {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  readonly pValue: number;
}

/** Second less first with Welch's confidence interval. */
export function meanDifference(
  first: SampleMoments,
  second: SampleMoments,
  confidence = 0.95,
): DifferenceEstimate {
  const standardError = Math.sqrt(first.variance / first.rows + second.variance / second.rows);
  const { pValue, degreesOfFreedom } = welchTest(first, second);
  const half = standardError * studentTQuantile(0.5 + confidence / 2, degreesOfFreedom);
  const difference = second.mean - first.mean;
  return { difference, low: difference - half, high: difference + half, standardError, pValue };
}

export interface SpreadComparison {
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Levene's test of equal spread, about the medians (Brown & Forsythe 1974): an analysis of variance of
 * |x − median|, F with 1 and N − 2 degrees of freedom. NaN with fewer than two rows on a side or
 * without any spread.
 */
export function leveneTest(reference: Float64Array, current: Float64Array): SpreadComparison {
  if (reference.length < 2 || current.length < 2) {
    return { statistic: Number.NaN, pValue: Number.NaN };
  }
  const one = momentsOf(deviations(reference));
  const two = momentsOf(deviations(current));
  const rows = one.rows + two.rows;
  const grand = (one.mean * one.rows + two.mean * two.rows) / rows;
  const between = one.rows * (one.mean - grand) ** 2 + two.rows * (two.mean - grand) ** 2;
  const within = one.variance * (one.rows - 1) + two.variance * (two.rows - 1);
  const statistic = ((rows - 2) * between) / within;
  return { statistic, pValue: fSf(statistic, 1, rows - 2) };
}

function deviations(values: Float64Array): Float64Array {
  const median = quantile(ascending(values), 0.5);
  return values.map((value) => Math.abs(value - median));
}
