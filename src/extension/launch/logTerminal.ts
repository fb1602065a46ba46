import { stat } from "node:fs/promises";
import * as vscode from "vscode";
import { background } from "../../base/async.ts";
import { DisposableStore, toDisposable, type Disposable } from "../../base/disposables.ts";
import { describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { oneLine } from "../../core/runs/displayText.ts";

export interface LogTerminalOptions {
  readonly name: string;
  readonly logPath: string;
  readonly log: Log;
  /** The log's bytes from an offset on, until the run has ended. */
  readonly follow: (options: { signal: AbortSignal; offset: number }) => AsyncIterable<Uint8Array>;
  /** One line on how the run ended, asked when the log is over. */
  readonly describeEnd: () => Promise<string>;
  /** Ctrl+C was pressed; `isFirm` from the second time on. */
  readonly onInterrupt: (isFirm: boolean) => void;
}

/** A terminal that is opened on a long log shows its end: the beginning is in the file. */
const maxBacklogBytes = 1024 * 1024;
const controlC = "\x03";

/**
 * A terminal that follows a run's log. It only looks: closing it does not disturb the run, and
 * Ctrl+C asks the run to stop, twice to stop now.
 */
export class LogTerminal implements Disposable {
  readonly terminal: vscode.Terminal;
  readonly #store = new DisposableStore();
  readonly #options: LogTerminalOptions;
  readonly #writer = this.#store.add(new vscode.EventEmitter<string>());
  readonly #reading = new AbortController();
  #interrupts = 0;
  #isOver = false;

  constructor(options: LogTerminalOptions) {
    this.#options = options;
    this.#store.add(toDisposable(() => this.#reading.abort()));
    this.terminal = vscode.window.createTerminal({
      name: options.name,
      iconPath: new vscode.ThemeIcon("output"),
      isTransient: true,
      pty: {
        onDidWrite: this.#writer.event,
        open: () => background(this.#follow(), `log of ${options.name}`, options.log),
        close: () => this.#reading.abort(),
        handleInput: (data: string) => this.#handleInput(data),
      },
    });
    this.#store.add(toDisposable(() => this.terminal.dispose()));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #handleInput(data: string): void {
    if (this.#isOver || !data.includes(controlC)) return;
    this.#interrupts += 1;
    const isFirm = this.#interrupts > 1;
    this.#note(
      isFirm
        ? vscode.l10n.t("Stopping now…")
        : vscode.l10n.t("Stopping… Press Ctrl+C again to stop now."),
    );
    this.#options.onInterrupt(isFirm);
  }

  async #follow(): Promise<void> {
    const { follow, logPath, describeEnd } = this.#options;
    const { signal } = this.#reading;
    const decoder = new TextDecoder();
    const offset = await backlogOffset(logPath);
    if (offset > 0) this.#note(vscode.l10n.t("The beginning of the output is in {0}", logPath));
    let isPartial = offset > 0;
    try {
      for await (const chunk of follow({ signal, offset })) {
        let text = decoder.decode(chunk, { stream: true });
        if (isPartial) {
          // The offset may lie in the middle of a line, and of a character.
          text = text.slice(text.indexOf("\n") + 1);
          isPartial = false;
        }
        this.#write(text);
      }
    } catch (error) {
      this.#note(vscode.l10n.t("The output cannot be read: {0}", describeError(error)));
      return;
    }
    if (signal.aborted) return;
    this.#isOver = true;
    this.#note(await describeEnd());
  }

  /** Terminals want a carriage return before each line feed. */
  #write(text: string): void {
    if (text !== "") this.#writer.fire(text.replaceAll(/\r?\n/g, "\r\n"));
  }

  #note(text: string): void {
    this.#writer.fire(`\r\n\x1b[2m${oneLine(text)}\x1b[0m\r\n`);
  }
}

async function backlogOffset(logPath: string): Promise<number> {
  const size = await stat(logPath).then(
    (stats) => stats.size,
    () => 0,
  );
  return Math.max(0, size - maxBacklogBytes);
}
