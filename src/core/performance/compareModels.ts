import { benjaminiHochberg } from "../drift/statistics/multipleTesting.ts";
import { binomialTest } from "../drift/statistics/discrete.ts";
import { normalQuantile, normalTwoSidedP } from "../drift/statistics/normal.ts";
import { studentTQuantile, studentTTwoSidedP } from "../drift/statistics/studentT.ts";
import { compareLosses, estimateLoss, type LossComparison } from "./compareLosses.ts";
import { short, SIGNIFICANT } from "./judgeMetric.ts";
import { finite } from "./metricSeries.ts";
import type { ModelComparison, PerformanceVerdict } from "./performanceReport.ts";
import {
  cellOf,
  countLosses,
  type LossSums,
  meanLoss,
  type SliceSide,
  sumLosses,
} from "./sliceCounts.ts";

export interface CompareOptions {
  /** `isAccuracy`: losses are errors of 0 and 1, shown as the share of right rows. Else a mean loss. */
  readonly metric: { readonly id: string; readonly isAccuracy: boolean };
  /** Both sides are the same rows in the same order, so that rows are compared one by one. */
  readonly isPaired: boolean;
  /** Slices of fewer rows are not compared; 30 at least. */
  readonly minRows?: number;
  /** What difference counts: for errors that much, else that share of the loss before. */
  readonly tolerance?: number;
}

/**
 * Whether a retrained model is better than the one it replaces, on all rows and by slices of one
 * column. On the same rows it is a paired test: McNemar's for errors (exact below 25 rows on which
 * the models differ), the paired t test for other losses; on different rows two proportions or
 * Welch. Over slices the false discovery rate is at most 5 %.
 */
export function compareModels(
  before: SliceSide,
  after: SliceSide,
  options: CompareOptions,
): ModelComparison {
  const { isAccuracy } = options.metric;
  const isPaired = options.isPaired && before.losses.length === after.losses.length;
  const tolerance = toleranceOf(options, meanLoss(sumLosses(before.losses)));
  const overall = isPaired
    ? comparePaired(sumDifferences(before, after, null, isAccuracy), 0)
    : compareLosses(sumLosses(before.losses), sumLosses(after.losses), isAccuracy);
  const show = (loss: LossSums): ModelComparison["before"] => showLoss(loss, isAccuracy);
  const decided = decide(overall, overall.pValue, tolerance);
  const slices = compareSlices(before, after, { ...options, isPaired, tolerance });
  const [first, second] = [show(sumLosses(before.losses)), show(sumLosses(after.losses))];
  return {
    metric: options.metric.id,
    better: isAccuracy ? "higher" : "lower",
    before: first,
    after: second,
    difference: showDifference(overall, isAccuracy),
    slices,
    rows: second.rows,
    verdict: decided,
    reason: reasonOf(decided, { before: first, after: second, slices, tolerance }),
  };
}

function toleranceOf({ metric, tolerance }: CompareOptions, loss: number): number {
  return metric.isAccuracy ? (tolerance ?? 0.01) : (tolerance ?? 0.02) * loss;
}

/** Differences of paired losses, by cell of a column or all in one. */
interface Differences {
  readonly rows: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** Rows on which only the model after errs, and on which only the one before does. */
  readonly worse: Float64Array;
  readonly better: Float64Array;
  readonly isError: boolean;
}

function sumDifferences(
  before: SliceSide,
  after: SliceSide,
  column: number | null,
  isError: boolean,
): Differences {
  const slices = column === null ? null : (after.columns[column] ?? null);
  const cells = slices?.labels.length ?? 1;
  const differences = Float64Array.from(
    after.losses,
    (loss, row) => loss - (before.losses[row] ?? 0),
  );
  const codes = slices?.codes ?? new Uint8Array(differences.length);
  const one = { name: "", labels: new Array<string>(cells).fill(""), codes };
  const worse = new Float64Array(cells);
  const better = new Float64Array(cells);
  differences.forEach((difference, row) => {
    const cell = codes[row] ?? 0;
    if (difference > 0) worse[cell] = (worse[cell] ?? 0) + 1;
    if (difference < 0) better[cell] = (better[cell] ?? 0) + 1;
  });
  return { ...countLosses(differences, one, null), worse, better, isError };
}

/** The fewest differing rows from which McNemar's statistic is taken for normal. */
const FEWEST_DISCORDANT = 25;

function comparePaired(differences: Differences, cell: number): LossComparison {
  const { rows, sum, squares } = cellOf(differences, cell);
  const difference = rows > 0 ? sum / rows : NaN;
  const variance = rows > 1 ? Math.max(0, squares - (sum * sum) / rows) / (rows - 1) : 0;
  const error = Math.sqrt(variance / rows);
  const freedom = Math.max(1, rows - 1);
  const quantile = differences.isError ? normalQuantile(0.975) : studentTQuantile(0.975, freedom);
  const half = quantile * error;
  const pValue = differences.isError
    ? mcNemarPValue(differences.worse[cell] ?? 0, differences.better[cell] ?? 0)
    : studentTTwoSidedP(error > 0 ? difference / error : difference === 0 ? 0 : NaN, freedom);
  return { difference, low: difference - half, high: difference + half, pValue };
}

/**
 * Of rows on which only one model errs, whether as many are the one's as the other's:
 * (b − c)/√(b + c), or the exact binomial test for few. Q. McNemar, Psychometrika 12 (1947).
 */
function mcNemarPValue(worse: number, better: number): number {
  const differing = worse + better;
  if (differing === 0) return 1;
  if (differing < FEWEST_DISCORDANT) return binomialTest(worse, differing, 0.5);
  return normalTwoSidedP((worse - better) / Math.sqrt(differing));
}

const SMALLEST_MIN_ROWS = 30;
const DEFAULT_MIN_ROWS = 100;

function compareSlices(
  before: SliceSide,
  after: SliceSide,
  options: CompareOptions & { readonly tolerance: number },
): ModelComparison["slices"] {
  const { isAccuracy } = options.metric;
  const minRows = Math.max(SMALLEST_MIN_ROWS, options.minRows ?? DEFAULT_MIN_ROWS);
  const compared = after.columns.flatMap((column, index) => {
    const other = before.columns[index];
    if (other === undefined) return [];
    const was = countLosses(before.losses, other, null);
    const is = countLosses(after.losses, column, null);
    const paired = options.isPaired ? sumDifferences(before, after, index, isAccuracy) : null;
    return column.labels.flatMap((label, cell) => {
      const [first, second] = [cellOf(was, cell), cellOf(is, cell)];
      if (first.rows < minRows || second.rows < minRows) return [];
      const comparison =
        paired === null ? compareLosses(first, second, isAccuracy) : comparePaired(paired, cell);
      return [{ conditions: [{ column: column.name, label }], first, second, comparison }];
    });
  });
  const qValues = benjaminiHochberg(compared.map(({ comparison }) => comparison.pValue));
  return compared
    .map(({ conditions, first, second, comparison }, index) => ({
      conditions,
      rows: second.rows,
      before: showLoss(first, isAccuracy).value,
      after: showLoss(second, isAccuracy).value,
      difference: showDifference(comparison, isAccuracy).value,
      qValue: finite(qValues[index] ?? NaN),
      verdict: decide(comparison, qValues[index] ?? NaN, options.tolerance),
      harm: comparison.difference * second.rows,
    }))
    .sort((a, b) => b.harm - a.harm)
    .map(({ harm: _, ...slice }) => slice);
}

/** Of losses: a rise is worse. */
function decide(
  { difference, low, high }: LossComparison,
  pValue: number,
  tolerance: number,
): PerformanceVerdict {
  const isSure = pValue <= SIGNIFICANT;
  if (isSure && difference >= tolerance) return "worse";
  if (isSure && difference <= -tolerance) return "better";
  if (low > -tolerance && high < tolerance) return "stable";
  return isSure && difference > 0 ? "watch" : "not-enough-rows";
}

function showLoss(sums: LossSums, isError: boolean): ModelComparison["before"] {
  const { value, low, high } = estimateLoss(sums, isError);
  const [shown, least, most] = isError ? [1 - value, 1 - high, 1 - low] : [value, low, high];
  return { value: finite(shown), low: finite(least), high: finite(most), rows: sums.rows };
}

/** In units of the metric: of errors that rise accuracy falls. */
function showDifference(
  { difference, low, high, pValue }: LossComparison,
  isError: boolean,
): ModelComparison["difference"] {
  const [shown, least, most] = isError ? [-difference, -high, -low] : [difference, low, high];
  return { value: finite(shown), low: finite(least), high: finite(most), pValue: finite(pValue) };
}

function reasonOf(
  verdict: PerformanceVerdict,
  comparison: Pick<ModelComparison, "before" | "after" | "slices"> & { readonly tolerance: number },
): string {
  const { before, after, slices, tolerance } = comparison;
  const values = `${short(after.value ?? NaN)}, before ${short(before.value ?? NaN)}`;
  const fell = slices.filter((slice) => slice.verdict === "worse");
  const where = fell[0]?.conditions.map(({ label }) => label).join(" and ") ?? "";
  const but = fell.length === 0 ? "" : `, but worse where ${where}`;
  const more = fell.length > 1 ? ` and on ${String(fell.length - 1)} more slices` : "";
  switch (verdict) {
    case "better":
      return `The new model is better: ${values}${but}${more}.`;
    case "worse":
      return `The new model is worse: ${values}.`;
    case "watch":
      return `The new model may be slightly worse: ${values}${but}${more}.`;
    case "stable":
      return `The new model is as good as the one before, give or take ${short(tolerance)}: ${values}${but}${more}.`;
    case "not-enough-rows":
      return `There are not enough rows to tell which model is better: ${values}${but}${more}.`;
  }
}
