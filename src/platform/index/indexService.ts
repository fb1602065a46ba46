import { DisposableStore, toDisposable, type Disposable } from "../../base/disposables.ts";
import { AppError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { background } from "../../base/async.ts";
import type { MediaItem } from "../../core/formats/media.ts";
import type { Clock } from "../../core/ports.ts";
import { isEnded, type Run } from "../../core/runs/run.ts";
import { RunTable, type RowsReply } from "../../core/runs/table/runTable.ts";
import type { Column, ColumnId, ViewSummary } from "../../core/runs/view.ts";
import { readSourceSettings, sourceScope, type SourceSettings } from "../sources/sourceSettings.ts";
import { projectPaths } from "../runs/project.ts";
import { watchFolder } from "../watch/watchFolder.ts";
import type {
  CatalogChange,
  RequestOf,
  SeriesPoints,
  SourceOptions,
  SourceProgress,
} from "./indexMessages.ts";
import { ProjectSources } from "./projectSources.ts";
import { RunIndex, type RefreshResult } from "./runIndex.ts";
import { isDamage } from "../sqlite/openDatabase.ts";
import { thinSeries } from "./thinSeries.ts";

/** Runs that have not ended are looked at this often. */
const pollMs = 250;
/** All runs are looked at this often, or so that it takes a fortieth of the time at most. */
const minScanMs = 3000;
/** Runs of other tools are looked for this often: a new one should not have to wait. */
const minSourceScanMs = 1000;
const maxSourceScanMs = 15_000;
const sourceScanShare = 10;
const scanShare = 40;

export interface IndexServiceOptions {
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onDidChange: (change: CatalogChange) => void;
  readonly onDidProgress?: (progress: SourceProgress | null) => void;
  /** Where runs of other tools are looked for; when left out, nowhere. */
  readonly sources?: SourceOptions | undefined;
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
  /** Outside runs that are running by what their source says: silence will tell otherwise. */
  readonly #saidRunning = new Set<string>();
  #index: RunIndex;
  #table = new RunTable();
  #reachable: ReadonlySet<string> | null = null;
  #nextScan = 0;
  #lastFailure = "";
  /** The index cannot be relied on and is to be opened anew, not more often than it is scanned. */
  #hasFailed = false;

  #settings: SourceSettings | undefined;
  #sources: ProjectSources | undefined;
  #nextSourceScan = 0;
  #isPollingSources = false;
  #isScanningSources = false;
  #rebuildCount = 0;

  /**
   * Reads all runs of Sextant's own before it returns; those of other tools come as they are found.
   * Throws AppError `sqlite-missing`, `index-unavailable`. */
  constructor(options: IndexServiceOptions) {
    this.#options = options;
    this.#settings = readSettings(options);
    this.#index = this.#openIndex();
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
    this.#startSources();
    this.#store.add(toDisposable(() => this.#sources?.dispose()));
    // After the first request was answered: the table comes before what is still to be found.
    const first = setImmediate(() => this.#followSources());
    this.#store.add(toDisposable(() => clearImmediate(first)));
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

  /** One series for each run that has the metric; several when restarts are shown. */
  async readSeries(request: RequestOf<"readSeries">): Promise<readonly SeriesPoints[]> {
    const found: SeriesPoints[] = [];
    for (const runId of request.runIds) {
      const run = this.#index.run(runId);
      if (run === undefined) continue;
      if (run.location === null) {
        for (const metric of request.metrics) {
          const series = this.#index.series(runId, metric);
          found.push(...thinSeries({ runId, metric, series }, request));
        }
        continue;
      }
      const all = await this.#sources?.series(run, request.metrics, request.isRaw === true);
      for (const [metric, series] of all ?? []) {
        found.push(...thinSeries({ runId, metric, series }, request));
      }
    }
    return found;
  }

  async listMedia({ runId }: RequestOf<"listMedia">): Promise<readonly MediaItem[]> {
    const run = this.#index.run(runId);
    return run === undefined ? [] : ((await this.#sources?.media(run)) ?? []);
  }

  async readMedia(request: RequestOf<"readMedia">): Promise<Uint8Array<ArrayBuffer>> {
    const run = this.#index.run(request.runId);
    const bytes = run && (await this.#sources?.readMedia(run, request.path, request.part));
    if (bytes !== undefined) return bytes;
    throw new AppError("media-unreadable", `${request.path} cannot be shown: its run is gone.`);
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

  /** Begins to follow the runs of other tools, from what the index knows of them. */
  #startSources(): void {
    const { sources, root, clock, log, env, onDidProgress } = this.#options;
    this.#sources?.dispose();
    this.#sources = undefined;
    this.#rebuildCount = this.#index.rebuildCount;
    const settings = this.#settings;
    if (settings === undefined) return;
    this.#nextSourceScan = 0;
    this.#sources = new ProjectSources(this.#index, {
      ...{ root, clock, log, settings, env: env ?? process.env },
      isTrusted: sources?.isTrusted === true,
      onDidChange: (result) => this.#attempt(() => this.#follow(result)),
      onHistory: (runIds) => this.#attempt(() => this.#showAnew(runIds)),
      ...(onDidProgress !== undefined && { onProgress: onDidProgress }),
    });
  }

  #openIndex(): RunIndex {
    const settings = this.#settings;
    return RunIndex.open(this.#options.root, {
      ...this.#options,
      ...(settings !== undefined && { sourceScope: sourceScope(settings) }),
    });
  }

  #showAnew(runIds: readonly string[]): void {
    this.#apply({ changed: runIds, removed: [] });
    this.#tell(runIds, true);
  }

  #followSources(): void {
    const sources = this.#sources;
    if (sources === undefined) return;
    const { clock, log } = this.#options;
    // What grows is read on during a scan, too, which may take seconds.
    if (!this.#isPollingSources) {
      this.#isPollingSources = true;
      const work = sources.poll().finally(() => (this.#isPollingSources = false));
      background(work, "runs of other tools", log);
    }
    if (this.#isScanningSources || clock.now() < this.#nextSourceScan) return;
    this.#isScanningSources = true;
    const work = this.#scanSources(sources).finally(() => (this.#isScanningSources = false));
    background(work, "runs of other tools", log);
  }

  async #scanSources(sources: ProjectSources): Promise<void> {
    const { clock } = this.#options;
    const start = performance.now();
    try {
      await sources.scan();
      const silent = [...this.#saidRunning].filter(
        (id) => this.#index.run(id)?.status !== "running",
      );
      if (silent.length > 0) this.#showAnew(silent);
    } finally {
      const tookMs = performance.now() - start;
      this.#nextSourceScan = clock.now() + sourceScanPause(tookMs);
    }
  }

  #poll(): void {
    if (this.#options.clock.now() >= this.#nextScan) {
      const start = performance.now();
      if (this.#index.isInPlace()) this.refresh(null);
      else this.#reopen();
      this.#planScan(performance.now() - start);
    } else this.refresh([...this.#openRuns]);
    if (this.#index.rebuildCount !== this.#rebuildCount) this.#startSources();
    this.#followSources();
  }

  #planScan(tookMs: number): void {
    this.#nextScan = this.#options.clock.now() + Math.max(minScanMs, tookMs * scanShare);
  }

  /** The index was deleted under our hands, or broke: build it anew. */
  #reopen(): void {
    this.#index.close();
    this.#index = this.#openIndex();
    this.#index.refresh();
    this.#fill();
    this.#startSources();
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

  #apply({ changed, removed }: Pick<RefreshResult, "changed" | "removed">): void {
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
    this.#saidRunning.delete(id);
  }

  #noteStatus({ id, status, location }: Run): void {
    if (location !== null && status === "running") this.#saidRunning.add(id);
    else this.#saidRunning.delete(id);
    if (isEnded(status) || location !== null) this.#openRuns.delete(id);
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

function readSettings({
  root,
  sources,
  env,
  log,
}: IndexServiceOptions): SourceSettings | undefined {
  if (sources?.isEnabled !== true) return undefined;
  return readSourceSettings({ root, log, ...sources, env: env ?? process.env });
}

/** A tenth of the time is spent on looking for runs, but half of it where that takes very long. */
function sourceScanPause(tookMs: number): number {
  const pause = Math.min(maxSourceScanMs, tookMs * sourceScanShare);
  return Math.max(minSourceScanMs, pause, tookMs);
}
