import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { panelIds } from "../ids.ts";
import type { Services } from "../services.ts";

/**
 * Brings panels back after the window was reloaded, and closes those whose project left the
 * workspace. Their code is loaded when there is one.
 */
export function registerPanels(services: Services): Disposable {
  const { projects, runsPanels, driftPanels } = services;
  const store = new DisposableStore();
  store.add(
    vscode.window.registerWebviewPanelSerializer(panelIds.runs, {
      async deserializeWebviewPanel(panel, state) {
        const { restoreRunsPanel } = await import("./runsPanel.ts");
        restoreRunsPanel(services, panel, state);
      },
    }),
  );
  store.add(
    vscode.window.registerWebviewPanelSerializer(panelIds.pipeline, {
      async deserializeWebviewPanel(panel, state) {
        const { restorePipelinePanel } = await import("./pipelinePanel.ts");
        await services.linting.started;
        restorePipelinePanel(services, panel, state);
      },
    }),
  );
  store.add(
    vscode.window.registerWebviewPanelSerializer(panelIds.drift, {
      async deserializeWebviewPanel(panel, state) {
        const { restoreDriftPanel } = await import("./driftPanel.ts");
        await services.monitoring.started;
        restoreDriftPanel(services, panel, state);
      },
    }),
  );
  store.add(
    projects.onDidChange(() => {
      const roots = new Set(projects.all().map((project) => project.root));
      for (const [root, panel] of [...runsPanels, ...driftPanels]) {
        if (!roots.has(root)) panel.close();
      }
    }),
  );
  return store;
}
