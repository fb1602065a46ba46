import { rowErrors } from "./errorStream.ts";
import { probabilityOf } from "./metrics/probabilityMetrics.ts";
import type { LabelledRows } from "./metrics/rows.ts";
import type { ComparedMetric } from "./performanceReport.ts";

/** What keeps the logarithm of a probability of 0 finite, as in scikit-learn. */
const smallestProbability = Number.EPSILON;

/** Accuracy for classes, the mean absolute error for numbers. */
export function defaultComparedMetric({ task }: Pick<LabelledRows, "task">): ComparedMetric {
  return task === "regression" ? "mae" : "accuracy";
}

/**
 * What each row lost: 0 or 1 for an error (`accuracy`), −ln of the probability that the true class
 * was given (`log_loss`), the absolute or the squared error. Null where the rows do not have the
 * metric: another task, or no probabilities.
 */
export function rowLosses(rows: LabelledRows, metric: ComparedMetric): Float64Array | null {
  const isRegression = rows.task === "regression";
  switch (metric) {
    case "accuracy":
      return isRegression ? null : rowErrors(rows);
    case "mae":
      return isRegression ? rowErrors(rows) : null;
    case "mse":
      return isRegression ? rowErrors(rows).map((error) => error ** 2) : null;
    case "log_loss":
      return isRegression || rows.probabilities === null ? null : logLosses(rows);
  }
}

function logLosses(rows: Exclude<LabelledRows, { task: "regression" }>): Float64Array {
  return Float64Array.from(rows.targets, (target, row) => {
    const given = probabilityOf(rows, row, target);
    return -Math.log(Math.min(1 - smallestProbability, Math.max(smallestProbability, given)));
  });
}
