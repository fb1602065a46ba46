import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { Coalescer } from "../../base/async.ts";
import type { Services } from "../services.ts";

/**
 * Lints the workspace's pipeline files and helps to write them. The rest is loaded, and the first
 * thread started, after activation; `services.linting` holds it while it is on.
 */
export function registerLinting(services: Services): Disposable {
  const { linting, settings } = services;
  const store = new DisposableStore();
  const stop = (): void => {
    if (linting.current === undefined) return;
    linting.current.dispose();
    linting.current = undefined;
    linting.onDidChange.fire(null);
  };
  const following = new Coalescer(async () => {
    const isWanted = settings.current()["sextant.lint.enabled"];
    if (isWanted === (linting.current !== undefined)) return;
    stop();
    if (!isWanted) return;
    const { startLinting } = await import("./startLinting.ts");
    if (store.isDisposed) return;
    linting.current = startLinting(services);
    linting.onDidChange.fire(null);
  });
  const follow = (): void => {
    linting.started = following.request();
    services.inBackground("linting", linting.started);
  };
  store.add({ dispose: stop });
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("sextant.lint.enabled")) follow();
    }),
  );
  // What git tracks is asked in another way in folders that are trusted.
  store.add(
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      stop();
      follow();
    }),
  );
  follow();
  return store;
}
