import path from "node:path";
import * as vscode from "vscode";
import { messageText } from "../../core/runs/displayText.ts";
import type { Monitors } from "../monitors/monitors.ts";
import type { MonitorState } from "../monitors/monitorState.ts";
import { chooseMonitor, referenceOf, requireMonitors } from "../monitors/requireMonitors.ts";
import { ask, showInformation } from "../notifications.ts";
import { requireTrust } from "../trust.ts";
import { defineCommand } from "./command.ts";
import { monitorSelectionSchema } from "./monitorArgument.ts";

/** Makes a profile of the current data the reference: a change to files that git shows. */
export const acceptReferenceCommand = defineCommand({
  id: "sextant.monitors.acceptReference",
  argument: monitorSelectionSchema,
  async run(services, selection) {
    requireTrust();
    const monitors = await requireMonitors(services);
    const placeHolder = vscode.l10n.t("Which monitor's data are to become its reference?");
    const filter = ({ kind }: MonitorState): boolean => kind === "monitor";
    const state = await chooseMonitor(monitors, selection, { placeHolder, filter });
    if (state === undefined) return undefined;
    const accept = vscode.l10n.t("Accept as Reference");
    const question = {
      message: vscode.l10n.t("Accept the current data of {0} as its reference?", state.name),
      detail: vscode.l10n.t(
        "A profile of the data is written into the project, and sextant.yaml names it. Commit both to make it so for everyone; until then, discard the changes to undo it.",
      ),
    };
    if ((await ask(question, accept)) !== accept) return undefined;
    const file = await acceptWithProgress(monitors, state);
    const open = vscode.l10n.t("Open sextant.yaml");
    const said = vscode.l10n.t("{0} is the reference of {1} now.", path.basename(file), state.name);
    services.inBackground(
      "accepted reference",
      showInformation(said, open).then(async (chosen) => {
        if (chosen !== open) return;
        const target = { root: state.root, monitor: state.id };
        await vscode.commands.executeCommand("sextant.monitors.openConfig", target);
      }),
    );
    return file;
  },
});

/** Profiles of large data take a while: a notification shows how far it has come. */
async function acceptWithProgress(monitors: Monitors, state: MonitorState): Promise<string> {
  const title = vscode.l10n.t("Profiling the data of {0}", messageText(state.name));
  const location = vscode.ProgressLocation.Notification;
  return await vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      const cancelling = token.onCancellationRequested(() => abort.abort());
      const onProgress = (label: string): void => progress.report({ message: messageText(label) });
      try {
        const call = { signal: abort.signal, onProgress };
        return await monitors.acceptReference(referenceOf(state), call);
      } finally {
        cancelling.dispose();
      }
    },
  );
}
