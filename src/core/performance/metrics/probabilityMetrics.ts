import { normalQuantile } from "../../drift/statistics/normal.ts";
import { meanOf, type MetricEstimate, normalEstimate, undefinedEstimate } from "./estimate.ts";
import { averagePrecision, rocAuc, sortScores, type SortedScores } from "./ranking.ts";
import type { BinaryRows, MulticlassRows } from "./rows.ts";

/** Metrics of predicted probabilities; undefined (NaN) where rows have none. */

type ClassRows = BinaryRows | MulticlassRows;

/** What scikit-learn keeps probabilities away from 0 and 1 by. */
const SMALLEST_PROBABILITY = Number.EPSILON;

/** The probability that a row gave to a class. */
export function probabilityOf(rows: ClassRows, row: number, index: number): number {
  if (rows.task === "multiclass") return rows.probabilities?.[row * rows.classCount + index] ?? NaN;
  const positive = rows.probabilities?.[row] ?? NaN;
  return index === 1 ? positive : 1 - positive;
}

function classCountOf(rows: ClassRows): number {
  return rows.task === "binary" ? 2 : rows.classCount;
}

/** The mean of −ln(the probability that the true class was given), which is kept off 0 and 1. */
export function logLoss(rows: ClassRows, confidence: number): MetricEstimate {
  const { mean, standardError } = meanOf(rows.targets.length, (row) => {
    const given = probabilityOf(rows, row, rows.targets[row] ?? 0);
    return -Math.log(Math.min(1 - SMALLEST_PROBABILITY, Math.max(SMALLEST_PROBABILITY, given)));
  });
  return normalEstimate(mean, standardError, { confidence, least: 0 });
}

/**
 * Brier's score: the mean squared difference of probability and outcome; with two classes of the
 * positive one (0 to 1), with more the sum over classes (0 to 2).
 */
export function brierScore(rows: ClassRows, confidence: number): MetricEstimate {
  const { mean, standardError } = meanOf(rows.targets.length, (row) => {
    const target = rows.targets[row] ?? 0;
    if (rows.task === "binary") return (probabilityOf(rows, row, 1) - target) ** 2;
    let total = 0;
    for (let index = 0; index < rows.classCount; index += 1)
      total += (probabilityOf(rows, row, index) - (index === target ? 1 : 0)) ** 2;
    return total;
  });
  const most = rows.task === "binary" ? 1 : 2;
  return normalEstimate(mean, standardError, { confidence, least: 0, most });
}

const CALIBRATION_BINS = 10;

/**
 * Expected calibration error: rows in ten bins of equal width by probability (of the positive
 * class; with more classes, of the likeliest), and the mean over rows of the gap between the bin's
 * mean probability and the share that came true. Guo et al., ICML 2017. Its interval takes the gap
 * of each bin as normal; as a mean of absolute values it is biased upwards for few rows.
 */
export function calibrationError(rows: ClassRows, confidence: number): MetricEstimate {
  const count = rows.targets.length;
  if (count === 0 || rows.probabilities === null) return undefinedEstimate;
  const sums = new Float64Array(CALIBRATION_BINS);
  const squares = new Float64Array(CALIBRATION_BINS);
  for (let row = 0; row < count; row += 1) {
    const { probability, isTrue } = forecastOf(rows, row);
    const bin = Math.min(CALIBRATION_BINS - 1, Math.floor(probability * CALIBRATION_BINS));
    const gap = probability - (isTrue ? 1 : 0);
    sums[bin] = (sums[bin] ?? 0) + gap;
    squares[bin] = (squares[bin] ?? 0) + gap * gap;
  }
  let value = 0;
  let variance = 0;
  sums.forEach((sum, bin) => {
    value += Math.abs(sum) / count;
    variance += (squares[bin] ?? 0) / (count * count);
  });
  const half = normalQuantile(0.5 + confidence / 2) * Math.sqrt(variance);
  return {
    value,
    standardError: Math.sqrt(variance),
    low: Math.max(0, value - half),
    high: Math.min(1, value + half),
  };
}

function forecastOf(rows: ClassRows, row: number): { probability: number; isTrue: boolean } {
  if (rows.task === "binary")
    return { probability: probabilityOf(rows, row, 1), isTrue: rows.targets[row] === 1 };
  let best = 0;
  for (let index = 1; index < rows.classCount; index += 1)
    if (probabilityOf(rows, row, index) > probabilityOf(rows, row, best)) best = index;
  return { probability: probabilityOf(rows, row, best), isTrue: rows.targets[row] === best };
}

/** Area under the ROC curve; with more than two classes the mean of each against the rest. */
export function areaUnderRoc(rows: ClassRows, confidence: number): MetricEstimate {
  return oneVersusRest(rows, confidence, rocAuc);
}

/** Average precision; with more than two classes the mean of each against the rest. */
export function areaUnderPrecisionRecall(rows: ClassRows, confidence: number): MetricEstimate {
  return oneVersusRest(rows, confidence, averagePrecision);
}

/**
 * The mean over the classes that the metric is defined for. The error takes classes for fully
 * dependent, the worst case.
 */
function oneVersusRest(
  rows: ClassRows,
  confidence: number,
  metric: (scores: SortedScores, confidence: number) => MetricEstimate,
): MetricEstimate {
  if (rows.probabilities === null) return undefinedEstimate;
  if (rows.task === "binary") return metric(scoresOf(rows, 1), confidence);
  let value = 0;
  let error = 0;
  let classes = 0;
  for (let index = 0; index < classCountOf(rows); index += 1) {
    const estimate = metric(scoresOf(rows, index), confidence);
    if (Number.isNaN(estimate.value)) continue;
    value += estimate.value;
    error += estimate.standardError;
    classes += 1;
  }
  if (classes === 0) return undefinedEstimate;
  const limits = { confidence, least: 0, most: 1 };
  return normalEstimate(value / classes, error / classes, limits);
}

function scoresOf(rows: ClassRows, index: number): SortedScores {
  return sortScores(
    rows.targets.length,
    (row) => rows.targets[row] === index,
    (row) => probabilityOf(rows, row, index),
  );
}
