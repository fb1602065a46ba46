import { type Confusion, deltaError, type Margins, marginsOf, sum } from "./confusion.ts";
import { boundedEstimate, type MetricEstimate, shareEstimate } from "./estimate.ts";

/**
 * Metrics of predicted classes, from how often each class was predicted as which. Definitions are
 * scikit-learn's; with two classes the second is the positive one. What would divide by zero is
 * undefined (NaN) where one class is asked for, and 0 within an average over classes. Averages are
 * over the classes that occur among targets or predictions.
 */

export type ConfusionMetric = (confusion: Confusion, confidence: number) => MetricEstimate;

/** The share of rows that are right: Wilson's interval. */
export const accuracy: ConfusionMetric = (confusion, confidence) =>
  shareEstimate(sum(marginsOf(confusion).hits), sum(confusion.counts), confidence);

/** Of the rows predicted positive, the share that are: TP / (TP + FP). */
export const precision: ConfusionMetric = (confusion, confidence) => {
  const { hits, predictions } = marginsOf(confusion);
  return shareEstimate(hits[1] ?? 0, predictions[1] ?? 0, confidence);
};

/** Of the positive rows, the share predicted so: TP / (TP + FN). */
export const recall: ConfusionMetric = (confusion, confidence) => {
  const { hits, targets } = marginsOf(confusion);
  return shareEstimate(hits[1] ?? 0, targets[1] ?? 0, confidence);
};

/** Of the negative rows, the share predicted so: TN / (TN + FP). */
export const specificity: ConfusionMetric = (confusion, confidence) => {
  const { hits, targets } = marginsOf(confusion);
  return shareEstimate(hits[0] ?? 0, targets[0] ?? 0, confidence);
};

/** 2·TP / (2·TP + FP + FN) of the positive class. */
export const f1 = bounded(({ hits, targets, predictions }) =>
  divide(2 * (hits[1] ?? 0), (targets[1] ?? 0) + (predictions[1] ?? 0)),
);

/** The mean recall of the classes that occur among targets. */
export const balancedAccuracy = bounded((margins) => {
  let total = 0;
  let classes = 0;
  margins.targets.forEach((count, index) => {
    if (count <= 0) return;
    classes += 1;
    total += (margins.hits[index] ?? 0) / count;
  });
  return divide(total, classes);
});

export const macroPrecision = bounded((margins) => average(margins, classPrecision, () => 1));
export const macroRecall = bounded((margins) => average(margins, classRecall, () => 1));
export const macroF1 = bounded((margins) => average(margins, classF1, () => 1));
/** As the macro averages, but each class counts by its rows. */
export const weightedPrecision = bounded((margins) => average(margins, classPrecision, classRows));
export const weightedRecall = bounded((margins) => average(margins, classRecall, classRows));
export const weightedF1 = bounded((margins) => average(margins, classF1, classRows));

/**
 * Matthews' correlation coefficient, −1 to 1; with n rows, h right, t_k of and p_k predicted as
 * class k: (h·n − Σ p·t) / √((n² − Σ p²)(n² − Σ t²)); 0 where all rows are of one class or
 * predicted so. J. Gorodkin, Comput. Biol. Chem. 28 (2004).
 */
export const matthewsCorrelation = bounded((margins) => {
  const { hits, targets, predictions } = margins;
  const rows = sum(targets);
  if (rows === 0) return NaN;
  let products = 0;
  let targetSquares = 0;
  let predictionSquares = 0;
  targets.forEach((target, index) => {
    const prediction = predictions[index] ?? 0;
    products += target * prediction;
    targetSquares += target * target;
    predictionSquares += prediction * prediction;
  });
  const scale = (rows * rows - targetSquares) * (rows * rows - predictionSquares);
  return scale <= 0 ? 0 : (sum(hits) * rows - products) / Math.sqrt(scale);
}, -1);

/** A metric with its delta-method error and an interval that stays in range. */
function bounded(metric: (margins: Margins) => number, least = 0): ConfusionMetric {
  return (confusion, confidence) => {
    const value = metric(marginsOf(confusion));
    const rows = sum(confusion.counts);
    return boundedEstimate(value, deltaError(confusion, metric), { rows, confidence, least });
  };
}

type OfClass = (margins: Margins, index: number) => number;

function average(margins: Margins, of: OfClass, weight: OfClass): number {
  let total = 0;
  let weights = 0;
  margins.targets.forEach((target, index) => {
    if (target + (margins.predictions[index] ?? 0) <= 0) return;
    const share = weight(margins, index);
    const value = of(margins, index);
    weights += share;
    total += share * (Number.isNaN(value) ? 0 : value);
  });
  return divide(total, weights);
}

function classPrecision({ hits, predictions }: Margins, index: number): number {
  return divide(hits[index] ?? 0, predictions[index] ?? 0);
}

function classRecall({ hits, targets }: Margins, index: number): number {
  return divide(hits[index] ?? 0, targets[index] ?? 0);
}

function classF1({ hits, targets, predictions }: Margins, index: number): number {
  return divide(2 * (hits[index] ?? 0), (targets[index] ?? 0) + (predictions[index] ?? 0));
}

function classRows({ targets }: Margins, index: number): number {
  return targets[index] ?? 0;
}

function divide(part: number, whole: number): number {
  return whole > 0 ? part / whole : NaN;
}
