import { normalQuantile } from "../../drift/statistics/normal.ts";
import { meanOf, type MetricEstimate, normalEstimate, undefinedEstimate } from "./estimate.ts";
import type { RegressionRows } from "./rows.ts";

/** Metrics of predicted numbers; undefined (NaN) without rows. Definitions are scikit-learn's. */

/** A mean of something a row has, from 0 up, with a normal interval. */
function meanMetric(of: (target: number, prediction: number) => number) {
  return ({ targets, predictions }: RegressionRows, confidence: number): MetricEstimate => {
    const { mean, standardError } = meanOf(targets.length, (row) =>
      of(targets[row] ?? 0, predictions[row] ?? 0),
    );
    return normalEstimate(mean, standardError, { confidence, least: 0 });
  };
}

/** Mean absolute error, in units of the target. */
export const meanAbsoluteError = meanMetric((target, prediction) => Math.abs(target - prediction));

/** Mean squared error, in squared units of the target. */
export const meanSquaredError = meanMetric((target, prediction) => (target - prediction) ** 2);

/**
 * Mean absolute percentage error as a share: |y − ŷ| / max(|y|, 2⁻⁵²). Enormous where a target is 0.
 */
export const meanAbsolutePercentageError = meanMetric(
  (target, prediction) =>
    Math.abs(target - prediction) / Math.max(Math.abs(target), Number.EPSILON),
);

/** Symmetric percentage error as a share from 0 to 2: 2·|y − ŷ| / (|y| + |ŷ|), 0 where both are 0. */
export const symmetricPercentageError = meanMetric((target, prediction) => {
  const size = Math.abs(target) + Math.abs(prediction);
  return size === 0 ? 0 : (2 * Math.abs(target - prediction)) / size;
});

/** Root of the mean squared error, with the roots of its interval's ends. */
export function rootMeanSquaredError(rows: RegressionRows, confidence: number): MetricEstimate {
  const squared = meanSquaredError(rows, confidence);
  const value = Math.sqrt(squared.value);
  return {
    value,
    low: Math.sqrt(squared.low),
    high: Math.sqrt(squared.high),
    standardError: value > 0 ? squared.standardError / (2 * value) : squared.standardError,
  };
}

/**
 * The share of the target's variance that is explained, 1 − Σ(y − ŷ)² / Σ(y − ȳ)², with the error
 * of a ratio (delta method). A constant target gives 1 if all is exact, else 0; undefined below
 * two rows.
 */
export function rSquared(
  { targets, predictions }: RegressionRows,
  confidence: number,
): MetricEstimate {
  const rows = targets.length;
  if (rows < 2) return undefinedEstimate;
  const { mean } = meanOf(rows, (row) => targets[row] ?? 0);
  const residual = (row: number): number => ((targets[row] ?? 0) - (predictions[row] ?? 0)) ** 2;
  const deviation = (row: number): number => ((targets[row] ?? 0) - mean) ** 2;
  let residuals = 0;
  let deviations = 0;
  for (let row = 0; row < rows; row += 1) {
    residuals += residual(row);
    deviations += deviation(row);
  }
  if (deviations === 0) return normalEstimate(residuals === 0 ? 1 : 0, 0, { confidence, most: 1 });
  const ratio = residuals / deviations;
  const { standardError } = meanOf(rows, (row) => residual(row) - ratio * deviation(row));
  const error = (standardError * rows) / deviations;
  return normalEstimate(1 - ratio, error, { confidence, most: 1 });
}

/**
 * Median of the absolute errors. Its interval is that between two of the sorted errors, as many
 * places from the middle as a fair coin's count strays: n/2 ± z·√n/2.
 */
export function medianAbsoluteError(
  { targets, predictions }: RegressionRows,
  confidence: number,
): MetricEstimate {
  const rows = targets.length;
  if (rows === 0) return undefinedEstimate;
  const errors = targets.map((target, row) => Math.abs(target - (predictions[row] ?? 0))).sort();
  const at = (place: number): number =>
    errors[Math.min(rows - 1, Math.max(0, Math.floor(place)))] ?? NaN;
  const value = (at((rows - 1) / 2) + at(rows / 2)) / 2;
  const z = normalQuantile(0.5 + confidence / 2);
  const half = (z * Math.sqrt(rows)) / 2;
  const low = at(rows / 2 - half);
  const high = at(rows / 2 + half);
  return { value, low, high, standardError: (high - low) / (2 * z) };
}
