import { Worker } from "node:worker_threads";
import { background } from "../../base/async.ts";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError, CancelledError, describeError } from "../../base/errors.ts";
import { Emitter, type Event } from "../../base/events.ts";
import type { Log } from "../../base/logging.ts";
import type { MediaItem } from "../../core/formats/media.ts";
import type { Run } from "../../core/runs/run.ts";
import type { RowsReply, RowsRequest } from "../../core/runs/table/runTable.ts";
import type { Column, ColumnId, ViewQuery, ViewSummary } from "../../core/runs/view.ts";
import {
  fromWorkerSchema,
  type CatalogChange,
  type FromWorker,
  type IndexReplies,
  type IndexRequest,
  type RequestOf,
  type SeriesPoints,
  type SourceOptions,
  type SourceProgress,
} from "./indexMessages.ts";

/** A thread that dies more often than this within a minute is not started again. */
const maxRestarts = 3;
const restartWindowMs = 60_000;

export interface RunCatalogOptions {
  readonly root: string;
  /** The bundled indexWorker. */
  readonly workerPath: string;
  readonly log: Log;
  /** Where runs of other tools are looked for; when left out, nowhere. */
  readonly sources?: SourceOptions;
}

export type MediaRequest = Omit<RequestOf<"readMedia">, "kind">;
export type SeriesRequest = Omit<RequestOf<"readSeries">, "kind">;

/** The runs of a project, read, watched and searched in a thread of their own. */
export interface RunCatalog extends Disposable {
  readonly onDidChange: Event<CatalogChange>;
  /** While the runs of other tools are looked for and read for the first time; null at its end. */
  readonly onDidProgress: Event<SourceProgress | null>;
  /** Looks at these runs now, at all when left out; ends when what changed has been told. */
  refresh(runIds?: readonly string[]): Promise<void>;
  openView(query: ViewQuery): Promise<ViewSummary>;
  readRows(request: RowsRequest): Promise<RowsReply>;
  columns(): Promise<readonly Column[]>;
  /** Columns that do not differ between the runs of a view, or of all when null. */
  uniformColumns(viewId: number | null): Promise<readonly ColumnId[]>;
  /** Those of the ids that exist, deleted ones too; all that are not deleted when left out. */
  runs(ids?: readonly string[]): Promise<readonly Run[]>;
  readSeries(request: SeriesRequest): Promise<readonly SeriesPoints[]>;
  listMedia(runId: string): Promise<readonly MediaItem[]>;
  /** Content of a file that `listMedia` named; AppError `media-unreadable`. */
  readMedia(request: MediaRequest): Promise<Uint8Array<ArrayBuffer>>;
  /** Looks for the runs of other tools as now said, in a new thread; open views go stale. */
  setSources(sources: SourceOptions): void;
  /** Tells which commits a branch still reaches; null while that is not known. */
  setReachable(hashes: readonly string[] | null): Promise<void>;
}

interface Pending {
  readonly request: IndexRequest;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the thread; it reads the project when it is first asked or after `refresh`. */
export function startRunCatalog(options: RunCatalogOptions): RunCatalog {
  return new WorkerCatalog(options);
}

class WorkerCatalog implements RunCatalog {
  readonly #options: RunCatalogOptions;
  readonly #store = new DisposableStore();
  readonly #onDidChange = this.#store.add(new Emitter<CatalogChange>());
  readonly #pending = new Map<number, Pending>();
  readonly #deaths: number[] = [];
  #worker: Worker | undefined;
  #reachable: readonly string[] | null = null;
  #sources: SourceOptions | undefined;
  #revision = 0;
  #nextId = 1;

  readonly #onDidProgress = this.#store.add(new Emitter<SourceProgress | null>());

  readonly onDidChange = this.#onDidChange.event;
  readonly onDidProgress = this.#onDidProgress.event;

  constructor(options: RunCatalogOptions) {
    this.#options = options;
    this.#sources = options.sources;
    this.#worker = this.#start();
  }

  async refresh(runIds?: readonly string[]): Promise<void> {
    await this.#ask({ kind: "refresh", runIds: runIds === undefined ? null : [...runIds] });
  }

  openView({ filter, search, sort, group, collapsed }: ViewQuery): Promise<ViewSummary> {
    const query = { filter, search, sort: [...sort], group, collapsed: [...collapsed] };
    return this.#ask({ kind: "openView", query });
  }

  readRows({ viewId, start, end, columns }: RowsRequest): Promise<RowsReply> {
    return this.#ask({ kind: "readRows", viewId, start, end, columns: [...columns] });
  }

  columns(): Promise<readonly Column[]> {
    return this.#ask({ kind: "columns" });
  }

  uniformColumns(viewId: number | null): Promise<readonly ColumnId[]> {
    return this.#ask({ kind: "uniformColumns", viewId });
  }

  runs(ids?: readonly string[]): Promise<readonly Run[]> {
    return this.#ask({ kind: "runs", runIds: ids === undefined ? null : [...ids] });
  }

  readSeries(request: SeriesRequest): Promise<readonly SeriesPoints[]> {
    return this.#ask({ kind: "readSeries", ...request });
  }

  listMedia(runId: string): Promise<readonly MediaItem[]> {
    return this.#ask({ kind: "listMedia", runId });
  }

  readMedia(request: MediaRequest): Promise<Uint8Array<ArrayBuffer>> {
    return this.#ask({ kind: "readMedia", ...request });
  }

  setSources(sources: SourceOptions): void {
    if (this.#store.isDisposed || isSame(sources, this.#sources)) return;
    this.#sources = sources;
    const before = this.#worker;
    this.#worker = this.#start();
    if (before !== undefined) this.#end(before);
    // What was asked of the thread before is asked of its successor.
    for (const [id, { request }] of this.#pending) this.#worker.postMessage({ id, request });
    this.#onDidProgress.fire(null);
    background(this.#tellAllChanged(), "looking for runs elsewhere", this.#options.log);
  }

  async setReachable(hashes: readonly string[] | null): Promise<void> {
    this.#reachable = hashes;
    await this.#ask({ kind: "setReachable", hashes: hashes === null ? null : [...hashes] });
  }

  dispose(): void {
    this.#store.dispose();
    this.#rejectAll(() => new CancelledError());
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker !== undefined) this.#end(worker);
  }

  #end(worker: Worker): void {
    worker.removeAllListeners("message");
    worker.terminate().catch((error: unknown) => {
      this.#options.log.error(`ending the index thread: ${describeError(error)}`, error);
    });
  }

  /** Without ids: runs may be gone that the new thread never knew. */
  async #tellAllChanged(): Promise<void> {
    await this.setReachable(this.#reachable);
    this.#onDidChange.fire({ revision: this.#revision, runIds: [], areColumnsChanged: true });
  }

  #ask<K extends IndexRequest["kind"]>(request: RequestOf<K>): Promise<IndexReplies[K]> {
    if (this.#store.isDisposed) return Promise.reject(new CancelledError());
    const worker = this.#worker;
    if (worker === undefined) return Promise.reject(workerDied());
    return new Promise<IndexReplies[K]>((resolve, reject) => {
      const id = this.#nextId++;
      // The other end is the same program: the reply to a request of this kind is of this type.
      const settle = (value: unknown): void => resolve(value as IndexReplies[K]);
      this.#pending.set(id, { request, resolve: settle, reject });
      worker.postMessage({ id, request });
    });
  }

  #start(): Worker {
    const { workerPath, root, log } = this.#options;
    const sources = this.#sources;
    const worker = new Worker(workerPath, { workerData: { root, sources } });
    worker.unref();
    worker.on("message", (raw: unknown) => {
      const parsed = fromWorkerSchema.safeParse(raw);
      if (parsed.success) this.#receive(parsed.data);
      else log.error(`dropped an invalid message of the index thread: ${parsed.error.message}`);
    });
    worker.on("error", (error) => log.error("the index thread failed", error));
    worker.on("exit", () => {
      if (this.#worker === worker) this.#restart();
    });
    return worker;
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case "changed":
        this.#revision = message.change.revision;
        this.#onDidChange.fire(message.change);
        return;
      case "progress":
        this.#onDidProgress.fire(message.progress);
        return;
      case "log":
        this.#options.log[message.level](message.message);
        return;
      case "reply":
        this.#take(message.id)?.resolve(message.value);
        return;
      case "failure":
        this.#take(message.id)?.reject(new AppError(message.error.code, message.error.message));
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  /** What was asked has no answer; views are to be opened anew. */
  #restart(): void {
    this.#worker = undefined;
    this.#rejectAll(workerDied);
    // What the next thread looks for it tells of itself.
    this.#onDidProgress.fire(null);
    const now = Date.now();
    this.#deaths.push(now);
    const recent = this.#deaths.filter((time) => now - time < restartWindowMs);
    if (recent.length > maxRestarts) {
      this.#options.log.error("the index thread keeps failing and is not started again");
      return;
    }
    this.#options.log.warn("the index thread ended; it is started again");
    this.#worker = this.#start();
    // Its first request makes it read the runs and tell of them all.
    background(this.setReachable(this.#reachable), "restarting the index", this.#options.log);
  }

  #rejectAll(createError: () => Error): void {
    for (const { reject } of this.#pending.values()) reject(createError());
    this.#pending.clear();
  }
}

function isSame(a: SourceOptions, b: SourceOptions | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function workerDied(): AppError {
  return new AppError(
    "index-worker-died",
    "The thread that reads runs ended unexpectedly. Try again; if it keeps failing, reload the window.",
  );
}
