import { normalQuantile } from "../../drift/statistics/normal.ts";
import { wilsonInterval, type Interval, type Share } from "../../drift/statistics/proportions.ts";

/** What rows say of a metric. All numbers are NaN where the metric is undefined on these rows. */
export interface MetricEstimate extends Interval {
  readonly value: number;
  /** Standard error of `value`; for comparing two estimates. */
  readonly standardError: number;
  /** Where the value is a share of rows: how many, of how many. */
  readonly share?: Share;
}

export const undefinedEstimate: MetricEstimate = {
  value: NaN,
  low: NaN,
  high: NaN,
  standardError: NaN,
};

/** A share of rows with Wilson's interval; undefined where there are none. */
export function shareEstimate(count: number, total: number, confidence: number): MetricEstimate {
  if (!(total > 0)) return undefinedEstimate;
  const value = count / total;
  return {
    value,
    ...wilsonInterval(count, total, confidence),
    standardError: Math.sqrt((value * (1 - value)) / total),
    share: [count, total],
  };
}

/**
 * A value between `least` and 1 that is known up to a standard error: Wilson's interval for the
 * number of rows at which a share has that error, n = v·(1−v)/se². Unlike the value plus and minus
 * two errors it stays in range and does not shrink to a point at its ends, where `rows` is that
 * number. E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998).
 */
export function boundedEstimate(
  value: number,
  standardError: number,
  { rows, confidence, least = 0 }: { rows: number; confidence: number; least?: number },
): MetricEstimate {
  if (Number.isNaN(value)) return undefinedEstimate;
  const width = 1 - least;
  const share = Math.min(1, Math.max(0, (value - least) / width));
  const error = standardError / width;
  const effective = error > 1e-12 ? Math.min(rows, (share * (1 - share)) / (error * error)) : rows;
  const { low, high } = wilsonInterval(share * effective, effective, confidence);
  return { value, standardError, low: least + low * width, high: least + high * width };
}

/** A value that may be any number from `least` up, give or take normally distributed error. */
export function normalEstimate(
  value: number,
  standardError: number,
  { confidence, least = -Infinity, most = Infinity }: NormalOptions,
): MetricEstimate {
  if (Number.isNaN(value)) return undefinedEstimate;
  const half = normalQuantile(0.5 + confidence / 2) * standardError;
  return {
    value,
    standardError,
    low: Math.max(least, value - half),
    high: Math.min(most, value + half),
  };
}

interface NormalOptions {
  readonly confidence: number;
  readonly least?: number;
  readonly most?: number;
}

/** Mean of `of(row)` over rows and its standard error, in one pass; NaN without rows. */
export function meanOf(
  rows: number,
  of: (row: number) => number,
): { readonly mean: number; readonly standardError: number } {
  if (rows === 0) return { mean: NaN, standardError: NaN };
  let mean = 0;
  let squares = 0;
  for (let row = 0; row < rows; row += 1) {
    const value = of(row);
    const offset = value - mean;
    mean += offset / (row + 1);
    squares += offset * (value - mean);
  }
  return { mean, standardError: rows > 1 ? Math.sqrt(squares / (rows - 1) / rows) : Infinity };
}
