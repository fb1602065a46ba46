import type { Disposable } from "../../base/disposables.ts";
import { DisposableStore, toDisposable } from "../../base/disposables.ts";
import type { Services } from "../services.ts";
import { createRunningStatus } from "./statusBar.ts";

/** The status bar's part; runs are looked for after activation has returned. */
export function registerLaunching({ launcher }: Services): Disposable {
  const store = new DisposableStore();
  store.add(createRunningStatus(launcher.activeRuns));
  const start = setImmediate(() => launcher.activeRuns.start());
  store.add(toDisposable(() => clearImmediate(start)));
  return store;
}
