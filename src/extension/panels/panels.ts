import * as vscode from "vscode";
import type { Disposable } from "../../base/disposables.ts";
import { panelIds } from "../ids.ts";
import type { Services } from "../services.ts";

/** Brings panels back after the window was reloaded; their code is loaded when one is there. */
export function registerPanels(services: Services): Disposable {
  return vscode.window.registerWebviewPanelSerializer(panelIds.runs, {
    async deserializeWebviewPanel(panel, state) {
      const { restoreRunsPanel } = await import("./runsPanel.ts");
      restoreRunsPanel(services, panel, state);
    },
  });
}
