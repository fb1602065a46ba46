import * as vscode from "vscode";
import * as z from "zod";
import type { AlertSelection } from "../ids.ts";
import type { AlertAction } from "../monitors/monitors.ts";
import { isOpen, type MonitorState } from "../monitors/monitorState.ts";
import { chooseMonitor, referenceOf, requireMonitors } from "../monitors/requireMonitors.ts";
import type { Services } from "../services.ts";
import { defineCommand } from "./command.ts";
import { alertSelectionShape } from "./monitorArgument.ts";

const argument = z.object(alertSelectionShape);

/** Seen, and being dealt with: still a problem, but nobody is told again. */
export const acknowledgeAlertsCommand = defineCommand({
  id: "sextant.monitors.acknowledge",
  argument,
  run: (services, selection) => change(services, selection, "acknowledge"),
});

export const muteAlertsCommand = defineCommand({
  id: "sextant.monitors.mute",
  argument,
  run: (services, selection) => change(services, selection, "mute"),
});

export const reopenAlertsCommand = defineCommand({
  id: "sextant.monitors.reopen",
  argument,
  run: (services, selection) => change(services, selection, "reopen"),
});

export const snoozeAlertsCommand = defineCommand({
  id: "sextant.monitors.snooze",
  argument: z.object({ ...alertSelectionShape, durationMs: z.number().positive().optional() }),
  async run(services, selection) {
    const durationMs = selection.durationMs ?? (await askDuration());
    return durationMs === undefined
      ? undefined
      : await change(services, selection, "snooze", durationMs);
  },
});

async function change(
  services: Services,
  selection: AlertSelection,
  action: AlertAction,
  durationMs: number | null = null,
): Promise<readonly string[] | undefined> {
  const monitors = await requireMonitors(services);
  const placeHolder = vscode.l10n.t("Whose alerts?");
  const filter = ({ alerts }: MonitorState): boolean =>
    alerts.some((alert) => (action === "reopen" ? isQuiet(alert.state) : isOpen(alert)));
  const state = await chooseMonitor(monitors, selection, { placeHolder, filter });
  if (state === undefined) return undefined;
  const { keys } = selection;
  return await monitors.changeAlerts(referenceOf(state), { keys, action, durationMs });
}

function isQuiet(state: string): boolean {
  return state === "acknowledged" || state === "snoozed" || state === "muted";
}

const hourMs = 3_600_000;

async function askDuration(): Promise<number | undefined> {
  const choices = [
    { label: vscode.l10n.t("For 1 hour"), durationMs: hourMs },
    { label: vscode.l10n.t("For 1 day"), durationMs: 24 * hourMs },
    { label: vscode.l10n.t("For 1 week"), durationMs: 7 * 24 * hourMs },
    { label: vscode.l10n.t("For 4 weeks"), durationMs: 28 * 24 * hourMs },
  ];
  const placeHolder = vscode.l10n.t("How long shall nothing be said of it?");
  return (await vscode.window.showQuickPick(choices, { placeHolder }))?.durationMs;
}
