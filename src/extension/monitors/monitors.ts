import type { Disposable } from "../../base/disposables.ts";
import type { Event } from "../../base/events.ts";
import type { JobCall } from "../../platform/monitors/checkMonitor.ts";
import type { MonitorReport } from "../../core/monitors/monitorReport.ts";
import type { FeatureHistory, RuleSuggestion } from "../../protocol/driftPanel.ts";
import type { MonitorReference, MonitorState } from "./monitorState.ts";

export type AlertAction = "acknowledge" | "snooze" | "mute" | "reopen";

export interface AlertChange {
  /** All open ones, or all quiet ones for `reopen`, when not given. */
  readonly keys?: readonly string[] | undefined;
  readonly action: AlertAction;
  /** How long to snooze. */
  readonly durationMs: number | null;
}

/** Two data sets to look at once; absolute paths. */
export interface ComparisonRequest {
  readonly root: string;
  readonly reference: string;
  readonly current: string;
}

export interface Comparing {
  /** As it stands in the list, before it has an answer. */
  readonly started: Promise<MonitorState>;
  readonly finished: Promise<MonitorReport>;
}

/** All monitors and comparisons of the workspace, kept up to date. */
export interface Monitors extends Disposable {
  /** As the projects and their files have them, then comparisons, newest first. */
  all(): readonly MonitorState[];
  get(reference: MonitorReference): MonitorState | undefined;
  /** Something of these changed. */
  readonly onDidChange: Event<readonly MonitorReference[]>;
  readonly onDidProgress: Event<MonitorReference>;
  /** The configuration has been read once. */
  readonly loaded: Promise<void>;
  /** What is wrong with a project's monitors, a sentence; null when nothing is. */
  configProblem(root: string): string | null;
  /** The line from 0 of a monitor, or of what an alert of it is about. */
  lineOf(root: string, monitor: string, alertKey: string | null): number;
  /** Where the monitor's rule of that position stands. */
  lineOfRule(root: string, monitor: string, rule: number): number;
  /** Checks now; one check of a monitor at a time. Rejects with what went wrong. */
  check(reference: MonitorReference): Promise<MonitorReport>;
  cancel(reference: MonitorReference): void;
  compare(request: ComparisonRequest): Comparing;
  removeComparison(reference: MonitorReference): void;
  /** Answers the keys of the alerts that changed. */
  changeAlerts(reference: MonitorReference, change: AlertChange): Promise<readonly string[]>;
  /** Answers the path of the profile that was written; large data take a while. */
  acceptReference(reference: MonitorReference, call?: JobCall): Promise<string>;
  /** Launches what the monitor is retrained by; answers the run's id. */
  retrain(reference: MonitorReference): Promise<string>;
  featureHistory(reference: MonitorReference, feature: string): FeatureHistory;
  suggestRules(reference: MonitorReference): Promise<readonly RuleSuggestion[]>;
  acceptRule(reference: MonitorReference, suggestion: string): Promise<void>;
}
