import * as vscode from "vscode";
import type { Disposable } from "../base/disposables.ts";
import type { Log } from "../base/logging.ts";

/** The extension's output channel; the editor owns its level. */
export interface OutputLog extends Log, Disposable {
  show(): void;
}

export function createLog(): OutputLog {
  const channel = vscode.window.createOutputChannel("Sextant", { log: true });
  return {
    error: (message, error) => {
      if (error instanceof Error && error.stack !== undefined) channel.error(message, error.stack);
      else channel.error(message);
    },
    warn: (message) => channel.warn(message),
    info: (message) => channel.info(message),
    debug: (message) => channel.debug(message),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}
