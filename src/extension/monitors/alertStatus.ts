import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import type { AlertSeverity } from "../../core/monitors/alert.ts";
import { labelText, oneLine } from "../../core/runs/displayText.ts";
import type { CommandId } from "../ids.ts";
import { stateWord, summariseAlerts } from "./monitorLabels.ts";
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
    const status = alertStatusOf(monitors.all());
    if (status === null) {
      item.hide();
      return;
    }
    item.text = `$(${status.icon}) ${labelText(status.text)}`;
    item.accessibilityInformation = { label: status.text };
    item.tooltip = status.tooltip;
    item.backgroundColor =
      status.colour === null ? undefined : new vscode.ThemeColor(status.colour);
    item.command = status.command;
    item.show();
  };
  store.add(monitors.onDidChange(update));
  update();
  return store;
}

export interface AlertStatus {
  readonly icon: string;
  readonly text: string;
  /** A colour of the theme. */
  readonly colour: string | null;
  readonly tooltip: string;
  readonly command: vscode.Command;
}

/** What is said of monitors in this state; null where there is nothing to say. */
export function alertStatusOf(states: readonly MonitorState[]): AlertStatus | null {
  const { count, worst } = summariseAlerts(states);
  const checking = states.filter(({ progress }) => progress !== null);
  if (worst === undefined && checking.length === 0) return null;
  return {
    icon: worst === undefined ? "sync~spin" : iconOf(worst.severity),
    text: worst === undefined ? checkingText(checking) : alertText(count, states),
    colour: worst === undefined ? null : colourOf(worst.severity),
    tooltip: tooltipOf(states),
    command: showCommand(states.find(({ alerts }) => worst && alerts.includes(worst))),
  };
}

function colourOf(severity: AlertSeverity): string | null {
  return severity === "info" ? null : `statusBarItem.${severity}Background`;
}

function showCommand(state: MonitorState | undefined): vscode.Command {
  const command: CommandId = "sextant.drift.show";
  const target = state && { root: state.root, monitor: state.id };
  return { command, title: vscode.l10n.t("Show Drift"), arguments: target ? [target] : [] };
}

function iconOf(severity: AlertSeverity): string {
  return severity === "info" ? "pulse" : severity;
}

function alertText(count: number, states: readonly MonitorState[]): string {
  const alerting = states.filter(({ alerts }) => alerts.some(isOpen));
  const [first] = alerting;
  if (alerting.length === 1 && first !== undefined) {
    return `${oneLine(first.name)}: ${stateWord(first)}`;
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
