import path from "node:path";
import * as vscode from "vscode";
import type { Disposable } from "../base/disposables.ts";
import type { Services } from "./services.ts";

/**
 * Puts the `sextant` command on the PATH of new terminals. It runs on the editor's own Node, which
 * `SEXTANT_NODE` names, so that nothing has to be installed.
 */
export function contributeTerminalPath(services: Services): Disposable {
  const { context, files, settings } = services;
  const variables = context.environmentVariableCollection;
  variables.description = vscode.l10n.t("Adds the `sextant` command to PATH.");
  const apply = () => {
    variables.clear();
    if (!settings.current()["sextant.terminal.addToPath"]) return;
    variables.prepend("PATH", files.bin + path.delimiter);
    variables.replace("SEXTANT_NODE", process.execPath);
  };
  apply();
  return settings.onDidChange(apply);
}
