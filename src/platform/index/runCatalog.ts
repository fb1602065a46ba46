import { background } from "../../base/async.ts";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError } from "../../base/errors.ts";
import { Emitter, type Event } from "../../base/events.ts";
import type { Log } from "../../base/logging.ts";
import type { MediaItem } from "../../core/formats/media.ts";
import type { Run } from "../../core/runs/run.ts";
import type { RowsReply, RowsRequest } from "../../core/runs/table/runTable.ts";
import type { Column, ColumnId, ViewQuery, ViewSummary } from "../../core/runs/view.ts";
import { Thread } from "../process/thread.ts";
import {
  fromWorkerSchema,
  type CatalogChange,
  type IndexNews,
  type IndexReplies,
  type IndexRequest,
  type RequestOf,
  type SeriesPoints,
  type SourceOptions,
  type SourceProgress,
} from "./indexMessages.ts";

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

/** Starts the thread; it reads the project when it is first asked or after `refresh`. */
export function startRunCatalog(options: RunCatalogOptions): RunCatalog {
  return new WorkerCatalog(options);
}

class WorkerCatalog implements RunCatalog {
  readonly #options: RunCatalogOptions;
  readonly #store = new DisposableStore();
  readonly #onDidChange = this.#store.add(new Emitter<CatalogChange>());
  readonly #thread: Thread<IndexNews>;
  #reachable: readonly string[] | null = null;
  #sources: SourceOptions | undefined;
  #revision = 0;

  readonly #onDidProgress = this.#store.add(new Emitter<SourceProgress | null>());

  readonly onDidChange = this.#onDidChange.event;
  readonly onDidProgress = this.#onDidProgress.event;

  constructor(options: RunCatalogOptions) {
    this.#options = options;
    this.#sources = options.sources;
    const { workerPath, root, log } = options;
    this.#thread = this.#store.add(
      new Thread({
        path: workerPath,
        data: () => ({ root, sources: this.#sources }),
        name: "the index thread",
        log,
        schema: fromWorkerSchema,
        receive: (news) => this.#receive(news),
        // What was asked has no answer; views are to be opened anew.
        createDeath: workerDied,
        // What the next thread looks for it tells of itself.
        onDidDie: () => this.#onDidProgress.fire(null),
        // Its first request makes it read the runs and tell of them all.
        onDidRestart: () =>
          background(this.setReachable(this.#reachable), "restarting the index", log),
      }),
    );
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
    this.#thread.replace();
    this.#onDidProgress.fire(null);
    background(this.#tellAllChanged(), "looking for runs elsewhere", this.#options.log);
  }

  async setReachable(hashes: readonly string[] | null): Promise<void> {
    this.#reachable = hashes;
    await this.#ask({ kind: "setReachable", hashes: hashes === null ? null : [...hashes] });
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Without ids: runs may be gone that the new thread never knew. */
  async #tellAllChanged(): Promise<void> {
    await this.setReachable(this.#reachable);
    this.#onDidChange.fire({ revision: this.#revision, runIds: [], areColumnsChanged: true });
  }

  async #ask<K extends IndexRequest["kind"]>(request: RequestOf<K>): Promise<IndexReplies[K]> {
    // The other end is the same program: the reply to a request of this kind is of this type.
    return (await this.#thread.ask((id) => ({ id, request }))) as IndexReplies[K];
  }

  #receive(news: IndexNews): void {
    switch (news.kind) {
      case "changed":
        this.#revision = news.change.revision;
        this.#onDidChange.fire(news.change);
        return;
      case "progress":
        this.#onDidProgress.fire(news.progress);
    }
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
