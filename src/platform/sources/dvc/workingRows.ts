import { imageFolder, imageItem, isImageName } from "../../../core/formats/dvclive/images.ts";
import path from "node:path";
import { formatExperimentRef } from "../../../core/formats/dvc/expRefs.ts";
import {
  collectColumns,
  type ColumnNames,
  type DvcRow,
  type LiveMetric,
} from "../../../core/formats/dvc/dvcRow.ts";
import { joinPath, parentOf } from "../../../core/formats/filePaths.ts";
import type { MetricLeaves } from "../../../core/formats/dvc/values.ts";
import { readRow, type ParsedFiles } from "../../../core/formats/dvc/readRow.ts";
import type { MediaItem } from "../../../core/formats/media.ts";
import { setNamed } from "../../../core/formats/namedValues.ts";
import type { GitState, MetricSummary, Run, RunStatus, Series } from "../../../core/runs/run.ts";
import { createSourceRun } from "../../../core/runs/sourceRun.ts";
import { shortHash } from "../../../core/snapshots/describe.ts";
import type { LoggedCommit } from "../../git/refs.ts";
import type { SourceContext } from "../runSource.ts";
import { sourcePath } from "../sourcePath.ts";
import type { DvcCache } from "./dvcCache.ts";
import type { DvcEntries } from "./dvcEntries.ts";
import { silenceMs, type Executors, type FoundExecutor } from "./executors.ts";
import { LivePoints } from "./livePoints.ts";
import { listFiles, WorkingView } from "./workingView.ts";

const workspaceKey = "workspace";
/** What was written to so lately is looked at often. */
const liveMs = 120_000;

export interface WorkingOptions {
  readonly root: string;
  readonly context: SourceContext;
  readonly cache: DvcCache;
  readonly executors: Executors;
  readonly idOf: (key: string) => string;
  /** Of DVC's root, as in `RunLocation`. */
  readonly path: string;
}

/** What is checked out. */
export interface Head {
  readonly commit: LoggedCommit;
  readonly branch: string | null;
  readonly row: DvcRow | undefined;
  /** Folders that hold a `dvc.yaml`. */
  readonly folders: readonly string[];
  readonly prefix: string;
}

export interface WorkingRequest {
  readonly parsed: ParsedFiles;
  readonly names: ColumnNames;
  /** Refs of experiments that are there already. */
  readonly experiments: ReadonlySet<string>;
  readonly entries: DvcEntries | undefined;
}

interface Shown {
  readonly text: string;
  readonly live: ReadonlyMap<string, LiveMetric>;
  readonly run: Run;
}

interface Folder {
  readonly key: string;
  readonly name: string;
  /** DVC's root in it. */
  readonly root: string;
  readonly executor: FoundExecutor | undefined;
}

/**
 * Runs whose files are on disk: the workspace, when its metrics are not those of HEAD or a script is
 * writing them, and experiments that run in temporary folders.
 */
export class WorkingRows {
  isLive = false;
  #isAmbiguous = false;
  readonly #options: WorkingOptions;
  readonly #shown = new Map<string, Shown>();
  readonly #points = new Map<string, LivePoints>();
  readonly #roots = new Map<string, string>();
  #head: Head | undefined;

  constructor(options: WorkingOptions) {
    this.#options = options;
  }

  setHead(head: Head): void {
    this.#head = head;
  }

  has(id: string): boolean {
    return this.#shown.has(id);
  }

  /** Gives all runs again at the next refresh. */
  forget(): void {
    for (const [id, shown] of this.#shown) this.#shown.set(id, { ...shown, text: "" });
  }

  /** Runs that are new or changed, and ids of those that are there no more. */
  refresh(request: WorkingRequest): {
    readonly runs: readonly Run[];
    readonly ended: readonly string[];
    /** A name came up that other runs show as another file's. */
    readonly isAmbiguous: boolean;
  } {
    const now = this.#options.context.clock.now();
    const runs: Run[] = [];
    const present = new Set<string>();
    this.isLive = false;
    this.#isAmbiguous = false;
    for (const folder of this.#folders(request, now)) {
      const shown = this.#read(folder, request, now);
      if (shown === undefined) continue;
      const { id } = shown.run;
      present.add(id);
      if (this.#shown.get(id)?.text === shown.text) continue;
      this.#shown.set(id, shown);
      runs.push(shown.run);
    }
    const ended = [...this.#shown.keys()].filter((id) => !present.has(id));
    for (const id of ended) {
      this.#shown.delete(id);
      this.#points.delete(id);
      this.#roots.delete(id);
    }
    return { runs, ended, isAmbiguous: this.#isAmbiguous };
  }

  /** Undefined for a run that is not on disk. */
  series(
    id: string,
    metrics: readonly string[],
    isRaw: boolean,
  ): ReadonlyMap<string, Series> | undefined {
    const shown = this.#shown.get(id);
    if (shown === undefined) return undefined;
    const found = new Map<string, Series>();
    for (const metric of metrics) {
      const place = shown.live.get(metric);
      const summary = Object.hasOwn(shown.run.metrics, metric)
        ? shown.run.metrics[metric]
        : undefined;
      const points =
        place === undefined
          ? undefined
          : this.#points.get(id)?.series(place.folder, place.name, isRaw);
      if (points !== undefined && points.steps.length > 0) found.set(metric, points);
      else if (summary !== undefined) {
        const { last, lastStep, lastTime } = summary;
        found.set(metric, {
          steps: Float64Array.of(lastStep),
          times: Float64Array.of(lastTime),
          values: Float64Array.of(last),
        });
      }
    }
    return found;
  }

  media(id: string): readonly MediaItem[] {
    const root = this.#roots.get(id);
    const shown = this.#shown.get(id);
    if (root === undefined || shown === undefined) return [];
    const folders = new Set([...shown.live.values()].map(({ folder }) => folder));
    return [...folders].flatMap((folder) => {
      const images = path.join(root, folder, imageFolder);
      return listFiles(images, "", 0)
        .filter(isImageName)
        .map((name) =>
          imageItem(name, sourcePath(this.#options.context.root, path.join(images, name)), null),
        );
    });
  }

  #folders({ experiments }: WorkingRequest, now: number): Folder[] {
    const { root, executors } = this.#options;
    const running = executors.readRunning(now);
    const inWorkspace = running.find(({ isInWorkspace }) => isInWorkspace);
    return [
      { key: workspaceKey, name: workspaceKey, root, executor: inWorkspace },
      ...running.flatMap((executor): Folder[] => {
        if (executor.isInWorkspace) return [];
        const { name, revision, rootDir, dvcDir } = executor;
        const key = name === "" ? `stash/${revision}` : formatExperimentRef(executor);
        if (experiments.has(key)) return [];
        const folder = path.join(rootDir, path.dirname(dvcDir));
        return [{ key, name: name === "" ? shortHash(revision) : name, root: folder, executor }];
      }),
    ];
  }

  #read(folder: Folder, request: WorkingRequest, now: number): Shown | undefined {
    const { cache, executors, idOf } = this.#options;
    const view = new WorkingView(folder.root, this.#head?.folders ?? [], cache);
    const row = readRow(view, request.parsed);
    if (row === undefined) return undefined;
    const isWorkspace = folder.key === workspaceKey;
    const liveName = isWorkspace ? executors.liveName() : null;
    const isActive = folder.executor !== undefined || liveName !== null;
    const isRunning = isActive && now - view.newest < silenceMs;
    if (isWorkspace && !this.#isWorthShowing(row, isRunning)) return undefined;
    this.#notice(row, request.names, isRunning || now - view.newest < liveMs);
    const id = idOf(folder.key);
    const own = isRunning ? this.#withoutHead(row) : row;
    const columns = collectColumns(own, request.names, view.newest);
    this.#roots.set(id, folder.root);
    const { metrics, live } = this.#withPoints(id, folder.root, {
      ...columns,
      ...{ row: own, names: request.names },
    });
    const run: Run = {
      ...createSourceRun({
        ...{ id, source: "dvc", path: this.#options.path, key: folder.key },
        name: this.#nameOf(folder, liveName),
      }),
      status: statusOf(folder, isRunning),
      ...this.#origin(folder, request.entries),
      ...{ updatedAt: view.newest, params: columns.params, tags: columns.tags, metrics },
      problems: row.problems,
    };
    return { text: JSON.stringify(run), live, run };
  }

  #notice(row: DvcRow, names: ColumnNames, isLive: boolean): void {
    if (isLive) this.isLive = true;
    if (names.add(row)) this.#isAmbiguous = true;
  }

  /** A workspace whose metrics are HEAD's is HEAD's run, whatever is being edited. */
  #isWorthShowing(row: DvcRow, isRunning: boolean): boolean {
    if (isRunning) return true;
    const head = this.#head?.row;
    return row.metrics.size > 0 && (head === undefined || metricsText(row) !== metricsText(head));
  }

  /** A file that is still as it was committed was not written by what runs now. */
  #withoutHead(row: DvcRow): DvcRow {
    const head = this.#head?.row?.metrics;
    if (head === undefined) return row;
    const isOld = ([file, leaves]: readonly [string, MetricLeaves]): boolean =>
      textOf(leaves) === textOf(head.get(file));
    const old = [...row.metrics].filter(isOld).map(([file]) => file);
    const folders = new Set(old.filter((file) => file.endsWith("metrics.json")).map(parentOf));
    return {
      ...row,
      metrics: new Map([...row.metrics].filter(([file]) => !old.includes(file))),
      liveFolders: row.liveFolders.filter((folder) => !folders.has(folder)),
    };
  }

  #nameOf({ name, key, executor }: Folder, liveName: string | null): string {
    if (key !== workspaceKey) return name;
    const experiment = executor?.name ?? liveName ?? "";
    return experiment === "" ? name : experiment;
  }

  /** Metrics with the roll-up of their points, also those that are not in the summary yet. */
  #withPoints(
    id: string,
    root: string,
    given: {
      readonly row: DvcRow;
      readonly names: ColumnNames;
      readonly metrics: Readonly<Record<string, MetricSummary>>;
      readonly live: ReadonlyMap<string, LiveMetric>;
    },
  ): { metrics: Record<string, MetricSummary>; live: Map<string, LiveMetric> } {
    let points = this.#points.get(id);
    if (points === undefined) this.#points.set(id, (points = new LivePoints(root)));
    const live = new Map(given.live);
    const known = new Set([...live.values()].map(({ folder, name }) => `${folder}\0${name}`));
    for (const folder of given.row.liveFolders) {
      for (const name of points.names(folder)) {
        const shown = given.names.metric(joinPath(folder, "metrics.json"), name);
        if (!known.has(`${folder}\0${name}`) && !live.has(shown)) live.set(shown, { folder, name });
      }
    }
    const metrics: Record<string, MetricSummary> = { ...given.metrics };
    for (const [name, place] of live) {
      const summary = points.summary(place.folder, place.name);
      if (summary !== undefined) setNamed(metrics, name, summary);
    }
    return { metrics, live };
  }

  #origin(
    { executor }: Folder,
    entries: DvcEntries | undefined,
  ): Pick<Run, "experiment" | "git"> | Record<string, never> {
    const head = this.#head;
    if (head === undefined) return {};
    const hash = executor?.baseline ?? head.commit.hash;
    const known = hash === head.commit.hash ? head.commit : entries?.commits.get(hash);
    const unknown = { subject: null, author: null, committedAt: null };
    const { subject, author, committedAt } = known ?? unknown;
    const branch = known === head.commit ? head.branch : null;
    const git: GitState = {
      ...{ commit: hash, branch, remote: null, isDirty: true, snapshot: null },
      ...{ subject, author, committedAt, prefix: head.prefix, omitted: [] },
    };
    return { git, experiment: entries?.nameOf(hash) ?? shortHash(hash) };
  }
}

function statusOf({ executor, key }: Folder, isRunning: boolean): RunStatus {
  if (isRunning && (executor !== undefined || key === workspaceKey)) return "running";
  return "unknown";
}

/** The metrics of a row as text, for comparing. */
export function metricsText(row: DvcRow): string {
  return [...row.metrics].map(([file, leaves]) => `${file} ${textOf(leaves)}`).join("\n");
}

function textOf(leaves: MetricLeaves | undefined): string {
  return (leaves?.numbers ?? []).map(([keys, value]) => `${keys.join(".")} ${value}`).join("\n");
}
