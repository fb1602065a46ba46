import { setImmediate as giveWay } from "node:timers/promises";
import type { DvcRow } from "../../../core/formats/dvc/dvcRow.ts";
import { readRow, type ParsedFiles } from "../../../core/formats/dvc/readRow.ts";
import type { MetricSummary, Series } from "../../../core/runs/run.ts";
import { emptySeries, summarize } from "../../../core/runs/series.ts";
import type { Git } from "../../git/git.ts";
import { ObjectStore } from "../../git/objectStore.ts";
import { CommitView, type CommitPlace } from "./commitView.ts";
import type { DvcCache } from "./dvcCache.ts";
import { parsePoints, pointsFile } from "./livePoints.ts";
import type { LiveMetric } from "../../../core/formats/dvc/dvcRow.ts";

/** Work between two turns of the event loop. */
const turnMs = 15;
/** Every round fetches what the one before asked for; folders are nested less deep than that. */
const maxRounds = 40;
const maxParsed = 200_000;
const maxSummaries = 20_000;

/** Reads states of a project out of git, many at a time. */
export class DvcRows {
  readonly parsed: ParsedFiles = new Map();
  readonly #place: CommitPlace;
  readonly #summaries = new Map<string, MetricSummary | null>();

  constructor(git: Git, prefix: string, cache: DvcCache) {
    this.#place = { store: new ObjectStore(git), cache, known: new Map(), prefix };
  }

  /** Parameters and metrics by the hash of the commit's tree. */
  async read(trees: Iterable<string>): Promise<Map<string, DvcRow>> {
    const rows = new Map<string, DvcRow>();
    const views = new Map([...trees].map((tree) => [tree, this.#view(tree)]));
    if (this.parsed.size > maxParsed) this.parsed.clear();
    await this.#untilLoaded(views, (view, tree) => {
      const row = readRow(view, this.parsed);
      if (row !== undefined) rows.set(tree, row);
      return row !== undefined;
    });
    return rows;
  }

  /** The folders that hold a `dvc.yaml`. */
  async pipelineFolders(tree: string): Promise<readonly string[]> {
    let folders: readonly string[] | undefined;
    await this.#untilLoaded(new Map([[tree, this.#view(tree)]]), (view) => {
      folders = view.pipelineFolders();
      return folders !== undefined;
    });
    return folders ?? [];
  }

  /** Hashes of DVC's own folder in the trees: equal ones hold the same. */
  async rootTrees(trees: Iterable<string>): Promise<Map<string, string>> {
    const roots = new Map<string, string>();
    await this.#untilLoaded(
      new Map([...trees].map((tree) => [tree, this.#view(tree)])),
      (view, tree) => {
        const root = view.rootTree();
        if (typeof root === "string") roots.set(tree, root);
        return root !== undefined;
      },
    );
    return roots;
  }

  /** Points of metrics of one commit, in the order of the metrics. */
  async points(
    tree: string,
    metrics: readonly LiveMetric[],
    isRaw: boolean,
  ): Promise<readonly Series[]> {
    const found: Series[] = metrics.map(() => emptySeries);
    const views = new Map(metrics.map((_, index) => [String(index), this.#view(tree)]));
    await this.#untilLoaded(views, (view, index) => {
      const metric = metrics[Number(index)];
      const bytes = metric === undefined ? null : this.#bytesOf(view, metric);
      if (bytes !== undefined && bytes !== null) found[Number(index)] = parsePoints(bytes, isRaw);
      return bytes !== undefined;
    });
    return found;
  }

  /** Roll-ups of the points of many commits' metrics; those without points are left out. */
  async summaries(
    wanted: ReadonlyMap<string, readonly LiveMetric[]>,
  ): Promise<Map<string, ReadonlyMap<LiveMetric, MetricSummary>>> {
    const result = new Map<string, ReadonlyMap<LiveMetric, MetricSummary>>();
    if (this.#summaries.size > maxSummaries) this.#summaries.clear();
    const views = new Map([...wanted.keys()].map((tree) => [tree, this.#view(tree)]));
    await this.#untilLoaded(views, (view, tree) => {
      const found = new Map<LiveMetric, MetricSummary>();
      let isWhole = true;
      for (const metric of wanted.get(tree) ?? []) {
        const summary = this.#summaryOf(view, metric);
        if (summary === undefined) isWhole = false;
        else if (summary !== null) found.set(metric, summary);
      }
      if (isWhole) result.set(tree, found);
      return isWhole;
    });
    return result;
  }

  #summaryOf(view: CommitView, metric: LiveMetric): MetricSummary | null | undefined {
    const entry = view.entry(pointsFile(metric.folder, metric.name));
    if (entry === undefined || entry === null) return entry;
    const known = this.#summaries.get(entry.hash);
    if (known !== undefined) return known;
    const bytes = this.#place.store.blob(entry.hash);
    if (bytes === undefined || bytes === null) return bytes;
    const series = parsePoints(bytes, false);
    const summary = series.steps.length === 0 ? null : summarize(series);
    this.#summaries.set(entry.hash, summary);
    return summary;
  }

  #bytesOf(view: CommitView, { folder, name }: LiveMetric): Uint8Array | null | undefined {
    const entry = view.entry(pointsFile(folder, name));
    if (entry === undefined || entry === null) return entry;
    return entry.kind === "file" ? this.#place.store.blob(entry.hash) : null;
  }

  #view(tree: string): CommitView {
    return new CommitView(this.#place, tree);
  }

  /** Tries each view until it answers true, fetching in between what the attempts lacked. */
  async #untilLoaded(
    views: ReadonlyMap<string, CommitView>,
    attempt: (view: CommitView, key: string) => boolean,
  ): Promise<void> {
    const pending = new Map(views);
    for (let round = 0; pending.size > 0 && round < maxRounds; round++) {
      let turnEnd = performance.now() + turnMs;
      for (const [key, view] of pending) {
        if (attempt(view, key)) pending.delete(key);
        if (performance.now() < turnEnd) continue;
        await giveWay();
        turnEnd = performance.now() + turnMs;
      }
      if (pending.size > 0) await this.#place.store.load();
    }
    this.#place.store.release();
  }
}
