import type { SeriesPoint, Unit } from "../../figures/figure.ts";
import type { Task } from "../../performance/performanceReport.ts";

const percentages = new Set([
  "accuracy",
  "balanced_accuracy",
  "precision",
  "recall",
  "specificity",
  "f1",
  "error",
  "error_rate",
  "mape",
  "smape",
]);

/** Whether a metric reads as a percentage or as a number. */
export function metricUnit(id: string, task: Task | null): Unit {
  const base = id
    .toLowerCase()
    .replaceAll("-", "_")
    .replace(/_(macro|micro|weighted)$/, "");
  return task !== "regression" && percentages.has(base) ? "share" : "number";
}

/** Where among chunks a row of the data lies, as a position from 0; between chunks as a fraction. */
export function placeOfRow(points: readonly SeriesPoint[], row: number): number {
  let before = 0;
  for (const [index, { rows }] of points.entries()) {
    if (rows > 0 && row < before + rows) return index + (row - before) / rows;
    before += rows;
  }
  return points.length;
}
