import path from "node:path";
import * as vscode from "vscode";
import { sextantConfigName } from "../../core/config/sextantConfig.ts";
import { chooseMonitor, requireMonitors } from "../monitors/requireMonitors.ts";
import type { MonitorState } from "../monitors/monitorState.ts";
import { defineCommand } from "./command.ts";
import { monitorSelectionSchema } from "./monitorArgument.ts";

/** Shows a monitor's lines in `sextant.yaml`. */
export const openMonitorConfigCommand = defineCommand({
  id: "sextant.monitors.openConfig",
  argument: monitorSelectionSchema,
  async run(services, selection) {
    const monitors = await requireMonitors(services);
    const placeHolder = vscode.l10n.t("Which monitor?");
    const filter = ({ kind }: MonitorState): boolean => kind === "monitor";
    const state = await chooseMonitor(monitors, selection, { placeHolder, filter });
    if (state === undefined) return undefined;
    const line = monitors.lineOf(state.root, state.id, null);
    const uri = vscode.Uri.file(path.join(state.root, sextantConfigName));
    const selected = new vscode.Range(line, 0, line, 0);
    await vscode.window.showTextDocument(uri, { selection: selected });
    return undefined;
  },
});
