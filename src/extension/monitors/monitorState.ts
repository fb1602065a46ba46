import type { Alert } from "../../core/monitors/alert.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import type { MonitorReport, MonitorVerdict } from "../../core/monitors/monitorReport.ts";
import type {
  CheckFailure,
  CheckProgress,
  ComparedModels,
  PastCheck,
  RetrainOffer,
} from "../../protocol/driftPanel.ts";

/** A monitor of a project, or a comparison that was asked for, as it stands now. */
export interface MonitorState {
  readonly root: string;
  /** The monitor's name; of a comparison an id of its own. */
  readonly id: string;
  readonly kind: "monitor" | "comparison";
  readonly name: string;
  readonly description: string;
  readonly monitor: Monitor;
  /**
   * Null before the first check that succeeded, and where its report cannot be read. Read when it is
   * asked for: ask `verdict` whether there is one, never this for many monitors.
   */
  readonly report: MonitorReport | null;
  /** Of the last check that succeeded; known before the report itself is read. */
  readonly verdict: MonitorVerdict | null;
  readonly lastCheckedAt: string | null;
  readonly reason: string;
  /** Oldest first. */
  readonly history: readonly PastCheck[];
  readonly alerts: readonly Alert[];
  readonly progress: CheckProgress | null;
  /** Why the last check found no answer. */
  readonly failure: CheckFailure | null;
  readonly retrain: RetrainOffer | null;
  readonly models: ComparedModels | null;
}

/** An alert that asks for attention: neither snoozed, muted nor over. */
export function isOpen(alert: Alert): boolean {
  return alert.state === "open";
}

/** Alerts that are shown in Problems: acknowledged ones are still problems. */
export function isStanding({ state }: Alert): boolean {
  return state === "open" || state === "acknowledged";
}

const ranks = { error: 2, warning: 1, info: 0 } as const;

/** The worst open alert of some; undefined where there is none. */
export function worstAlert(alerts: readonly Alert[]): Alert | undefined {
  return alerts
    .filter(isOpen)
    .toSorted((one, other) => ranks[other.severity] - ranks[one.severity])[0];
}

export interface MonitorReference {
  readonly root: string;
  readonly id: string;
}
