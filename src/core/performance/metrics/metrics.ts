import type { Task } from "../performanceReport.ts";
import { countConfusion } from "./confusion.ts";
import { type MetricEstimate, undefinedEstimate } from "./estimate.ts";
import * as label from "./labelMetrics.ts";
import * as probability from "./probabilityMetrics.ts";
import * as regression from "./regressionMetrics.ts";
import {
  type BinaryRows,
  type LabelledRows,
  type MulticlassRows,
  type RegressionRows,
  withProbabilities,
} from "./rows.ts";

/** A measure of how well a model does. */
export interface Metric {
  /** Public: users name it in `sextant.yaml`. */
  readonly id: string;
  readonly label: string;
  readonly tasks: readonly Task[];
  readonly better: "higher" | "lower";
  readonly needs: "labels" | "probabilities";
  /** How its interval is made, in words. */
  readonly intervalMethod: string;
  /**
   * How much worse it must be to matter: by that much where the metric is a share or alike, by that
   * part of the reference where it has units.
   */
  readonly tolerance: { readonly kind: "absolute" | "relative"; readonly value: number };
  /** Everything NaN where the rows do not define it, or are of another task. */
  estimate(rows: LabelledRows, confidence: number): MetricEstimate;
}

const points = { kind: "absolute", value: 0.02 } as const;
const part = { kind: "relative", value: 0.05 } as const;
const wilson = "Wilson's score interval";
const delta = "delta method on the confusion matrix, as Wilson's interval";
const normal = "normal, from the rows' own spread";

type ClassRows = BinaryRows | MulticlassRows;
type Names = readonly [id: string, label: string];

function labels(
  [id, name]: Names,
  tasks: readonly Task[],
  metric: label.ConfusionMetric,
  intervalMethod: string,
): Metric {
  return {
    id,
    label: name,
    tasks,
    better: "higher",
    needs: "labels",
    intervalMethod,
    tolerance: points,
    estimate(rows, confidence) {
      if (rows.task === "regression") return undefinedEstimate;
      const classCount = rows.task === "binary" ? 2 : rows.classCount;
      return metric(countConfusion(rows.targets, rows.predictions, classCount), confidence);
    },
  };
}

interface ProbabilityOptions extends Pick<Metric, "better" | "intervalMethod" | "tolerance"> {
  readonly compute: (rows: ClassRows, confidence: number) => MetricEstimate;
}

function probabilities([id, name]: Names, { compute, ...options }: ProbabilityOptions): Metric {
  return {
    id,
    label: name,
    tasks: ["binary", "multiclass"],
    needs: "probabilities",
    ...options,
    estimate: (rows, confidence) =>
      rows.task === "regression" || rows.probabilities === null
        ? undefinedEstimate
        : compute(withProbabilities(rows), confidence),
  };
}

function numbers(
  [id, name]: Names,
  compute: (rows: RegressionRows, confidence: number) => MetricEstimate,
  options: Partial<Pick<Metric, "better" | "intervalMethod" | "tolerance">> = {},
): Metric {
  return {
    id,
    label: name,
    tasks: ["regression"],
    better: "lower",
    needs: "labels",
    intervalMethod: normal,
    tolerance: part,
    ...options,
    estimate: (rows, confidence) =>
      rows.task === "regression" ? compute(rows, confidence) : undefinedEstimate,
  };
}

const classes: readonly Task[] = ["binary", "multiclass"];
const two: readonly Task[] = ["binary"];

/** All metrics, in the order in which they are shown. */
export const metrics: readonly Metric[] = [
  labels(["accuracy", "Accuracy"], classes, label.accuracy, wilson),
  labels(["balanced_accuracy", "Balanced accuracy"], classes, label.balancedAccuracy, delta),
  labels(["precision", "Precision"], two, label.precision, wilson),
  labels(["recall", "Recall"], two, label.recall, wilson),
  labels(["f1", "F1"], two, label.f1, delta),
  labels(["specificity", "Specificity"], two, label.specificity, wilson),
  labels(["precision_macro", "Precision (macro)"], classes, label.macroPrecision, delta),
  labels(["recall_macro", "Recall (macro)"], classes, label.macroRecall, delta),
  labels(["f1_macro", "F1 (macro)"], classes, label.macroF1, delta),
  labels(["precision_weighted", "Precision (weighted)"], classes, label.weightedPrecision, delta),
  labels(["recall_weighted", "Recall (weighted)"], classes, label.weightedRecall, delta),
  labels(["f1_weighted", "F1 (weighted)"], classes, label.weightedF1, delta),
  labels(["mcc", "Matthews correlation"], classes, label.matthewsCorrelation, delta),
  probabilities(["roc_auc", "ROC AUC"], {
    better: "higher",
    intervalMethod: "DeLong's error, as Wilson's interval",
    tolerance: points,
    compute: probability.areaUnderRoc,
  }),
  probabilities(["average_precision", "Average precision (PR AUC)"], {
    better: "higher",
    intervalMethod: "logistic, by the number of positive rows",
    tolerance: points,
    compute: probability.areaUnderPrecisionRecall,
  }),
  probabilities(["log_loss", "Log loss"], {
    better: "lower",
    intervalMethod: normal,
    tolerance: part,
    compute: probability.logLoss,
  }),
  probabilities(["brier", "Brier score"], {
    better: "lower",
    intervalMethod: normal,
    tolerance: part,
    compute: probability.brierScore,
  }),
  probabilities(["ece", "Calibration error (ECE)"], {
    better: "lower",
    intervalMethod: "normal, from the spread within bins",
    tolerance: points,
    compute: probability.calibrationError,
  }),
  numbers(["mae", "Mean absolute error"], regression.meanAbsoluteError),
  numbers(["rmse", "Root mean squared error"], regression.rootMeanSquaredError),
  numbers(["mse", "Mean squared error"], regression.meanSquaredError),
  numbers(["mape", "Mean absolute percentage error"], regression.meanAbsolutePercentageError),
  numbers(["smape", "Symmetric percentage error"], regression.symmetricPercentageError),
  numbers(["r2", "R²"], regression.rSquared, {
    better: "higher",
    intervalMethod: "delta method on the ratio",
    tolerance: points,
  }),
  numbers(["median_absolute_error", "Median absolute error"], regression.medianAbsoluteError, {
    intervalMethod: "ranks around the middle",
  }),
];

/** The metric with that id, or null. */
export function findMetric(id: string): Metric | null {
  return metrics.find((metric) => metric.id === id) ?? null;
}

const defaults: Readonly<Record<Task, readonly string[]>> = {
  binary: ["accuracy", "f1", "precision", "recall", "roc_auc", "log_loss"],
  multiclass: ["accuracy", "balanced_accuracy", "f1_macro", "roc_auc", "log_loss"],
  regression: ["mae", "rmse", "r2"],
};

/**
 * The metrics with these ids that the task has, in their order; without ids those of the task that
 * are shown by default. Those that need probabilities only where there are some.
 */
export function metricsOf(
  task: Task,
  {
    ids,
    hasProbabilities,
  }: { readonly ids?: readonly string[]; readonly hasProbabilities: boolean },
): readonly Metric[] {
  return (ids ?? defaults[task])
    .flatMap((id) => findMetric(id) ?? [])
    .filter(({ tasks }) => tasks.includes(task))
    .filter(({ needs }) => needs === "labels" || hasProbabilities);
}
