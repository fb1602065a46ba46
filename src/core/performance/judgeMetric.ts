import { normalQuantile, normalTwoSidedP } from "../drift/statistics/normal.ts";
import { twoProportionTest } from "../drift/statistics/proportions.ts";
import type { MetricEstimate } from "./metrics/estimate.ts";
import type { Metric } from "./metrics/metrics.ts";
import type { PerformanceVerdict } from "./performanceReport.ts";

/** A metric of current beside that of the reference. */
export interface ComparedMetric {
  readonly metric: Metric;
  readonly reference: MetricEstimate | null;
  readonly current: MetricEstimate;
  readonly rows: number;
  /** The latest chunks lie outside of what is expected, on the worse side. */
  readonly isAlarmed: boolean;
  /** Estimated without labels. */
  readonly isEstimated: boolean;
}

export interface Judgement {
  readonly verdict: PerformanceVerdict;
  /** One sentence. */
  readonly reason: string;
}

/** The greatest q-value that counts as a finding. */
export const SIGNIFICANT = 0.05;

/** Chance of a difference as large as this without any; NaN where a side is undefined. */
export function comparePValue({ reference, current }: ComparedMetric): number {
  if (reference === null) return NaN;
  if (isCounted(reference) && isCounted(current)) {
    const [hitsBefore, rowsBefore] = reference.share;
    const [hits, rows] = current.share;
    return twoProportionTest(hitsBefore, rowsBefore, hits, rows).pValue;
  }
  const error = Math.hypot(reference.standardError, current.standardError);
  const difference = current.value - reference.value;
  if (error === 0) return difference === 0 ? 1 : NaN;
  return normalTwoSidedP(difference / error);
}

/** Whether it is a share of counted rows, and not of expected ones. */
function isCounted(
  estimate: MetricEstimate,
): estimate is MetricEstimate & { share: readonly [number, number] } {
  return estimate.share !== undefined && estimate.share.every(Number.isInteger);
}

/**
 * The verdict on a metric: worse if it certainly (q ≤ 0.05) fell by at least the tolerance, watch
 * if by at least half of it or if the latest chunks are out of their band, stable if it certainly
 * fell by less, else there are not enough rows to tell. `pValue` decides where there is no q-value.
 */
export function judgeMetric(compared: ComparedMetric, qValue: number): Judgement {
  const { metric, reference, current } = compared;
  if (Number.isNaN(current.value)) return notMeasured(metric);
  if (reference === null || Number.isNaN(reference.value)) return withoutReference(compared);
  const { harm, error, tolerance } = measureHarm(compared, reference);
  const isSure = qValue <= SIGNIFICANT;
  const said = describeChange(compared, reference);
  const allowed = `the ${short(tolerance)} that is tolerated`;
  if (isSure && harm >= tolerance)
    return { verdict: "worse", reason: `${said}, more than ${allowed}.` };
  if (isSure && harm <= -tolerance) return { verdict: "better", reason: `${said}.` };
  if (isSure && harm >= tolerance / 2)
    return { verdict: "watch", reason: `${said}, less than ${allowed}.` };
  if (compared.isAlarmed)
    return {
      verdict: "watch",
      reason: `${metric.label} of the latest chunks is worse than expected.`,
    };
  if (harm + normalQuantile(0.975) * error < tolerance)
    return { verdict: "stable", reason: `${said}, within ${allowed}.` };
  return { verdict: "not-enough-rows", reason: `${said}; ${rowsNeeded(compared, reference)}` };
}

interface Harm {
  /** By how much it is worse. */
  readonly harm: number;
  readonly error: number;
  readonly tolerance: number;
}

function measureHarm({ metric, current }: ComparedMetric, reference: MetricEstimate): Harm {
  const difference = current.value - reference.value;
  return {
    harm: metric.better === "higher" ? -difference : difference,
    error: Math.hypot(reference.standardError, current.standardError),
    tolerance: toleranceOf(metric, reference.value),
  };
}

/** How much worse the metric may be, in its own units. */
export function toleranceOf({ tolerance }: Metric, reference: number): number {
  return tolerance.kind === "absolute" ? tolerance.value : tolerance.value * Math.abs(reference);
}

function describeChange(compared: ComparedMetric, reference: MetricEstimate): string {
  const { metric, current, isEstimated } = compared;
  const [before, after] = [short(reference.value), short(current.value)];
  const verb = current.value > reference.value ? "rose" : "fell";
  const change = before === after ? `stayed at ${after}` : `${verb} from ${before} to ${after}`;
  const name = isEstimated ? `Estimated ${lowerFirst(metric.label)}` : metric.label;
  return `${name} ${change} (95 % interval ${short(current.low)} to ${short(current.high)})`;
}

/** "F1" and "ROC AUC" stay as they are. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** How many rows of current would tell a change of the tolerance from none. */
function rowsNeeded(compared: ComparedMetric, reference: MetricEstimate): string {
  const { harm, tolerance } = measureHarm(compared, reference);
  const z = normalQuantile(0.975);
  const room = ((tolerance - Math.min(Math.max(0, harm), tolerance / 2)) / z) ** 2;
  const left = room - reference.standardError ** 2;
  const change = `a change of ${short(tolerance)}`;
  if (!(left > 0)) return `the reference has too few rows to tell whether that is ${change}.`;
  const needed = Math.ceil((compared.rows * compared.current.standardError ** 2) / left);
  if (!(needed > compared.rows)) return `that is too close to ${change} to tell.`;
  return `about ${String(needed)} rows are needed to tell whether that is ${change}.`;
}

function notMeasured({ label, needs }: Metric): Judgement {
  const wanted = needs === "probabilities" ? "labels, probabilities and rows" : "labels and rows";
  const reason = `${label} is not defined on the current data, which lack the ${wanted} for it.`;
  return { verdict: "not-enough-rows", reason };
}

function withoutReference({ metric, current, isAlarmed }: ComparedMetric): Judgement {
  const value = `${metric.label} is ${short(current.value)}`;
  if (isAlarmed) return { verdict: "watch", reason: `${value}, worse than expected of late.` };
  return {
    verdict: "not-enough-rows",
    reason: `${value}; there is no reference to compare it with.`,
  };
}

/** A number with three digits that count, as people write it. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
