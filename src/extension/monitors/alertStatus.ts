import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { labelText, oneLine } from "../../core/runs/displayText.ts";
import type { CommandId } from "../ids.ts";
import { summariseAlerts, verdictWord } from "./monitorLabels.ts";
import type { Monitors } from "./monitors.ts";
import { isOpen, type MonitorState } from "./monitorState.ts";

const maxTooltipLines = 10;

/** The status bar's word on monitors: open alerts, or a check in progress; else nothing. */
export function createAlertStatus(monitors: Monitors): Disposable {
  const store = new DisposableStore();
  const item = store.add(
    vscode.window.createStatusBarItem("sextant.alerts", vscode.StatusBarAlignment.Left, 9),
  );
  item.name = vscode.l10n.t("Sextant: Alerts");
  const update = (): void => {
    const states = monitors.all();
    const { count, worst } = summariseAlerts(states);
    const checking = states.filter(({ progress }) => progress !== null);
    if (worst === undefined && checking.length === 0) {
      item.hide();
      return;
    }
    const text = worst === undefined ? checkingText(checking) : alertText(count, states);
    const icon = worst === undefined ? "sync~spin" : iconOf(worst.severity);
    item.text = `$(${icon}) ${labelText(text)}`;
    item.accessibilityInformation = { label: text };
    item.tooltip = tooltipOf(states);
    item.backgroundColor =
      worst?.severity === "error"
        ? new vscode.ThemeColor("statusBarItem.errorBackground")
        : worst?.severity === "warning"
          ? new vscode.ThemeColor("statusBarItem.warningBackground")
          : undefined;
    item.command = showCommand(states.find(({ alerts }) => worst && alerts.includes(worst)));
    item.show();
  };
  store.add(monitors.onDidChange(update));
  update();
  return store;
}

function showCommand(state: MonitorState | undefined): vscode.Command {
  const command: CommandId = "sextant.drift.show";
  const target = state && { root: state.root, monitor: state.id };
  return { command, title: vscode.l10n.t("Show Drift"), arguments: target ? [target] : [] };
}

function iconOf(severity: "error" | "warning" | "info"): string {
  return severity === "info" ? "pulse" : severity;
}

function alertText(count: number, states: readonly MonitorState[]): string {
  const alerting = states.filter(({ alerts }) => alerts.some(isOpen));
  const [first] = alerting;
  if (alerting.length === 1 && first !== undefined) {
    return `${oneLine(first.name)}: ${verdictWord(first.verdict)}`;
  }
  return vscode.l10n.t("{0} alerts", count);
}

function checkingText(states: readonly MonitorState[]): string {
  const [first] = states;
  return first !== undefined && states.length === 1
    ? vscode.l10n.t("Checking {0}", oneLine(first.name))
    : vscode.l10n.t("Checking {0} monitors", states.length);
}

function tooltipOf(states: readonly MonitorState[]): string {
  const lines = states.flatMap(({ name, alerts }) =>
    alerts.filter(isOpen).map(({ message }) => `${oneLine(name)}: ${oneLine(message)}`),
  );
  const shown = lines.slice(0, maxTooltipLines);
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [vscode.l10n.t("and {0} more", rest)] : [])].join("\n");
}
