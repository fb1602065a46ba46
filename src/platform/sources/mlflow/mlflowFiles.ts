import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import * as z from "zod";
import {
  createMlflowRun,
  isActiveStatus,
  isRecent,
} from "../../../core/formats/mlflow/mlflowRecord.ts";
import type { MediaItem } from "../../../core/formats/media.ts";
import type { FolderView } from "../../../core/formats/runFormat.ts";
import { PointBuffer } from "../../../core/formats/points/pointBuffer.ts";
import type { Run, Series } from "../../../core/runs/run.ts";
import { sortPoints } from "../../../core/formats/mlflow/sortPoints.ts";
import type { RunSource, SourceContext, SourceKind, SourceUpdate } from "../runSource.ts";
import { isFileStore } from "./detectFileStore.ts";
import { StoreListing, type Listing } from "./fileListing.ts";
import { lookAtRun, readFileRun, type FollowedMetrics, type RunFiles } from "./fileRun.ts";
import { listArtifacts } from "./localArtifacts.ts";
import { digestOf, RunLedger } from "./runLedger.ts";
import { withModelTags } from "../../../core/formats/mlflow/modelTags.ts";
import { readPointsOf, statOf } from "./storeFiles.ts";
import { idPrefix, localPlace, type StorePlace } from "./storePlace.ts";

/** How long one refresh reads before it hands on what it has. */
const budgetMs = 1000;
/** How long one refresh looks at runs of which nothing is expected: it is asked less often then. */
const idleBudgetMs = 150;
const busyBudgetMs = 15;
const watchBudgetMs = 200;
/** Runs written to within this time may be written to again. */
const watchMs = 60_000;
const turnMs = 15;
/** The list of experiments and runs is looked at no more often than this part of the time allows. */
const listShare = 1 / 20;
const markEveryMs = 10_000;

/** MLflow's file store: `mlruns/`, its default until 3.7. */
export const mlflowFiles: SourceKind = {
  format: "mlflow",
  // Artifacts belong to their runs, whatever tools wrote them.
  detect: (folder) =>
    isFileStore(folder) ? [{ path: folder.path, ownedFolders: foldersOf(folder) }] : [],
  open: (folder, context) => new MlflowFilesSource(folder, context),
};

function foldersOf({ path: place, folders }: FolderView): readonly string[] {
  return folders.map((name) => (place === "" ? name : `${place}/${name}`));
}

interface KnownRun {
  readonly id: string;
  readonly folder: string;
  /** Of its experiment and its models: they belong to what is shown of the run. */
  context: number;
  experiment: { readonly name: string; readonly isDeleted: boolean };
  models: Readonly<Record<string, string>> | undefined;
  /** Of what was handed on last; 0 at first. */
  digest: number;
  followed: FollowedMetrics;
  /** Of its `meta.yaml`, which a run that is taken up again changes first. */
  metaMs: number;
  /** Shown as running on the strength of a write at this time. */
  activeSince: number | null;
}

const markSchema = z.object({ version: z.literal(1), runs: z.string() });

/**
 * The runs of a folder tree. Runs that are being written to are looked at each time, file by file,
 * and read from where they were read to; of the others only the `meta.yaml`, and the rest in turn.
 */
class MlflowFilesSource implements RunSource {
  readonly key: string;
  readonly #folder: string;
  readonly #context: SourceContext;
  readonly #place: StorePlace;
  readonly #listing: StoreListing;
  readonly #ledger = new RunLedger(idPrefix);
  /** By folder, absolute. */
  readonly #runs = new Map<string, KnownRun>();
  #queue = new Set<KnownRun>();
  /** Runs that say that they run, or were written to just now: looked at each time. */
  readonly #watched = new Set<KnownRun>();
  #turns: Iterator<KnownRun> | undefined;
  #nextList = -Infinity;
  #isRestored = false;
  #mark = "";
  #markTime = -Infinity;
  #areIdsChanged = true;
  #turnStart = 0;

  constructor(folder: string, context: SourceContext) {
    this.#folder = folder;
    this.#context = context;
    this.#place = localPlace(folder, context);
    this.#listing = new StoreListing(folder);
    this.key = this.#place.key;
  }

  get isLive(): boolean {
    return this.#queue.size > 0 || this.#watched.size > 0;
  }

  async refresh(mark: string | null): Promise<SourceUpdate | undefined> {
    const isFirst = !this.#isRestored && !this.#restore(mark);
    this.#isRestored = true;
    const start = performance.now();
    this.#turnStart = start;
    const removed = start >= this.#nextList ? await this.#list() : [];
    const runs = new Map<string, Run>();
    await this.#readWatched(runs);
    await this.#readQueue(runs, start);
    await this.#lookInTurn(runs);
    if (!isFirst && runs.size === 0 && removed.length === 0) return undefined;
    return { runs: [...runs.values()], removed, isComplete: isFirst, mark: this.#currentMark() };
  }

  series(
    run: Run,
    metrics: readonly string[],
    isRaw: boolean,
  ): Promise<ReadonlyMap<string, Series>> {
    const found = new Map<string, Series>();
    const folder = this.#folderOf(run);
    if (folder === undefined) return Promise.resolve(found);
    for (const metric of metrics) {
      if (metric.split("/").includes("..")) continue;
      const buffer = new PointBuffer(metric, 0);
      readPointsOf(path.join(folder, "metrics", metric), 0, buffer);
      if (buffer.length === 0) continue;
      found.set(metric, isRaw ? buffer.take() : sortPoints(buffer.take()));
    }
    return Promise.resolve(found);
  }

  media(run: Run): Promise<readonly MediaItem[]> {
    const folder = this.#folderOf(run);
    return listArtifacts(
      folder === undefined ? [] : [path.join(folder, "artifacts")],
      this.#context,
    );
  }

  dispose(): void {
    this.#runs.clear();
    this.#queue.clear();
  }

  #restore(text: string | null): boolean {
    if (text === null || text === "") return false;
    try {
      this.#ledger.decode(markSchema.parse(JSON.parse(text)).runs);
      return true;
    } catch {
      // Of another version: everything is read.
      return false;
    }
  }

  /** Takes in what came and went, and answers the ids of what is gone. */
  async #list(): Promise<readonly string[]> {
    const start = performance.now();
    const listing = this.#listing.list();
    const present = new Set<string>();
    const ids = new Set<string>();
    for (const { folder, name, isDeleted, runFolders } of listing.experiments) {
      const experiment = { name, isDeleted };
      for (const runFolder of runFolders) {
        const absolute = path.join(folder, runFolder);
        const meta = statOf(path.join(absolute, "meta.yaml"));
        await this.#giveWay();
        if (meta?.isFile() !== true) continue;
        present.add(absolute);
        ids.add(this.#place.idOf(runFolder));
        this.#notice(absolute, meta.mtimeMs, { experiment, listing });
      }
    }
    for (const [folder, run] of this.#runs) {
      if (present.has(folder)) continue;
      this.#runs.delete(folder);
      this.#watched.delete(run);
      this.#queue.delete(run);
    }
    // Newest first, as far as that shows without reading them.
    this.#queue = new Set([...this.#queue].sort((a, b) => b.metaMs - a.metaMs));
    this.#nextList = performance.now() + (performance.now() - start) / listShare;
    return this.#forgetMissing(ids);
  }

  #notice(
    folder: string,
    metaMs: number,
    of: { readonly experiment: KnownRun["experiment"]; readonly listing: Listing },
  ): void {
    const runId = path.basename(folder);
    const models = of.listing.modelTags.get(runId);
    const context = digestOf(JSON.stringify([of.experiment, models]));
    const known = this.#runs.get(folder);
    if (known?.context === context && known.metaMs === metaMs) return;
    const run = known ?? this.#createRun(folder, runId);
    this.#runs.set(
      folder,
      Object.assign(run, { context, metaMs, models, experiment: of.experiment }),
    );
    this.#queue.add(run);
  }

  #createRun(folder: string, runId: string): KnownRun {
    return {
      id: this.#place.idOf(runId),
      folder,
      context: 0,
      experiment: { name: "", isDeleted: false },
      models: undefined,
      digest: 0,
      followed: new Map(),
      metaMs: 0,
      activeSince: null,
    };
  }

  #forgetMissing(ids: ReadonlySet<string>): readonly string[] {
    const removed = [...this.#ledger.ids()].filter((id) => !ids.has(id));
    for (const id of removed) this.#ledger.delete(id);
    if (removed.length > 0) this.#areIdsChanged = true;
    return removed;
  }

  /** In turn, when there are too many to look at all of them each time. */
  async #readWatched(into: Map<string, Run>): Promise<void> {
    const end = performance.now() + watchBudgetMs;
    for (const run of [...this.#watched]) {
      if (performance.now() > end) return;
      this.#watched.delete(run);
      if (this.#runs.get(run.folder) === run) this.#read(run, into);
      await this.#giveWay();
    }
  }

  async #readQueue(into: Map<string, Run>, start: number): Promise<void> {
    for (const run of this.#queue) {
      if (performance.now() - start > budgetMs) break;
      this.#queue.delete(run);
      this.#read(run, into);
      await this.#giveWay();
    }
  }

  /** Runs that ended: tags, notes and late points are found when their turn comes. */
  async #lookInTurn(into: Map<string, Run>): Promise<void> {
    if (this.#queue.size > 0) return;
    const end = performance.now() + (this.isLive ? busyBudgetMs : idleBudgetMs);
    for (let count = this.#runs.size; count > 0 && performance.now() < end; count--) {
      let next = this.#turns?.next();
      if (next === undefined || next.done === true) {
        this.#turns = this.#runs.values();
        next = this.#turns.next();
      }
      if (next.done === true) return;
      if (!this.#watched.has(next.value)) this.#read(next.value, into);
      await this.#giveWay();
    }
  }

  /** Reads a run if it differs from what was handed on. */
  #read(run: KnownRun, into: Map<string, Run>): void {
    const files = lookAtRun(run.folder);
    if (files === undefined) return;
    const now = this.#context.clock.now();
    const digest = digestOf(String(run.context), files.digest);
    const isSilent = run.activeSince !== null && !isRecent(run.activeSince, now);
    const isKnown =
      run.digest === digest || (run.digest === 0 && this.#ledger.isCurrent(run.id, digest));
    if (!isKnown || isSilent) into.set(run.id, this.#readAnew(run, files, digest));
    run.digest = digest;
    if (run.activeSince !== null || now - files.newestMs < watchMs) this.#watched.add(run);
    else run.followed = new Map();
  }

  #readAnew(run: KnownRun, files: RunFiles, digest: number): Run {
    const shownFolder = `${this.#place.shownPath}/${path.relative(this.#folder, run.folder)}`;
    const record = readFileRun(run.folder, files, { shownFolder, followed: run.followed });
    const tags = { ...record.tags };
    withModelTags(tags, run.models);
    const { name, isDeleted } = run.experiment;
    const shown = createMlflowRun(
      {
        ...record,
        runId: path.basename(run.folder),
        tags,
        experiment: name,
        isDeleted: isDeleted || record.isDeleted,
      },
      {
        path: this.#place.shownPath,
        idOf: this.#place.idOf,
        now: this.#context.clock.now(),
      },
    );
    const isActive = isActiveStatus(record.status) && shown.status !== "unknown";
    run.activeSince = isActive ? files.newestMs : null;
    if (!this.#ledger.has(run.id)) this.#areIdsChanged = true;
    // What is shown as running is read again after a restart, because silence changes it.
    this.#ledger.set(run.id, isActive ? 0 : digest);
    return shown;
  }

  #folderOf({ location }: Run): string | undefined {
    const name = location?.key ?? "";
    if (!/^[\w-]+$/.test(name)) return undefined;
    for (const { folder } of this.#listing.list().experiments) {
      const absolute = path.join(folder, name);
      if (statOf(path.join(absolute, "meta.yaml"))?.isFile() === true) return absolute;
    }
    return undefined;
  }

  #currentMark(): string {
    const now = performance.now();
    if (!this.#areIdsChanged && this.#queue.size > 0) return this.#mark;
    if (!this.#areIdsChanged && now - this.#markTime < markEveryMs) return this.#mark;
    this.#areIdsChanged = false;
    this.#markTime = now;
    this.#mark = JSON.stringify({ version: 1, runs: this.#ledger.encode() });
    return this.#mark;
  }

  async #giveWay(): Promise<void> {
    if (performance.now() - this.#turnStart < turnMs) return;
    await nextTurn();
    this.#turnStart = performance.now();
  }
}
