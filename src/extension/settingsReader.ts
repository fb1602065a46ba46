import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../base/disposables.ts";
import { Emitter, type Event } from "../base/events.ts";
import { background } from "../base/async.ts";
import type { Log } from "../base/logging.ts";
import { showWarning } from "./notifications.ts";
import { parseSettings, type Settings } from "./settings.ts";

/** The user's settings as they are now. An invalid value is warned of once, until it changes. */
export class SettingsReader implements Disposable {
  readonly #store = new DisposableStore();
  readonly #onDidChange = this.#store.add(new Emitter<undefined>());
  readonly #log: Log;
  readonly #warned = new Set<string>();
  #settings: Settings | undefined;

  readonly onDidChange: Event<undefined> = this.#onDidChange.event;

  constructor(log: Log) {
    this.#log = log;
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration("sextant")) return;
        this.#settings = undefined;
        this.#onDidChange.fire(undefined);
      }),
    );
  }

  current(): Settings {
    return (this.#settings ??= this.#read());
  }

  /** The settings as they hold for a folder, which may have its own. */
  forFolder(root: string): Settings {
    return this.#read(vscode.Uri.file(root));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #read(resource?: vscode.Uri): Settings {
    const configuration = vscode.workspace.getConfiguration(undefined, resource);
    const { settings, invalid } = parseSettings((id) => configuration.get(id));
    for (const { id, message } of invalid) {
      if (this.#warned.has(message)) continue;
      this.#warned.add(message);
      this.#log.warn(message);
      background(Promise.resolve(this.#warn(id, message)), "settings warning", this.#log);
    }
    return settings;
  }

  async #warn(id: string, message: string): Promise<void> {
    const open = vscode.l10n.t("Open Setting");
    const chosen = await showWarning(message, open);
    if (chosen === open) await vscode.commands.executeCommand("workbench.action.openSettings", id);
  }
}
