import * as vscode from "vscode";
import type { Alert } from "../../core/monitors/alert.ts";
import type { MonitorVerdict } from "../../core/monitors/monitorReport.ts";
import { isOpen, worstAlert, type MonitorState } from "./monitorState.ts";

/** Verdicts in words. */
export function verdictWord(verdict: MonitorVerdict | null): string {
  switch (verdict) {
    case "stable":
      return vscode.l10n.t("stable");
    case "watch":
      return vscode.l10n.t("watch");
    case "drift":
      return vscode.l10n.t("drift");
    case "degraded":
      return vscode.l10n.t("degraded");
    case "not-enough-rows":
      return vscode.l10n.t("not enough rows");
    case null:
      return vscode.l10n.t("not checked yet");
  }
}

/** How a monitor stands, in words: a check that failed says more than the verdict before it. */
export function stateWord({ failure, verdict }: MonitorState): string {
  return failure === null ? verdictWord(verdict) : vscode.l10n.t("check failed");
}

/** An icon with a colour of the theme; the word beside it says the same. */
export function stateIcon({ progress, failure, verdict }: MonitorState): vscode.ThemeIcon {
  if (progress !== null) return new vscode.ThemeIcon("sync~spin");
  if (failure !== null) return coloured("circle-slash", "problemsErrorIcon.foreground");
  switch (verdict) {
    case "stable":
      return coloured("pass", "testing.iconPassed");
    case "watch":
      return coloured("eye", "problemsWarningIcon.foreground");
    case "drift":
      return coloured("pulse", "problemsWarningIcon.foreground");
    case "degraded":
      return coloured("error", "problemsErrorIcon.foreground");
    case "not-enough-rows":
      return new vscode.ThemeIcon("question");
    case null:
      return new vscode.ThemeIcon("circle-outline");
  }
}

const alertIcons = { error: "error", warning: "warning", info: "info" } as const;
const alertColours = {
  error: "problemsErrorIcon.foreground",
  warning: "problemsWarningIcon.foreground",
  info: "problemsInfoIcon.foreground",
} as const;

export function alertIcon({ severity, state }: Alert): vscode.ThemeIcon {
  if (state === "snoozed" || state === "muted") return new vscode.ThemeIcon("bell-slash");
  if (state === "acknowledged") return new vscode.ThemeIcon("check");
  return coloured(alertIcons[severity], alertColours[severity]);
}

function coloured(icon: string, colour: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
}

/** Open alerts of all monitors, and the worst of them. */
export function summariseAlerts(states: readonly MonitorState[]): {
  readonly count: number;
  readonly worst: Alert | undefined;
} {
  const alerts = states.flatMap((state) => state.alerts.filter(isOpen));
  return { count: alerts.length, worst: worstAlert(alerts) };
}
