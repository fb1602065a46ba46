import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import type { Log } from "../../base/logging.ts";
import { formatDuration } from "../../core/charts/format.ts";
import { oneLine } from "../../core/runs/displayText.ts";
import type { RunSummary } from "../../core/runs/runSummary.ts";
import type { RunReference } from "../ids.ts";
import { describeEnd } from "../views/runLabels.ts";
import { LogTerminal } from "./logTerminal.ts";

export interface LogTerminalsOptions {
  readonly log: Log;
  readonly follow: (
    run: RunReference,
    options: { signal: AbortSignal; offset: number },
  ) => AsyncIterable<Uint8Array>;
  /** Rejects when there is no index of runs. */
  readonly findRun: (run: RunReference) => Promise<RunSummary | undefined>;
  readonly stop: (run: RunReference, isFirm: boolean) => void;
}

export interface ShownLog {
  readonly name: string;
  readonly logPath: string;
  readonly isFocused: boolean;
}

/** The terminals on logs, one a run. */
export class LogTerminals implements Disposable {
  readonly #store = new DisposableStore();
  readonly #options: LogTerminalsOptions;
  readonly #open = new Map<string, LogTerminal>();

  constructor(options: LogTerminalsOptions) {
    this.#options = options;
    this.#store.add(
      vscode.window.onDidCloseTerminal((closed) => {
        for (const [key, open] of this.#open) {
          if (open.terminal !== closed) continue;
          this.#open.delete(key);
          open.dispose();
        }
      }),
    );
  }

  show(run: RunReference, { name, logPath, isFocused }: ShownLog): void {
    const key = `${run.root}:${run.runId}`;
    const { log, follow, findRun, stop } = this.#options;
    const terminal =
      this.#open.get(key) ??
      new LogTerminal({
        name: oneLine(name),
        logPath,
        log,
        follow: (options) => follow(run, options),
        describeEnd: async () => endLine(name, await findRun(run).catch(() => undefined)),
        onInterrupt: (isFirm) => stop(run, isFirm),
      });
    this.#open.set(key, terminal);
    terminal.terminal.show(!isFocused);
  }

  dispose(): void {
    this.#store.dispose();
    for (const terminal of this.#open.values()) terminal.dispose();
    this.#open.clear();
  }
}

function endLine(name: string, run: RunSummary | undefined): string {
  if (run === undefined) return vscode.l10n.t("{0} has ended.", name);
  const { startTime, endTime } = run;
  const duration = startTime === null || endTime === null ? null : endTime - startTime;
  return vscode.l10n.t("{0}: {1} after {2}", name, describeEnd(run), formatDuration(duration));
}
