import { type Calibrator, fitIfBetter, uncalibrated } from "./calibrate.ts";
import type { ClassTable, PerformanceColumns } from "./labelRows.ts";
import { classCoder, predictionsOf, readForecasts } from "./labelRows.ts";
import type { Confusion } from "./metrics/confusion.ts";
import { orderByShare } from "./orderByShare.ts";
import {
  boundedEstimate,
  type MetricEstimate,
  normalEstimate,
  undefinedEstimate,
} from "./metrics/estimate.ts";
import * as label from "./metrics/labelMetrics.ts";
import { hanleyMcNeilError } from "./metrics/ranking.ts";
import { probabilityOf } from "./metrics/probabilityMetrics.ts";
import { type BinaryRows, type MulticlassRows, withProbabilities } from "./metrics/rows.ts";

/**
 * Confidence-based performance estimation: how well a classifier does on rows without labels. If a
 * row's probability p of being positive is right, it adds p true and 1 − p false positives where
 * it was predicted positive, and 1 − p true and p false negatives where it was not; metrics follow
 * from the expected confusion, and the area under the ROC curve from each row counting as p
 * positive and 1 − p negative rows. With more than two classes each is taken against the rest and
 * probabilities are scaled to sum to 1. J. Białek et al., "Estimating model performance under
 * covariate shift without labels" (2024, arXiv 2401.08348); formulas as NannyML has them.
 */

/** What must hold for an estimate to be right; shown with every one. */
export const cbpeAssumptions: readonly string[] = [
  "The probabilities are right: of the rows given 0.8, about 80 % turn out positive.",
  "What the target depends on has not changed (no concept drift); only inputs may have.",
  "The rows are of kinds that the reference holds, so that its calibration applies to them.",
];

/** Rows without labels: predicted classes and probabilities. */
export interface UnlabelledRows {
  readonly classCount: number;
  readonly predictions: Int32Array;
  /** Row after row one of each class, calibrated, summing to 1. */
  readonly probabilities: Float64Array;
  /** Of each row and class as the model gave it: what an area under a curve ranks by. */
  readonly scores: Float64Array;
  readonly positions: Uint32Array;
}

/** How scores become probabilities, by class; fitted on labelled rows. */
export type Calibration = readonly Calibrator[];

/** Isotonic by class where that lowers the calibration error of the reference. */
export function fitCalibration(
  labelled: BinaryRows | MulticlassRows | null,
  classCount: number,
): Calibration {
  const reference = labelled && withProbabilities(labelled);
  return Array.from({ length: classCount }, (_, index) => {
    // Of two classes the positive one's probability decides.
    if (reference?.probabilities == null || (classCount === 2 && index === 0)) return uncalibrated;
    const scores = Float64Array.from(reference.targets, (__, row) =>
      probabilityOf(reference, row, index),
    );
    return fitIfBetter(
      scores,
      Array.from(reference.targets, (target) => (target === index ? 1 : 0)),
    );
  });
}

/** The rows that have probabilities, calibrated, in the order given; labels do not matter. */
export function calibrateRows(
  columns: PerformanceColumns,
  table: ClassTable,
  calibration: Calibration,
  order: Uint32Array,
): UnlabelledRows {
  const { rows } = columns;
  const classCount = table.classes.length;
  const forecast = readForecasts(columns, table);
  const codeOf = classCoder(table);
  const given = predictionsOf(columns, table);
  const predictions = new Int32Array(rows);
  const positions = new Uint32Array(rows);
  const scores = new Float64Array(rows * classCount);
  const probabilities = new Float64Array(rows * classCount);
  let kept = 0;
  for (const row of forecast.isPresent ? order : []) {
    if (!forecast.read(row)) continue;
    const prediction = given === null ? forecast.predict() : codeOf(given[row]);
    if (prediction < 0) continue;
    const raw = spread(forecast.values, table.task);
    scores.set(raw, kept * classCount);
    probabilities.set(calibrated(raw, calibration), kept * classCount);
    predictions[kept] = prediction;
    positions[kept] = row;
    kept += 1;
  }
  return {
    classCount,
    predictions: predictions.subarray(0, kept),
    positions: positions.subarray(0, kept),
    scores: scores.subarray(0, kept * classCount),
    probabilities: probabilities.subarray(0, kept * classCount),
  };
}

function spread(values: Float64Array, task: ClassTable["task"]): Float64Array {
  const positive = values[0] ?? 0;
  return task === "binary" ? Float64Array.of(1 - positive, positive) : values;
}

/** With two classes the positive one's decides; with more all are scaled to sum to 1. */
function calibrated(raw: Float64Array, calibration: Calibration): Float64Array {
  if (raw.length === 2) {
    const positive = (calibration[1] ?? uncalibrated)(raw[1] ?? 0);
    return Float64Array.of(1 - positive, positive);
  }
  const values = raw.map((score, index) => (calibration[index] ?? uncalibrated)(score));
  const total = values.reduce((sum, value) => sum + value, 0);
  return total > 0 ? values.map((value) => value / total) : raw;
}

/** The confusion that is expected of the rows from `start` up to but not including `end`. */
export function expectedConfusion(rows: UnlabelledRows, start: number, end: number): Confusion {
  const { classCount } = rows;
  const counts = new Float64Array(classCount * classCount);
  for (let row = start; row < end; row += 1) {
    const prediction = rows.predictions[row] ?? 0;
    for (let target = 0; target < classCount; target += 1) {
      const cell = target * classCount + prediction;
      counts[cell] = (counts[cell] ?? 0) + (rows.probabilities[row * classCount + target] ?? 0);
    }
  }
  return { classCount, counts };
}

const labelMetrics: Readonly<Record<string, label.ConfusionMetric>> = {
  accuracy: label.accuracy,
  balanced_accuracy: label.balancedAccuracy,
  precision: label.precision,
  recall: label.recall,
  f1: label.f1,
  specificity: label.specificity,
  precision_macro: label.macroPrecision,
  recall_macro: label.macroRecall,
  f1_macro: label.macroF1,
  precision_weighted: label.weightedPrecision,
  recall_weighted: label.weightedRecall,
  f1_weighted: label.weightedF1,
  mcc: label.matthewsCorrelation,
};

/** Whether the metric can be estimated without labels. */
export function canEstimate(metricId: string): boolean {
  return metricId === "roc_auc" || Object.hasOwn(labelMetrics, metricId);
}

/**
 * The metric that is expected of the rows from `start` up to but not including `end`, with the
 * sampling error that a measured one would have.
 */
export function estimateMetric(
  metricId: string,
  rows: UnlabelledRows,
  {
    start,
    end,
    confidence,
  }: { readonly start: number; readonly end: number; readonly confidence: number },
): MetricEstimate {
  if (metricId === "roc_auc") return expectedAuc(rows, start, end, confidence);
  const metric = Object.hasOwn(labelMetrics, metricId) ? labelMetrics[metricId] : undefined;
  if (metric === undefined || end <= start) return undefinedEstimate;
  const { share, ...estimate } = metric(expectedConfusion(rows, start, end), confidence);
  return share === undefined || share[1] > 0 ? estimate : undefinedEstimate;
}

function expectedAuc(
  rows: UnlabelledRows,
  start: number,
  end: number,
  confidence: number,
): MetricEstimate {
  const classes = rows.classCount === 2 ? [1] : [...Array(rows.classCount).keys()];
  let value = 0;
  let error = 0;
  let counted = 0;
  for (const index of classes) {
    const { auc, positives, negatives } = weightedAuc(rows, index, start, end);
    if (Number.isNaN(auc)) continue;
    value += auc;
    error += hanleyMcNeilError(auc, Math.max(1, positives), Math.max(1, negatives));
    counted += 1;
  }
  if (counted === 0) return undefinedEstimate;
  if (counted > 1)
    return normalEstimate(value / counted, error / counted, { confidence, least: 0, most: 1 });
  return boundedEstimate(value, error, { rows: end - start, confidence });
}

interface WeightedAuc {
  readonly auc: number;
  readonly positives: number;
  readonly negatives: number;
}

/** The area with each row as p positive and 1 − p negative rows; equal scores count half. */
function weightedAuc(rows: UnlabelledRows, index: number, start: number, end: number): WeightedAuc {
  const { classCount, scores, probabilities } = rows;
  const score = (row: number): number => scores[row * classCount + index] ?? 0;
  const order = orderByShare(
    Float64Array.from({ length: end - start }, (_, place) => score(start + place)),
  ).map((place) => start + place);
  let positives = 0;
  let negatives = 0;
  let pairs = 0;
  let place = 0;
  while (place < order.length) {
    const level = score(order[place] ?? 0);
    let levelPositives = 0;
    let levelNegatives = 0;
    for (; place < order.length && score(order[place] ?? 0) === level; place += 1) {
      const weight = probabilities[(order[place] ?? 0) * classCount + index] ?? 0;
      levelPositives += weight;
      levelNegatives += 1 - weight;
    }
    pairs += levelPositives * (negatives + levelNegatives / 2);
    positives += levelPositives;
    negatives += levelNegatives;
  }
  const auc = positives > 0 && negatives > 0 ? pairs / (positives * negatives) : NaN;
  return { auc, positives, negatives };
}
