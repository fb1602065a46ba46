import * as vscode from "vscode";
import type { MonitorState } from "../monitors/monitorState.ts";
import { chooseMonitor, referenceOf, requireMonitors } from "../monitors/requireMonitors.ts";
import { ask } from "../notifications.ts";
import { requireTrust } from "../trust.ts";
import { defineCommand } from "./command.ts";
import { monitorSelectionSchema } from "./monitorArgument.ts";

/** Launches what a monitor is retrained by, with its reasons recorded on the new run. */
export const retrainModelCommand = defineCommand({
  id: "sextant.monitors.retrain",
  argument: monitorSelectionSchema,
  async run(services, selection) {
    requireTrust();
    const monitors = await requireMonitors(services);
    const placeHolder = vscode.l10n.t("Whose model is to be trained again?");
    const filter = ({ retrain }: MonitorState): boolean => retrain !== null;
    const state = await chooseMonitor(monitors, selection, { placeHolder, filter });
    if (state === undefined) return undefined;
    if (state.retrain?.isOffered === false && !(await isWantedAnyway(state.retrain.reason))) {
      return undefined;
    }
    return await monitors.retrain(referenceOf(state));
  },
});

async function isWantedAnyway(reason: string): Promise<boolean> {
  const launch = vscode.l10n.t("Launch Anyway");
  const message = vscode.l10n.t("Nothing asks for retraining now. Launch it anyway?");
  return (await ask({ message, detail: reason }, launch)) === launch;
}
