import type { Alert } from "../../core/monitors/alert.ts";
import type { MonitorReport, MonitorVerdict } from "../../core/monitors/monitorReport.ts";

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
  readonly retraining: string | null;
}

export interface PlacedAlert extends Alert {
  readonly line: number | null;
}

export interface DriftOutcome {
  readonly monitors: readonly CheckedMonitor[];
}

const order: readonly MonitorVerdict[] = [
  "stable",
  "not-enough-rows",
  "watch",
  "drift",
  "degraded",
];

/** Whether a verdict is what `--fail-on` names, or worse. Too few rows is never a failure. */
export function isAtLeast(verdict: MonitorVerdict, failOn: "watch" | "drift"): boolean {
  return order.indexOf(verdict) >= order.indexOf(failOn);
}
