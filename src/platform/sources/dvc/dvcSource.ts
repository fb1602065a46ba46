import path from "node:path";
import { AppError } from "../../../base/errors.ts";
import { collectColumns, ColumnNames, type DvcRow } from "../../../core/formats/dvc/dvcRow.ts";
import type { MediaItem } from "../../../core/formats/media.ts";
import { setNamed } from "../../../core/formats/namedValues.ts";
import type { MetricSummary, Run, Series } from "../../../core/runs/run.ts";
import { emptySeries } from "../../../core/runs/series.ts";
import { Git } from "../../git/git.ts";
import { locateRepository, prefixOf, type RepositoryPlace } from "../../git/locate.ts";
import { readRefStamp } from "../../git/refs.ts";
import type { RunSource, SourceContext, SourceUpdate } from "../runSource.ts";
import { DvcChanges } from "./dvcChanges.ts";
import { sourcePath } from "../sourcePath.ts";
import { sourceRunId } from "../sourceRunId.ts";
import { DvcCache } from "./dvcCache.ts";
import { listEntries, type DvcEntries, type DvcEntry } from "./dvcEntries.ts";
import { formatMark, parseMark } from "./dvcMark.ts";
import { createEntryRun } from "./dvcRun.ts";
import { DvcRows } from "./dvcRows.ts";
import { Executors } from "./executors.ts";
import { metricsText, WorkingRows } from "./workingRows.ts";

/** A file system may count times in steps this long: what is younger may change unnoticed. */
const settledMs = 2000;
/** Runs whose points are rolled up at a time. */
const rollUpCount = 300;
const fewRuns = 30;
const rootNamespaces = ["refs/exps", "refs/heads"];

interface Repository {
  readonly git: Git;
  readonly place: RepositoryPlace;
  readonly rows: DvcRows;
  readonly prefix: string;
}

/**
 * The experiments of a DVC project, read without DVC: those that git holds, the queue, what failed,
 * what runs, the commits of branches that changed the metrics, and the metrics of the workspace when
 * they are not committed.
 *
 * Commits never change: each is read once, and what the index keeps of it stays good.
 */
export class DvcSource implements RunSource {
  readonly key: string;
  isLive = false;
  readonly #root: string;
  readonly #context: SourceContext;
  readonly #executors: Executors;
  #repository: Repository | null | undefined;
  #working: WorkingRows | undefined;
  #entries: DvcEntries | undefined;
  #stamp = "";
  #isSettled = false;
  #mustRestart = false;
  /** Made again only after runs that git holds have changed. */
  #mark: string | undefined;
  #names = new ColumnNames();
  /** By id of a run that git holds: what it was made of; "" for a commit that is none. */
  #known = new Map<string, string>();
  /** Runs whose metrics are still without the roll-up of their points. */
  readonly #pending = new Map<string, { readonly entry: DvcEntry; readonly run: Run }>();

  constructor(root: string, context: SourceContext) {
    this.#root = root;
    this.#context = context;
    this.key = `dvc:${root}`;
    this.#executors = new Executors(root);
  }

  async refresh(mark: string | null): Promise<SourceUpdate | undefined> {
    const changes = new DvcChanges();
    const repository = await this.#open();
    if (repository !== null) {
      if (this.#entries === undefined) this.#restore(mark);
      await this.#refreshCommitted(repository, changes);
      await this.#rollUp(repository, changes);
    }
    this.#refreshWorking(changes);
    const isWorking = this.#working?.isLive ?? false;
    this.isLive = this.#pending.size > 0 || isWorking;
    return changes.toUpdate(() => this.#formatMark());
  }

  async series(
    run: Run,
    metrics: readonly string[],
    isRaw: boolean,
  ): Promise<ReadonlyMap<string, Series>> {
    const repository = await this.#open();
    const working = this.#working?.series(run.id, metrics, isRaw);
    if (working !== undefined) return working;
    const found = new Map<string, Series>();
    for (const metric of metrics) {
      const summary = Object.hasOwn(run.metrics, metric) ? run.metrics[metric] : undefined;
      if (summary !== undefined) found.set(metric, seriesOfOne(summary));
    }
    const entry = await this.#entryOf(run, repository);
    if (repository === null || entry === undefined || entry.kind === "stashed") return found;
    const points = await this.#readPoints(repository.rows, entry, { metrics, isRaw });
    for (const [metric, series] of points) if (series.steps.length > 0) found.set(metric, series);
    return found;
  }

  /** Images of the workspace and of running experiments: those of commits are in no file. */
  media(run: Run): Promise<readonly MediaItem[]> {
    return Promise.resolve(this.#working?.media(run.id) ?? []);
  }

  dispose(): void {
    this.#pending.clear();
  }

  async #open(): Promise<Repository | null> {
    if (this.#repository !== undefined) return this.#repository;
    const { isTrusted } = this.#context;
    const cache = new DvcCache(this.#root, isTrusted);
    const place = await locateRepository(new Git({ folder: this.#root, isTrusted })).catch(
      (error: unknown) => {
        // Without git there is still the workspace.
        if (!AppError.is(error, "git-missing")) throw error;
        this.#context.log.warn(`${this.#root}: ${error.message}`);
        return null;
      },
    );
    if (place === null) this.#repository = null;
    else {
      const git = new Git({ folder: place.top, isTrusted });
      const prefix = prefixOf(place.top, this.#root);
      this.#repository = { git, place, prefix, rows: new DvcRows(git, prefix, cache) };
    }
    this.#working = new WorkingRows({
      ...{ root: this.#root, context: this.#context, cache, executors: this.#executors },
      idOf: (key) => this.#idOf(key),
      path: this.#path,
    });
    return this.#repository;
  }

  #formatMark(): string {
    this.#mark ??= formatMark({ runs: [...this.#known], names: this.#names.entries() });
    return this.#mark;
  }

  #restore(mark: string | null): void {
    const parsed = parseMark(mark);
    if (parsed === null) return;
    this.#known = new Map(parsed.runs);
    this.#names = ColumnNames.from(parsed.names);
  }

  async #refreshCommitted(repository: Repository, changes: DvcChanges): Promise<void> {
    const stamp = readRefStamp(repository.place, rootNamespaces);
    if (stamp.text === this.#stamp && this.#isSettled) return;
    const isSame = stamp.text === this.#stamp;
    const now = this.#context.clock.now();
    const entries = await listEntries(repository.git);
    this.#mark = undefined;
    this.#entries = entries;
    this.#stamp = stamp.text;
    this.#isSettled = isSame || now - stamp.newest > settledMs;
    await this.#readHead(repository, entries);
    if (this.#mustRestart) this.#restart(changes);
    while (!(await this.#readChanged(repository, entries, changes))) {
      // A name that was one file's became another's too: the columns of all runs change theirs.
      this.#restart(changes);
    }
    const present = new Set(entries.entries.map(({ key }) => this.#idOf(key)));
    for (const id of this.#known.keys()) {
      if (present.has(id)) continue;
      const wasShown = this.#known.get(id) !== "";
      this.#known.delete(id);
      this.#pending.delete(id);
      if (wasShown && this.#working?.has(id) !== true) changes.remove(id);
    }
  }

  #restart(changes: DvcChanges): void {
    this.#mustRestart = false;
    this.#known.clear();
    this.#working?.forget();
    changes.restart();
  }

  async #readHead(repository: Repository, { head, headBranch }: DvcEntries): Promise<void> {
    if (head === null) return;
    const row = (await repository.rows.read([head.tree])).get(head.tree);
    const folders = await repository.rows.pipelineFolders(head.tree);
    const { prefix } = repository;
    this.#working?.setHead({ commit: head, branch: headBranch, row, folders, prefix });
  }

  /** False when names became ambiguous that known runs may show. */
  async #readChanged(
    repository: Repository,
    { entries, commits }: DvcEntries,
    changes: DvcChanges,
  ): Promise<boolean> {
    const isFirst = this.#known.size === 0;
    const changed = entries.filter((entry) => {
      return this.#known.get(this.#idOf(entry.key)) !== fingerprintOf(entry);
    });
    const parentOf = ({ commit }: DvcEntry) => commits.get(commit.firstParent ?? "");
    const trees = new Set(changed.map(({ commit }) => commit.tree));
    for (const entry of changed) {
      const parent = entry.isOnlyHistory === true ? parentOf(entry) : undefined;
      if (parent !== undefined) trees.add(parent.tree);
    }
    const rows = await repository.rows.read(trees);
    const roots = await this.#readRoots(repository, changed);
    const shown = changed.filter((entry) => {
      const row = rows.get(entry.commit.tree);
      const parent = parentOf(entry);
      const before = parent === undefined ? undefined : rows.get(parent.tree);
      if (row !== undefined && isShown(entry, row, before) && !isOfAnother(entry, roots))
        return true;
      this.#hide(this.#idOf(entry.key), fingerprintOf(entry), changes);
      return false;
    });
    let isAmbiguous = false;
    for (const entry of shown) {
      const row = rows.get(entry.commit.tree);
      if (row !== undefined && this.#names.add(row)) isAmbiguous = true;
    }
    if (isAmbiguous && !isFirst) return false;
    for (const entry of shown) {
      const row = rows.get(entry.commit.tree);
      if (row !== undefined) this.#emit(repository, { entry, row }, changes);
    }
    return true;
  }

  /** Projects in folders of one repository share its experiments: each shows those that changed it. */
  async #readRoots(
    { rows, prefix }: Repository,
    changed: readonly DvcEntry[],
  ): Promise<ReadonlyMap<string, string> | null> {
    if (prefix === "") return null;
    const trees = changed.flatMap(({ commit, baseline }) => [commit.tree, baseline.tree]);
    return await rows.rootTrees(new Set(trees));
  }

  /** What is made of a commit that shows nothing is remembered like that of others. */
  #hide(id: string, fingerprint: string, changes: DvcChanges): void {
    const before = this.#known.get(id);
    this.#known.set(id, fingerprint);
    if (before !== undefined) changes.remove(id);
  }

  #emit(
    { prefix }: Repository,
    { entry, row }: { readonly entry: DvcEntry; readonly row: DvcRow },
    changes: DvcChanges,
  ): void {
    const id = this.#idOf(entry.key);
    const columns = collectColumns(row, this.#names, entry.time);
    const exitCode =
      entry.stashRevision === undefined || entry.status === "queued"
        ? null
        : this.#executors.exitCode(entry.stashRevision);
    const facts = { columns, problems: row.problems, exitCode };
    const run = createEntryRun(entry, { id, path: this.#path, prefix }, facts);
    const hasPoints = entry.kind !== "stashed" && columns.live.size > 0;
    // Not yet final: a project that is opened again meanwhile reads it once more.
    this.#known.set(id, hasPoints ? unfinished : fingerprintOf(entry));
    if (hasPoints) this.#pending.set(id, { entry, run });
    if (this.#working?.has(id) !== true) changes.add(run);
  }

  /** Gives some runs the least, greatest and count of their points, which lie in further files. */
  async #rollUp({ rows }: Repository, changes: DvcChanges): Promise<void> {
    // All rows come first; a few more need not wait.
    const isDue = changes.isEmpty || this.#pending.size <= fewRuns;
    const batch = [...this.#pending].slice(0, isDue ? rollUpCount : 0);
    if (batch.length === 0) return;
    this.#mark = undefined;
    const trees = batch.map(([, { entry }]) => entry.commit.tree);
    const read = await rows.read(trees);
    const live = new Map(
      batch.map(([, { entry }]) => {
        const row = read.get(entry.commit.tree);
        const columns =
          row === undefined ? undefined : collectColumns(row, this.#names, entry.time);
        return [entry.commit.tree, columns?.live ?? new Map<string, never>()] as const;
      }),
    );
    const wanted = new Map([...live].map(([tree, names]) => [tree, [...names.values()]]));
    const summaries = await rows.summaries(wanted);
    for (const [id, { entry, run }] of batch) {
      const found = summaries.get(entry.commit.tree);
      const metrics: Record<string, MetricSummary> = { ...run.metrics };
      for (const [name, place] of live.get(entry.commit.tree) ?? []) {
        const summary = found?.get(place);
        if (summary !== undefined) setNamed(metrics, name, summary);
      }
      this.#pending.delete(id);
      this.#known.set(id, fingerprintOf(entry));
      if (this.#working?.has(id) !== true) changes.add({ ...run, metrics });
    }
  }

  #refreshWorking(changes: DvcChanges): void {
    const working = this.#working;
    if (working === undefined) return;
    const parsed = this.#repository?.rows.parsed ?? new Map<string, unknown>();
    const experiments = new Set(
      this.#entries?.entries.flatMap(({ kind, key }) => (kind === "experiment" ? [key] : [])),
    );
    const { runs, ended, isAmbiguous } = working.refresh({
      ...{ parsed, experiments, names: this.#names },
      entries: this.#entries,
    });
    for (const run of runs) changes.add(run);
    if (isAmbiguous) {
      // The columns of all runs change their names: they are read again.
      this.#mustRestart = true;
      this.#isSettled = false;
    }
    for (const id of ended) {
      if (!this.#known.has(id)) {
        changes.remove(id);
        continue;
      }
      // It was queued, or has become an experiment: shown as that when refs are read next.
      this.#known.set(id, unfinished);
      this.#mark = undefined;
      this.#isSettled = false;
    }
  }

  /** Points of the metrics that DVCLive wrote. */
  async #readPoints(
    rows: DvcRows,
    { commit, time }: DvcEntry,
    { metrics, isRaw }: { readonly metrics: readonly string[]; readonly isRaw: boolean },
  ): Promise<ReadonlyMap<string, Series>> {
    const row = (await rows.read([commit.tree])).get(commit.tree);
    if (row === undefined) return new Map();
    const { live } = collectColumns(row, this.#names, time);
    const asked = metrics.flatMap((metric) => {
      const place = live.get(metric);
      return place === undefined ? [] : [{ metric, place }];
    });
    const places = asked.map(({ place }) => place);
    const points = await rows.points(commit.tree, places, isRaw);
    return new Map(asked.map(({ metric }, index) => [metric, points[index] ?? emptySeries]));
  }

  async #entryOf(run: Run, repository: Repository | null): Promise<DvcEntry | undefined> {
    if (repository === null) return undefined;
    const { entries } = this.#entries ?? (await listEntries(repository.git));
    return entries.find(({ key }) => key === run.location?.key);
  }

  #idOf(key: string): string {
    return sourceRunId("dvc", this.key, key);
  }

  get #path(): string {
    return sourcePath(this.#context.root, path.resolve(this.#root)) || ".";
  }
}

const unfinished = "?";

function fingerprintOf({ commit, status, name, baselineName }: DvcEntry): string {
  return `${commit.hash} ${status} ${name} ${baselineName}`;
}

function isShown(entry: DvcEntry, row: DvcRow, before: DvcRow | undefined): boolean {
  if (entry.kind !== "commit") return true;
  if (row.metrics.size === 0) return false;
  if (entry.isOnlyHistory !== true) return true;
  // The parent of the oldest commit that is looked at is not known: nor is what was changed.
  const isFirst = entry.commit.firstParent === null;
  return isFirst || (before !== undefined && metricsText(row) !== metricsText(before));
}

function isOfAnother(
  { kind, commit, baseline }: DvcEntry,
  roots: ReadonlyMap<string, string> | null,
): boolean {
  if (kind === "commit" || roots === null || commit.tree === baseline.tree) return false;
  return roots.get(commit.tree) === roots.get(baseline.tree);
}

function seriesOfOne({ last, lastStep, lastTime }: MetricSummary): Series {
  return {
    steps: Float64Array.of(lastStep),
    times: Float64Array.of(lastTime),
    values: Float64Array.of(last),
  };
}
