import * as vscode from "vscode";
import { existsSync } from "node:fs";
import { Coalescer } from "../base/async.ts";
import { DisposableStore, type Disposable } from "../base/disposables.ts";
import { projectPaths } from "../platform/runs/project.ts";
import type { Services } from "./services.ts";

const intervalMs = 15_000;

/**
 * Looks after runs whose supervisor died: marks those that are over, and gives those that live on
 * a new one. Starting one is launching, so nothing is done in Restricted Mode.
 */
export function watchLostRuns(services: Services): Disposable {
  const { files, log, projects } = services;
  const store = new DisposableStore();
  const look = new Coalescer(async () => {
    if (!vscode.workspace.isTrusted || store.isDisposed) return;
    for (const { root } of projects.all()) {
      if (!existsSync(projectPaths(root).runs)) continue;
      const { adopterStarter } = await import("../platform/process/detachedSupervisor.ts");
      const { reviveOrCloseLostRuns } = await import("../platform/runs/lostRuns.ts");
      const startAdopter = adopterStarter({
        execPath: process.execPath,
        cliPath: files.cli,
        root,
      });
      const { closed, revived } = await reviveOrCloseLostRuns(root, { startAdopter, log });
      for (const id of closed) log.info(`run ${id} was lost: marked as interrupted`);
      for (const id of revived) log.info(`run ${id} lost its supervisor: given a new one`);
    }
  });
  const lookInBackground = () => services.inBackground("lost runs", look.request());
  const first = setImmediate(lookInBackground);
  const timer = setInterval(lookInBackground, intervalMs);
  store.add({ dispose: () => clearImmediate(first) });
  store.add({ dispose: () => clearInterval(timer) });
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(lookInBackground));
  return store;
}
