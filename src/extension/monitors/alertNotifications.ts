import * as vscode from "vscode";
import type { Alert } from "../../core/monitors/alert.ts";
import type { MonitorCheck } from "../../platform/monitors/checkMonitor.ts";
import type { CommandId } from "../ids.ts";
import { showError, showInformation, showWarning } from "../notifications.ts";
import type { Services } from "../services.ts";
import type { MonitorState } from "./monitorState.ts";
import type { ProjectMonitors } from "./projectMonitors.ts";

const showDrift: CommandId = "sextant.drift.show";
const retrainModel: CommandId = "sextant.monitors.retrain";

const rank = { error: 2, warning: 1, info: 0 } as const;

/**
 * Tells of the alerts that a check opened: one notification for all of them, the worst first. A
 * retraining that the policy asks for is offered there.
 */
export function tellOfCheck(
  services: Services,
  monitors: ProjectMonitors,
  { report, alerts, retraining }: MonitorCheck,
): void {
  const target = { root: monitors.root, monitor: report.monitor };
  const [worst, ...others] = alerts.told.toSorted(
    (one, other) => rank[other.severity] - rank[one.severity],
  );
  if (worst === undefined) return;
  const show = vscode.l10n.t("Show Drift");
  const launch = vscode.l10n.t("Launch Retraining");
  const actions = retraining.action === "offer" ? [show, launch] : [show];
  const message = messageOf(report.monitor, worst, others.length);
  const starts = vscode.l10n.t("{0} · its retraining starts by itself", message);
  const told = notify(worst, retraining.action === "launch" ? starts : message, actions);
  services.inBackground(
    "alert",
    told.then(async (chosen) => {
      if (chosen === show) await vscode.commands.executeCommand(showDrift, target);
      if (chosen === launch) await vscode.commands.executeCommand(retrainModel, target);
    }),
  );
}

function messageOf(monitor: string, { message }: Alert, others: number): string {
  const told = `${monitor}: ${message}`;
  return others === 0 ? told : vscode.l10n.t("{0} (and {1} more)", told, others);
}

function notify(
  { severity }: Alert,
  message: string,
  actions: string[],
): Thenable<string | undefined> {
  if (severity === "error") return showError(message, ...actions);
  return severity === "warning"
    ? showWarning(message, ...actions)
    : showInformation(message, ...actions);
}

/** Tells whether a retrained model is better than the one it replaces. */
export function tellOfComparison(
  services: Services,
  { root, id, name, models }: MonitorState,
): void {
  if (models === null) return;
  const show = vscode.l10n.t("Show Comparison");
  services.inBackground(
    "compared models",
    showInformation(`${name}: ${models.comparison.reason}`, show).then(async (chosen) => {
      if (chosen === show) {
        await vscode.commands.executeCommand(showDrift, { root, monitor: id, tab: "retraining" });
      }
    }),
  );
}
