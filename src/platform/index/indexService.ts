import { DisposableStore, toDisposable, type Disposable } from "../../base/disposables.ts";
import { AppError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { decimateMinMax, sliceSteps } from "../../core/charts/decimate.ts";
import type { MediaItem } from "../../core/formats/media.ts";
import type { Clock } from "../../core/ports.ts";
import { isEnded, type Run } from "../../core/runs/run.ts";
import { RunTable, type RowsReply } from "../../core/runs/table/runTable.ts";
import type { Column, ColumnId, ViewSummary } from "../../core/runs/view.ts";
import { projectPaths } from "../runs/project.ts";
import { watchFolder } from "../watch/watchFolder.ts";
import type { CatalogChange, RequestOf, SeriesPoints } from "./indexMessages.ts";
import { RunIndex, type RefreshResult } from "./runIndex.ts";
import { isDamage } from "./sqlite.ts";

/** Runs that have not ended are looked at this often. */
const pollMs = 250;
/** All runs are looked at this often, or so that it takes a fortieth of the time at most. */
const minScanMs = 3000;
const scanShare = 40;

export interface IndexServiceOptions {
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onDidChange: (change: CatalogChange) => void;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The index of a project and the table made of it, kept up to date by watching. All calls answer
 * at once; it lives in a thread of its own (indexWorker.ts).
 */
export class IndexService implements Disposable {
  readonly #options: IndexServiceOptions;
  readonly #store = new DisposableStore();
  readonly #openRuns = new Set<string>();
  #index: RunIndex;
  #table = new RunTable();
  #reachable: ReadonlySet<string> | null = null;
  #nextScan = 0;
  #lastFailure = "";
  /** The index cannot be relied on and is to be opened anew, not more often than it is scanned. */
  #hasFailed = false;

  /** Reads all runs before it returns. Throws AppError `sqlite-missing`, `index-unavailable`. */
  constructor(options: IndexServiceOptions) {
    this.#options = options;
    this.#index = RunIndex.open(options.root, options);
    this.#store.add(toDisposable(() => this.#index.close()));
    this.#index.refresh();
    this.#fill();
    this.#planScan(0);
    const onDidChange = (): void =>
      this.#attempt(() => this.#follow(this.#index.refresh({ isFoldersOnly: true })));
    const { runs } = projectPaths(options.root);
    this.#store.add(watchFolder(runs, { onDidChange, pollMs, log: options.log }));
    const timer = setInterval(() => this.#attempt(() => this.#poll()), pollMs);
    this.#store.add(toDisposable(() => clearInterval(timer)));
    this.#tellAll();
  }

  /** Looks at the given runs, at all when null, and tells of what changed. */
  refresh(runIds: readonly string[] | null): void {
    this.#follow(this.#index.refresh(runIds === null ? {} : { runIds }));
  }

  openView({ query }: RequestOf<"openView">): ViewSummary {
    return this.#table.openView(query, this.#options.clock.now());
  }

  readRows(request: RequestOf<"readRows">): RowsReply {
    return this.#table.readRows(request);
  }

  columns(): readonly Column[] {
    return this.#table.columns();
  }

  uniformColumns({ viewId }: RequestOf<"uniformColumns">): readonly ColumnId[] {
    return this.#table.uniformColumns(viewId);
  }

  /** Those of the ids that exist, deleted ones too; all that are not deleted when null. */
  runs(runIds: readonly string[] | null): readonly Run[] {
    if (runIds === null) return this.#index.runs();
    return runIds.flatMap((id) => this.#index.run(id) ?? []);
  }

  /** One series for each run that has the metric. */
  readSeries(request: RequestOf<"readSeries">): readonly SeriesPoints[] {
    return request.runIds.flatMap((runId) =>
      request.metrics.flatMap((metric) => this.#readOne(runId, metric, request) ?? []),
    );
  }

  listMedia({ runId: _runId }: RequestOf<"listMedia">): readonly MediaItem[] {
    return [];
  }

  readMedia({ path }: RequestOf<"readMedia">): Uint8Array<ArrayBuffer> {
    throw new AppError("media-unreadable", `${path} cannot be read.`);
  }

  setReachable(hashes: readonly string[] | null): void {
    this.#reachable = hashes === null ? null : new Set(hashes);
    this.#table.setReachable(this.#reachable);
    this.#tell([], false);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #follow(result: RefreshResult): void {
    const runIdsChanged = [...result.changed, ...result.removed];
    if (runIdsChanged.length === 0 && !result.areColumnsChanged) return;
    this.#apply(result);
    this.#tell(runIdsChanged, result.areColumnsChanged);
  }

  #readOne(
    runId: string,
    metric: string,
    { maxPoints, range }: RequestOf<"readSeries">,
  ): SeriesPoints | undefined {
    const all = this.#index.series(runId, metric);
    const pointCount = all.steps.length;
    if (pointCount === 0) return undefined;
    const part = range === null ? all : sliceSteps(all, range.from, range.to);
    const { steps, times, values } = decimateMinMax(part, maxPoints);
    // Copied: a view would take the whole chunk it looks into along to the other thread.
    const points = { steps: steps.slice(), times: times.slice(), values: values.slice() };
    return { runId, metric, segment: 0, pointCount, ...points };
  }

  #poll(): void {
    if (this.#options.clock.now() >= this.#nextScan) {
      const start = performance.now();
      if (this.#index.isInPlace()) this.refresh(null);
      else this.#reopen();
      this.#planScan(performance.now() - start);
    } else this.refresh([...this.#openRuns]);
  }

  #planScan(tookMs: number): void {
    this.#nextScan = this.#options.clock.now() + Math.max(minScanMs, tookMs * scanShare);
  }

  /** The index was deleted under our hands, or broke: build it anew. */
  #reopen(): void {
    this.#index.close();
    this.#index = RunIndex.open(this.#options.root, this.#options);
    this.#index.refresh();
    this.#fill();
    this.#tellAll();
  }

  /** A failure in the background is logged, once while it lasts; then the index is opened anew. */
  #attempt(work: () => void): void {
    try {
      if (this.#hasFailed && this.#options.clock.now() < this.#nextScan) return;
      if (this.#hasFailed) this.#reopen();
      else work();
      this.#hasFailed = false;
      this.#lastFailure = "";
    } catch (error) {
      this.#hasFailed = !AppError.is(error, "index-busy");
      this.#planScan(0);
      const message = describeError(error);
      if (message === this.#lastFailure) return;
      this.#lastFailure = message;
      this.#options.log.error(`refreshing runs: ${message}`, error);
    }
  }

  #fill(): void {
    try {
      this.#table = this.#readTable();
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#index.rebuild();
      this.#table = this.#readTable();
    }
  }

  #readTable(): RunTable {
    // Higher than anything counted so far, by an earlier thread too.
    const table = new RunTable({ start: this.#options.clock.now() * 1000 });
    table.setReachable(this.#reachable);
    this.#openRuns.clear();
    for (const run of this.#index.eachRun()) {
      table.upsert(run);
      this.#noteStatus(run);
    }
    return table;
  }

  #apply({ changed, removed }: RefreshResult): void {
    for (const id of changed) {
      const run = this.#index.run(id);
      if (run === undefined || run.isDeleted) this.#forget(id);
      else {
        this.#table.upsert(run);
        this.#noteStatus(run);
      }
    }
    for (const id of removed) this.#forget(id);
  }

  #forget(id: string): void {
    this.#table.remove(id);
    this.#openRuns.delete(id);
  }

  #noteStatus({ id, status }: Run): void {
    if (isEnded(status)) this.#openRuns.delete(id);
    else this.#openRuns.add(id);
  }

  #tellAll(): void {
    this.#tell(this.#table.runIds(), true);
  }

  #tell(runIds: readonly string[], areColumnsChanged: boolean): void {
    const { revision } = this.#table;
    this.#options.onDidChange({ revision, runIds: [...runIds], areColumnsChanged });
  }
}
