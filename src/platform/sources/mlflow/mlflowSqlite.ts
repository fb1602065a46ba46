import { pathIn } from "../../../core/formats/filePaths.ts";
import { statSync } from "node:fs";
import path from "node:path";
import { createMlflowRun, isRecent } from "../../../core/formats/mlflow/mlflowRecord.ts";
import type { MediaItem } from "../../../core/formats/media.ts";
import type { FolderView } from "../../../core/formats/runFormat.ts";
import type { Run, Series } from "../../../core/runs/run.ts";
import { sortPoints } from "../../../core/formats/mlflow/sortPoints.ts";
import type { RunSource, SourceContext, SourceKind, SourceUpdate } from "../runSource.ts";
import { detectSqlite, readSqlite, sqliteState, type SqliteReading } from "../sqliteSource.ts";
import { isFileStore } from "./detectFileStore.ts";
import { artifactFolders, listArtifacts } from "./localArtifacts.ts";
import { RunLedger } from "./runLedger.ts";
import { readMark, writeMark } from "./sqliteMark.ts";
import { readPoints, type RunTotals } from "./sqliteMetrics.ts";
import { readRuns, type RunReading } from "./sqliteRuns.ts";
import { scanDatabase, type Scan } from "./sqliteScan.ts";
import { PointTail } from "./sqliteTail.ts";
import { findTables, textOf, type MlflowTables } from "./sqliteTables.ts";
import { idPrefix, localPlace, type StorePlace } from "./storePlace.ts";

/** How long one refresh reads before it hands on what it has. */
const budgetMs = 1000;
const quickBudgetMs = 4000;
/** With more points than this the newest of each metric comes first, and the rest after it. */
const maxPointsAtOnce = 300_000;
const runsPerChunk = 100;
const quickChunk = 200;
const unindexedChunk = 5000;
/** Looking through all runs and tags may take this part of the time. */
const scanShare = 1 / 20;
const liveMs = 2 * 60_000;
const maxFollowedRuns = 100;
const markEveryMs = 10_000;

/** MLflow's database, as it makes one by default since 3.7: `mlflow.db`. */
export const mlflowSqlite: SourceKind = {
  format: "mlflow",
  detect: (folder) =>
    detectSqlite(folder).map(({ path }) => ({ path, ownedFolders: artifactsBeside(folder) })),
  open: (file, context) => new MlflowSqliteSource(file, context),
};

/** Where MLflow puts the artifacts of a database's runs, unless told otherwise. */
function artifactsBeside(folder: FolderView): readonly string[] {
  return ["mlruns", "mlartifacts"]
    .filter((name) => {
      const view = folder.hasFolder(name) ? folder.list(name) : undefined;
      return view !== undefined && !isFileStore(view) && view.folders.some(isExperimentId);
    })
    .map((name) => pathIn(folder, name));
}

function isExperimentId(name: string): boolean {
  return /^\d+$/.test(name);
}

/**
 * The runs of a database that a training may be writing to: every statement is short, nothing is held
 * between them, and a look at an unchanged file costs a few reads of its header.
 *
 * What only grows (points, parameters) is followed by row number; runs, tags and models are looked
 * through whole, at most a twentieth of the time, and runs that differ are read anew.
 */
class MlflowSqliteSource implements RunSource {
  readonly key: string;
  readonly #file: string;
  readonly #context: SourceContext;
  readonly #place: StorePlace;
  readonly #ledger = new RunLedger(idPrefix);
  readonly #tail = new PointTail();
  /** Roll-ups of runs that are being written to, to which new points are added. */
  readonly #totals = new Map<string, RunTotals>();
  /** To be read, in this order; true for runs of which only the newest points are wanted at first. */
  readonly #queue = new Map<string, boolean>();
  /** Runs shown as running, with the time of their last write. */
  readonly #active = new Map<string, number>();
  /** When a run was seen to change while it was watched. */
  readonly #seen = new Map<string, number>();
  #state: string | undefined;
  #scan: Scan | undefined;
  #nextScan = 0;
  #isScanDue = true;
  #isRestored = false;
  #lastChange = -Infinity;
  #removed: string[] = [];
  #mark = "";
  #markTime = -Infinity;
  #areIdsChanged = true;
  #isMarkSettled = false;

  constructor(file: string, context: SourceContext) {
    this.#file = file;
    this.#context = context;
    this.#place = localPlace(file, context);
    this.key = this.#place.key;
  }

  get isLive(): boolean {
    return (
      this.#queue.size > 0 ||
      this.#active.size > 0 ||
      this.#context.clock.now() - this.#lastChange < liveMs
    );
  }

  async refresh(mark: string | null): Promise<SourceUpdate | undefined> {
    const isFirst = !this.#isRestored && !this.#restore(mark);
    this.#isRestored = true;
    const state = await sqliteState(this.#file);
    if (state === null) return this.#forget();
    this.#queueSilent();
    const hasChanged = state !== this.#state;
    const isScanDue = this.#isScanDue && performance.now() >= this.#nextScan;
    if (!hasChanged && !isScanDue && this.#queue.size === 0) return undefined;
    if (hasChanged) this.#noticeChange();
    const runs = await readSqlite(this.#file, (db) => this.#read(db, hasChanged));
    this.#state = state;
    if (runs === undefined) return this.#forget();
    const removed = this.#removed;
    this.#removed = [];
    if (!isFirst && runs.length === 0 && removed.length === 0) return undefined;
    return { runs, removed, isComplete: isFirst, mark: this.#currentMark() };
  }

  async series(
    run: Run,
    metrics: readonly string[],
    isRaw: boolean,
  ): Promise<ReadonlyMap<string, Series>> {
    const found = new Map<string, Series>();
    const runId = run.location?.key ?? "";
    await readSqlite(this.#file, async (db) => {
      const tables = await findTables(db);
      if (tables === undefined) return;
      for (const metric of metrics) {
        const points = await readPoints(db, tables, { runId, metric });
        if (points !== undefined) {
          found.set(metric, isRaw ? points : sortPoints(points));
        }
      }
    });
    return found;
  }

  async media(run: Run): Promise<readonly MediaItem[]> {
    const runId = run.location?.key ?? "";
    const uri = await readSqlite(this.#file, async (db) => {
      if (!(await db.has("runs", "artifact_uri"))) return "";
      const [row] = await db.rows(`SELECT artifact_uri FROM runs WHERE run_uuid = ?`, runId);
      return textOf(row?.["artifact_uri"]);
    });
    return listArtifacts(artifactFolders(uri, path.dirname(this.#file)), this.#context);
  }

  dispose(): void {
    this.#totals.clear();
    this.#queue.clear();
  }

  /** False when there is nothing to go on from. */
  #restore(text: string | null): boolean {
    const mark = readMark(text);
    if (mark === undefined) return false;
    this.#state = mark.state;
    this.#isScanDue = false;
    this.#ledger.decode(mark.runs);
    this.#tail.metricRow = mark.metricRow;
    this.#tail.paramRow = mark.paramRow;
    this.#tail.anchor = mark.anchor;
    for (const [runId, time] of mark.active) this.#active.set(runId, time);
    return true;
  }

  /** The runs to hand on; undefined when the file holds none of MLflow's tables. */
  async #read(db: SqliteReading, hasChanged: boolean): Promise<readonly Run[] | undefined> {
    const tables = await findTables(db);
    if (tables === undefined) return undefined;
    const start = performance.now();
    const changed = hasChanged ? await this.#followPoints(db, tables) : new Set<string>();
    if (hasChanged) this.#isScanDue = true;
    const isUnknown = [...changed].some((runId) => this.#scan?.digests.has(runId) !== true);
    const scan =
      this.#scan === undefined || isUnknown || (this.#isScanDue && start >= this.#nextScan)
        ? await this.#look(db, tables)
        : this.#scan;
    for (const runId of changed) if (scan.digests.has(runId)) this.#queue.set(runId, false);
    return this.#readQueue(db, tables, { scan, start });
  }

  async #followPoints(db: SqliteReading, tables: MlflowTables): Promise<ReadonlySet<string>> {
    if (this.#state === undefined) {
      await this.#tail.skipToEnd(db);
      return new Set();
    }
    const { changed, isReset } = await this.#tail.advance(db, tables, this.#totals);
    if (isReset) for (const id of this.#ledger.ids()) this.#ledger.set(id, 0);
    if (isReset) this.#isScanDue = true;
    if (isReset) this.#nextScan = 0;
    const now = this.#context.clock.now();
    if (this.#scan !== undefined) for (const runId of changed) this.#seen.set(runId, now);
    return changed;
  }

  /** Looks through runs and tags for what differs from what was handed on. */
  async #look(db: SqliteReading, tables: MlflowTables): Promise<Scan> {
    const start = performance.now();
    const scan = await scanDatabase(db, tables);
    const isWatched = this.#scan !== undefined;
    const now = this.#context.clock.now();
    const ids = new Set<string>();
    const isQuick = this.#tail.metricRow > maxPointsAtOnce;
    for (const [runId, digest] of scan.digests) {
      const id = this.#place.idOf(runId);
      ids.add(id);
      if (this.#ledger.isCurrent(id, digest) || this.#queue.has(runId)) continue;
      const isNew = !this.#ledger.has(id);
      if (isWatched) this.#seen.set(runId, now);
      this.#queue.set(runId, isQuick && isNew);
    }
    for (const id of [...this.#ledger.ids()]) {
      if (ids.has(id)) continue;
      this.#ledger.delete(id);
      this.#removed.push(id);
      this.#areIdsChanged = true;
    }
    this.#scan = scan;
    this.#isScanDue = false;
    this.#nextScan = performance.now() + (performance.now() - start) / scanShare;
    return scan;
  }

  async #readQueue(
    db: SqliteReading,
    tables: MlflowTables,
    { scan, start }: { readonly scan: Scan; readonly start: number },
  ): Promise<readonly Run[]> {
    const runs = new Map<string, Run>();
    while (this.#queue.size > 0) {
      const chunk = this.#takeChunk(tables);
      const maxRow = chunk.isQuick || chunk.areFollowed ? null : this.#tail.metricRow;
      const options = { tables, scan, maxRow };
      for (const reading of await readRuns(db, chunk.runIds, options)) {
        const run = this.#emit(reading, chunk.isQuick, scan);
        runs.set(run.id, run);
      }
      const budget = chunk.isQuick ? quickBudgetMs : budgetMs;
      if (performance.now() - start > budget) break;
    }
    return [...runs.values()];
  }

  /** Runs that are read alike: those whose roll-ups are at hand first, else from the front. */
  #takeChunk(tables: MlflowTables): {
    readonly runIds: readonly string[];
    readonly isQuick: boolean;
    readonly areFollowed: boolean;
  } {
    const followed = [...this.#totals.keys()].filter((runId) => this.#queue.has(runId));
    const areFollowed = followed.length > 0;
    const isQuick = !areFollowed && this.#queue.values().next().value === true;
    const runIds = areFollowed ? followed : this.#takeFront(isQuick, tables);
    for (const runId of runIds) this.#queue.delete(runId);
    // Their least and greatest values come later.
    if (isQuick) for (const runId of runIds) this.#queue.set(runId, false);
    return { runIds, isQuick, areFollowed };
  }

  #takeFront(isQuick: boolean, tables: MlflowTables): readonly string[] {
    // Without an index each chunk reads the whole table.
    const size = isQuick ? quickChunk : tables.isIndexedByRun ? runsPerChunk : unindexedChunk;
    const runIds: string[] = [];
    for (const [runId, isQuickToo] of this.#queue) {
      if (isQuickToo !== isQuick || runIds.length === size) break;
      runIds.push(runId);
    }
    return runIds;
  }

  #emit({ record, totals }: RunReading, isQuick: boolean, scan: Scan): Run {
    const { runId } = record;
    const followed = this.#totals.get(runId);
    const seen = this.#seen.get(runId);
    const run = createMlflowRun(
      {
        ...record,
        ...(followed === undefined ? {} : { metrics: followed.summaries() }),
        lastWriteTime: laterOf(record.lastWriteTime, seen),
      },
      { path: this.#place.shownPath, idOf: this.#place.idOf, now: this.#context.clock.now() },
    );
    if (!isQuick && seen !== undefined && followed === undefined) this.#follow(runId, totals);
    this.#noteStatus(runId, run);
    if (!this.#ledger.has(run.id)) this.#areIdsChanged = true;
    this.#ledger.set(run.id, isQuick ? 0 : (scan.digests.get(runId) ?? 0));
    return run;
  }

  #noteStatus(runId: string, run: Run): void {
    const isActive = run.status === "running" || run.status === "queued";
    if (isActive) this.#active.set(runId, run.updatedAt ?? 0);
    else this.#active.delete(runId);
  }

  #follow(runId: string, totals: RunTotals): void {
    this.#totals.set(runId, totals);
    for (const oldest of this.#totals.keys()) {
      if (this.#totals.size <= maxFollowedRuns) break;
      this.#totals.delete(oldest);
    }
  }

  /** Runs that have been silent for so long that nobody knows whether they run. */
  #queueSilent(): void {
    const now = this.#context.clock.now();
    for (const [runId, time] of this.#active) {
      if (!isRecent(time, now)) this.#queue.set(runId, false);
    }
  }

  #noticeChange(): void {
    const now = this.#context.clock.now();
    if (this.#state !== undefined) this.#lastChange = now;
    else this.#lastChange = statSync(this.#file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  }

  /** The file is gone, or is no longer MLflow's. */
  #forget(): SourceUpdate | undefined {
    const isKnown = this.#ledger.size > 0;
    this.#ledger.clear();
    this.#queue.clear();
    this.#active.clear();
    this.#totals.clear();
    this.#scan = undefined;
    this.#isScanDue = false;
    this.#areIdsChanged = true;
    return isKnown ? { runs: [], removed: [], isComplete: true, mark: "" } : undefined;
  }

  /**
   * An older mark only means that more is read again the next time, and one of ten thousand runs is
   * large: it is made anew when the list of runs changed, else now and then.
   */
  #currentMark(): string {
    const now = performance.now();
    const isSettled = this.#queue.size === 0 && !this.#isScanDue;
    const isNeeded = this.#areIdsChanged || (isSettled && !this.#isMarkSettled);
    if (!isNeeded && now - this.#markTime < markEveryMs) return this.#mark;
    this.#areIdsChanged = false;
    this.#isMarkSettled = isSettled;
    this.#markTime = now;
    this.#mark = writeMark({
      state: isSettled ? (this.#state ?? "") : "",
      runs: this.#ledger.encode(),
      metricRow: this.#tail.metricRow,
      anchor: this.#tail.anchor,
      paramRow: this.#tail.paramRow,
      active: [...this.#active],
    });
    return this.#mark;
  }
}

function laterOf(first: number | null, second: number | undefined): number | null {
  return second === undefined ? first : Math.max(first ?? second, second);
}
