import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import type { Services } from "../services.ts";

/**
 * Watches data and models as `sextant.yaml` says. The rest is loaded after activation;
 * `services.monitoring` holds it from then on.
 */
export function registerMonitoring(services: Services): Disposable {
  const store = new DisposableStore();
  const start = async (): Promise<void> => {
    // After `activate` has returned: loading is no part of activation.
    await new Promise((resolve) => setImmediate(resolve));
    const { startMonitoring } = await import("./startMonitoring.ts");
    if (store.isDisposed) return;
    const monitoring = store.add(startMonitoring(services));
    services.monitoring.current = monitoring;
    services.monitoring.onDidStart.fire(monitoring);
    await monitoring.loaded;
  };
  services.monitoring.started = start();
  services.inBackground("monitors", services.monitoring.started);
  store.add({
    dispose: () => {
      services.monitoring.current = undefined;
    },
  });
  // Checks are never made in folders that are not trusted; those that wait may start now.
  store.add(
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      const { current } = services.monitoring;
      if (current !== undefined) services.inBackground("monitors", current.reload());
    }),
  );
  return store;
}
