import type { Alert } from "../../core/monitors/alert.ts";
import type { MonitorReport, MonitorVerdict } from "../../core/monitors/monitorReport.ts";
import type { RetrainDecision } from "../../core/monitors/retrainPolicy.ts";
import type { ModelComparison } from "../../core/performance/performanceReport.ts";

/** A line of the configuration, or null where there is none: a comparison of two files. */
export interface ConfigPlace {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** From 0. */
  readonly line: number;
}

/** What checking one monitor came to. */
export interface CheckedMonitor {
  readonly name: string;
  readonly place: ConfigPlace | null;
  /** Null where the check failed. */
  readonly report: MonitorReport | null;
  /** Why it failed, a sentence. */
  readonly failure: string | null;
  /** Those that are not resolved. */
  readonly alerts: readonly PlacedAlert[];
  /** What the retraining policy says of it; null where nothing is configured. */
  readonly retraining: Pick<RetrainDecision, "action" | "reason"> | null;
  /** The retraining that this check launched; null where it launched none. */
  readonly retrained: Retrained | null;
}

/** A retraining that ended. */
export interface Retrained {
  readonly monitor: string;
  readonly run: string;
  /** The script's exit code. */
  readonly exitCode: number;
  /** Null where the run failed, or the models could not be compared. */
  readonly comparison: ModelComparison | null;
  /** Why there is no comparison, a sentence; null where there is one. */
  readonly problem: string | null;
}

export interface PlacedAlert extends Alert {
  /** From 0. */
  readonly line: number | null;
}

export interface DriftOutcome {
  readonly monitors: readonly CheckedMonitor[];
}

export type FailOn = "drift" | "watch" | "never";

const order: readonly MonitorVerdict[] = [
  "stable",
  "not-enough-rows",
  "watch",
  "drift",
  "degraded",
];

/**
 * Whether something was found that `--fail-on` names, or worse: a verdict, or an open alert of a
 * rule that the project wrote. Too few rows is never a finding.
 */
export function isFinding({ report, alerts }: CheckedMonitor, failOn: FailOn): boolean {
  if (failOn === "never" || report === null) return false;
  if (order.indexOf(report.verdict) >= order.indexOf(failOn)) return true;
  return alerts.some(
    ({ kind, state, severity }) =>
      kind === "rule" && state === "open" && (severity !== "info" || failOn === "watch"),
  );
}
