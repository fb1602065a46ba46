import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError } from "../../base/errors.ts";
import { Emitter, type Event } from "../../base/events.ts";
import type { Log } from "../../base/logging.ts";
import type { LanguageAnswers, LanguageQuestion } from "../../core/lint/language/language.ts";
import type { PlacedEdit } from "../../core/lint/placedFinding.ts";
import type { PipelineView } from "../../core/lint/pipeline/pipelineView.ts";
import { Thread } from "../process/thread.ts";
import type { TextChange } from "./applyChanges.ts";
import {
  fromLintWorkerSchema,
  type LintNews,
  type LintReplies,
  type LintRequest,
  type LintRequestOf,
  type LintWorkerData,
  type ToLintWorker,
} from "./lintMessages.ts";
import type { FileFindings } from "./lintService.ts";

export interface LintClientOptions extends LintWorkerData {
  /** The bundled lintWorker. */
  readonly workerPath: string;
  readonly log: Log;
  /** The text of an editor as it is now; undefined when it is closed. */
  readonly readText: (path: string) => EditorText | undefined;
}

export type Suppression = Omit<LintRequestOf<"suppress">, "kind">;

export interface EditorText {
  readonly version: number;
  readonly text: string;
}

/** A project that is linted in a thread of its own. Paths are relative to its root, with `/`. */
export interface LintClient extends Disposable {
  /** What is found in files, as it is found: instead of what was found there before. */
  readonly onDidFind: Event<readonly FileFindings[]>;
  /** The thread ended: nothing is known any more, and everything will be told anew. */
  readonly onDidReset: Event<null>;
  /** An editor's text; null when it was closed and the disk counts again. */
  setText(path: string, version: number, text: string | null): void;
  /** What was typed into a text told before, one change after another. */
  changeText(path: string, version: number, changes: readonly TextChange[]): void;
  /** Files and folders that came, went or changed on the disk; all may have when left out. */
  refresh(paths?: readonly string[]): Promise<void>;
  /** Ends when everything that was to be linted is, and has been told. */
  settled(): Promise<void>;
  /** The files that are linted, sorted. */
  paths(): Promise<readonly string[]>;
  /** Answers a question of an editor, of all texts told before it. */
  ask<K extends LanguageQuestion["kind"]>(
    question: Extract<LanguageQuestion, { kind: K }>,
  ): Promise<LanguageAnswers[K]>;
  /** The edit that writes a comment which silences a finding's rule; null where none can be. */
  suppress(finding: Suppression): Promise<PlacedEdit | null>;
  /** The graph of stages: those of one `dvc.yaml`, or all when null. */
  pipeline(scope: string | null): Promise<PipelineView>;
  /** Contents that the graph depends on are known now, and it is to be asked for again. */
  readonly onDidHash: Event<null>;
}

export function startLintClient(options: LintClientOptions): LintClient {
  return new WorkerLintClient(options);
}

/** A project of 500 pipelines of 1,000 lines takes 500 MB. */
const maxHeapMb = 1536;

class WorkerLintClient implements LintClient {
  readonly #options: LintClientOptions;
  readonly #store = new DisposableStore();
  readonly #onDidFind = this.#store.add(new Emitter<readonly FileFindings[]>());
  readonly #onDidReset = this.#store.add(new Emitter<null>());
  readonly #openPaths = new Set<string>();
  readonly #thread: Thread<LintNews>;

  readonly onDidFind = this.#onDidFind.event;
  readonly onDidReset = this.#onDidReset.event;
  readonly #onDidHash = this.#store.add(new Emitter<null>());
  readonly onDidHash = this.#onDidHash.event;

  constructor(options: LintClientOptions) {
    this.#options = options;
    const { workerPath, root, isTrusted, log } = options;
    this.#thread = this.#store.add(
      new Thread({
        path: workerPath,
        data: (): LintWorkerData => ({ root, isTrusted }),
        name: "the linter's thread",
        maxHeapMb,
        log,
        schema: fromLintWorkerSchema,
        receive: (news) => this.#receive(news),
        createDeath: threadDied,
        onDidDie: () => this.#onDidReset.fire(null),
        onDidRestart: () => {
          for (const path of [...this.#openPaths]) this.#tellText(path);
        },
      }),
    );
  }

  setText(path: string, version: number, text: string | null): void {
    if (text === null) this.#openPaths.delete(path);
    else this.#openPaths.add(path);
    this.#post({ kind: "setText", path, version, text });
  }

  changeText(path: string, version: number, changes: readonly TextChange[]): void {
    this.#post({ kind: "changeText", path, version, changes: [...changes] });
  }

  async refresh(paths?: readonly string[]): Promise<void> {
    await this.#ask({ kind: "refresh", paths: paths === undefined ? null : [...paths] });
  }

  async settled(): Promise<void> {
    await this.#ask({ kind: "settle" });
  }

  paths(): Promise<readonly string[]> {
    return this.#ask({ kind: "paths" });
  }

  async ask<K extends LanguageQuestion["kind"]>(
    question: Extract<LanguageQuestion, { kind: K }>,
  ): Promise<LanguageAnswers[K]> {
    // The answer to a question of this kind is of this type.
    return (await this.#ask({ kind: "language", question })) as LanguageAnswers[K];
  }

  suppress(finding: Suppression): Promise<PlacedEdit | null> {
    return this.#ask({ kind: "suppress", ...finding });
  }

  pipeline(scope: string | null): Promise<PipelineView> {
    return this.#ask({ kind: "pipeline", scope });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #post(message: ToLintWorker): void {
    this.#thread.post(message);
  }

  async #ask<K extends LintRequest["kind"]>(request: LintRequestOf<K>): Promise<LintReplies[K]> {
    const toMessage = (id: number): ToLintWorker => ({ kind: "ask", id, request });
    // The other end is the same program: the reply to a request of this kind is of this type.
    return (await this.#thread.ask(toMessage)) as LintReplies[K];
  }

  #receive(news: LintNews): void {
    switch (news.kind) {
      case "found":
        this.#onDidFind.fire(news.files);
        return;
      case "textNeeded":
        this.#tellText(news.path);
        return;
      case "hashed":
        this.#onDidHash.fire(null);
    }
  }

  #tellText(path: string): void {
    const now = this.#options.readText(path);
    if (now === undefined) this.#openPaths.delete(path);
    else this.setText(path, now.version, now.text);
  }
}

function threadDied(): AppError {
  return new AppError(
    "lint-worker-died",
    "The thread that lints ended unexpectedly. Try again; if it keeps failing, reload the window.",
  );
}
