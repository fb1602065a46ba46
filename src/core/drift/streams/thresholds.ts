import { studentTQuantile } from "../statistics/studentT.ts";

/**
 * What a value of a series is expected to lie between, from the values of the reference. Values
 * that are not finite are left out.
 */
export interface Threshold {
  /** −Infinity and Infinity where nothing is a limit. */
  readonly low: number;
  readonly high: number;
}

export interface StandardDeviationOptions {
  /** How many deviations below and above; 3 when left out, no limit when null. */
  readonly lowerMultiplier?: number | null;
  readonly upperMultiplier?: number | null;
  /** From where they are counted; from the mean when left out. */
  readonly offsetFrom?: "mean" | "median" | "min" | "max";
  /** The least and the greatest value that the series can have. */
  readonly limits?: Threshold;
}

/**
 * NannyML's default: mean ± 3·s with s = √(Σ(x − mean)²/n). Known to be too narrow for few values,
 * as the mean and s are themselves uncertain; `predictionBound` allows for that. NaN without values.
 */
export function standardDeviationThreshold(
  values: readonly number[],
  options: StandardDeviationOptions = {},
): Threshold {
  const finite = values.filter(Number.isFinite);
  const { mean, deviation } = describe(finite, 0);
  const offset = offsets[options.offsetFrom ?? "mean"](finite, mean);
  const { lowerMultiplier = 3, upperMultiplier = 3 } = options;
  const threshold = {
    low: lowerMultiplier === null ? -Infinity : offset - lowerMultiplier * deviation,
    high: upperMultiplier === null ? Infinity : offset + upperMultiplier * deviation,
  };
  return clip(threshold, options.limits);
}

const offsets: Readonly<
  Record<
    NonNullable<StandardDeviationOptions["offsetFrom"]>,
    (values: readonly number[], mean: number) => number
  >
> = {
  mean: (_, mean) => mean,
  median: (values) => median(values),
  min: (values) => values.reduce((least, value) => Math.min(least, value), Infinity),
  max: (values) => values.reduce((most, value) => Math.max(most, value), -Infinity),
};

/** The fewest reference values that `predictionBound` gives good limits from. */
export const FEWEST_REFERENCE_VALUES = 10;

/**
 * Limits that the next value of the series stays below, and above, with probability 1 − alpha each:
 *
 *   mean ± t(1 − alpha, n − 1) · s · √(1 + 1/n),  s² = Σ(x − mean)²/(n − 1),
 *
 * the prediction interval of a normal sample (G. J. Hahn, Industrial Quality Control, 1969). Right
 * only if no value of the reference was compared with itself: score each chunk against the others.
 * NaN below two values.
 */
export function predictionBound(
  values: readonly number[],
  { alpha = 0.00135, limits }: { readonly alpha?: number; readonly limits?: Threshold } = {},
): Threshold {
  const finite = values.filter(Number.isFinite);
  const { mean, deviation } = describe(finite, 1);
  const n = finite.length;
  const half = studentTQuantile(1 - alpha, n - 1) * deviation * Math.sqrt(1 + 1 / n);
  return clip({ low: mean - half, high: mean + half }, limits);
}

function describe(
  values: readonly number[],
  freedom: 0 | 1,
): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / (values.length - freedom)) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** A limit beyond what the series can reach is the least or the greatest that it can. */
function clip({ low, high }: Threshold, limits: Threshold | undefined): Threshold {
  if (limits === undefined) return { low, high };
  return { low: Math.max(low, limits.low), high: Math.min(high, limits.high) };
}
