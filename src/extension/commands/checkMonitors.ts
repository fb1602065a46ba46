import * as vscode from "vscode";
import * as z from "zod";
import { CancelledError } from "../../base/errors.ts";
import { background } from "../../base/async.ts";
import { messageText } from "../../core/runs/displayText.ts";
import { chooseMonitor, referenceOf, requireMonitors } from "../monitors/requireMonitors.ts";
import { verdictWord } from "../monitors/monitorLabels.ts";
import type { Monitors } from "../monitors/monitors.ts";
import type { MonitorReport } from "../../core/monitors/monitorReport.ts";
import type { MonitorState } from "../monitors/monitorState.ts";
import { showInformation } from "../notifications.ts";
import { requireTrust } from "../trust.ts";
import { defineCommand } from "./command.ts";
import { monitorSelectionSchema } from "./monitorArgument.ts";

/** Checks a monitor now, with progress that can be cancelled, and says what was found. */
export const checkMonitorCommand = defineCommand({
  id: "sextant.monitors.check",
  argument: monitorSelectionSchema,
  async run(services, selection) {
    requireTrust();
    const monitors = await requireMonitors(services);
    const placeHolder = vscode.l10n.t("Which monitor is to be checked?");
    const state = await chooseMonitor(monitors, selection, { placeHolder });
    if (state === undefined) return undefined;
    const report = await checkWithProgress(monitors, state);
    if (isTold(monitors.get(referenceOf(state)), report)) return report.verdict;
    const show = vscode.l10n.t("Show Drift");
    const said = `${state.name}: ${verdictWord(report.verdict)}. ${report.reason}`;
    const asked = showInformation(said, show).then(async (chosen) => {
      if (chosen !== show) return;
      const target = { root: state.root, monitor: state.id };
      await vscode.commands.executeCommand("sextant.drift.show", target);
    });
    background(Promise.resolve(asked), "outcome of a check", services.log);
    return report.verdict;
  },
});

/** Whether alerts that this check opened have been told: then its outcome is no news. */
function isTold(state: MonitorState | undefined, { checkedAt }: MonitorReport): boolean {
  return state?.alerts.some(({ firstSeen }) => firstSeen === checkedAt) ?? false;
}

/** Checks every monitor, one after the other. */
export const checkAllMonitorsCommand = defineCommand({
  id: "sextant.monitors.checkAll",
  argument: z.object({ root: z.string().optional() }),
  async run(services, { root }) {
    requireTrust();
    const monitors = await requireMonitors(services);
    const states = monitors
      .all()
      .filter((state) => state.kind === "monitor" && (root === undefined || state.root === root));
    const verdicts: Record<string, string> = {};
    for (const state of states) {
      try {
        verdicts[state.id] = (await checkWithProgress(monitors, state)).verdict;
      } catch (error) {
        // The monitor itself says that it failed; the others are checked all the same.
        if (error instanceof CancelledError) return verdicts;
        services.log.warn(`monitor ${state.id} could not be checked`);
      }
    }
    return verdicts;
  },
});

export const cancelCheckCommand = defineCommand({
  id: "sextant.monitors.cancel",
  argument: monitorSelectionSchema,
  async run(services, selection) {
    const monitors = await requireMonitors(services);
    const placeHolder = vscode.l10n.t("Which check is to be cancelled?");
    const filter = ({ progress }: MonitorState): boolean => progress !== null;
    const state = await chooseMonitor(monitors, selection, { placeHolder, filter });
    if (state !== undefined) monitors.cancel(referenceOf(state));
    return undefined;
  },
});

/** A check that the user waits for: a notification shows how far it has come. */
export async function checkWithProgress(monitors: Monitors, state: MonitorState) {
  const reference = referenceOf(state);
  const title = vscode.l10n.t("Checking {0}", messageText(state.name));
  const location = vscode.ProgressLocation.Notification;
  return await vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      const following = monitors.onDidProgress((changed) => {
        if (changed.root !== reference.root || changed.id !== reference.id) return;
        const message = monitors.get(reference)?.progress?.message;
        if (message !== undefined) progress.report({ message: messageText(message) });
      });
      const cancelling = token.onCancellationRequested(() => monitors.cancel(reference));
      try {
        return await monitors.check(reference);
      } finally {
        following.dispose();
        cancelling.dispose();
      }
    },
  );
}
