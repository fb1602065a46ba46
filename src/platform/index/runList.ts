import { background, Coalescer } from "../../base/async.ts";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { Emitter, type Event } from "../../base/events.ts";
import type { Log } from "../../base/logging.ts";
import type { Run } from "../../core/runs/run.ts";
import { summarizeRun, type RunSummary } from "../../core/runs/runSummary.ts";
import type { ViewQuery, ViewRow, ViewSummary } from "../../core/runs/view.ts";

/** What the list needs of the catalog of runs. */
export interface RunListSource {
  readonly onDidChange: Event<{
    readonly runIds: readonly string[];
    readonly areColumnsChanged: boolean;
  }>;
  openView(query: ViewQuery): Promise<ViewSummary>;
  readRows(request: {
    viewId: number;
    start: number;
    end: number;
    columns: readonly string[];
  }): Promise<{ readonly rows: readonly ViewRow[] }>;
  runs(ids: readonly string[]): Promise<readonly Run[]>;
}

export interface RunListOptions {
  readonly source: RunListSource;
  /** Asked at each reading; see `summarizeRun`. */
  readonly keyMetric: () => string;
  readonly log: Log;
}

export interface RunListChange {
  /** Ids of runs that are new, changed or gone. */
  readonly runIds: readonly string[];
}

/** Runs are fetched in portions, so that no single message blocks the extension host for long. */
const portionSize = 250;

const everything: ViewQuery = { filter: "", search: "", sort: [], group: "none", collapsed: [] };

/**
 * The summaries of all runs of a project, read once and then kept up to date by what changed: the
 * cost of a change does not depend on how many runs there are. Deleted runs are not in it.
 */
export class RunList implements Disposable {
  readonly #store = new DisposableStore();
  readonly #onDidChange = this.#store.add(new Emitter<RunListChange>());
  readonly #source: RunListSource;
  readonly #keyMetric: () => string;
  readonly #runs = new Map<string, RunSummary>();
  readonly #update = new Coalescer(() => this.#apply());
  readonly #pending = new Set<string>();
  #loading: Promise<void> | undefined;
  #isLoaded = false;

  readonly onDidChange: Event<RunListChange> = this.#onDidChange.event;

  constructor(options: RunListOptions) {
    const { source } = options;
    this.#source = source;
    this.#keyMetric = options.keyMetric;
    this.#store.add(
      source.onDidChange(({ runIds, areColumnsChanged }) => {
        // Before the first reading nothing is held that could be stale.
        if (this.#loading === undefined) return;
        if (runIds.length === 0) {
          // The catalog cannot say what changed: its thread was started anew.
          if (areColumnsChanged) background(this.reload(), "list of runs", options.log);
          return;
        }
        for (const id of runIds) this.#pending.add(id);
        background(this.#update.request(), "list of runs", options.log);
      }),
    );
  }

  /** The runs have been read once. */
  isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Reads the runs the first time; later calls answer at once. */
  load(): Promise<void> {
    this.#loading ??= this.#loadAll().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** Reads everything anew: after the setting for the key metric changed. */
  async reload(): Promise<void> {
    this.#loading = undefined;
    await this.load();
  }

  all(): readonly RunSummary[] {
    return [...this.#runs.values()];
  }

  get(id: string): RunSummary | undefined {
    return this.#runs.get(id);
  }

  /** The run as the catalog knows it now; undefined when it is gone. */
  async read(id: string): Promise<RunSummary | undefined> {
    await this.load();
    await this.#read([id]);
    return this.#runs.get(id);
  }

  dispose(): void {
    this.#store.dispose();
    this.#runs.clear();
  }

  async #loadAll(): Promise<void> {
    const ids = await this.#readIds();
    const known = new Set(ids);
    const gone = [...this.#runs.keys()].filter((id) => !known.has(id));
    for (const id of gone) this.#runs.delete(id);
    for (let start = 0; start < ids.length; start += portionSize) {
      await this.#read(ids.slice(start, start + portionSize));
    }
    this.#isLoaded = true;
    this.#fire([...ids, ...gone]);
  }

  async #readIds(): Promise<readonly string[]> {
    const { viewId, rowCount } = await this.#source.openView(everything);
    const { rows } = await this.#source.readRows({ viewId, start: 0, end: rowCount, columns: [] });
    return rows.flatMap((row) => (row.kind === "run" ? [row.id] : []));
  }

  async #apply(): Promise<void> {
    await this.#loading;
    const ids = [...this.#pending];
    this.#pending.clear();
    for (let start = 0; start < ids.length; start += portionSize) {
      await this.#read(ids.slice(start, start + portionSize));
    }
    this.#fire(ids);
  }

  async #read(ids: readonly string[]): Promise<void> {
    const keyMetric = this.#keyMetric();
    const found = new Set<string>();
    for (const run of await this.#source.runs(ids)) {
      if (run.isDeleted) continue;
      found.add(run.id);
      this.#runs.set(run.id, summarizeRun(run, keyMetric));
    }
    for (const id of ids) if (!found.has(id)) this.#runs.delete(id);
  }

  #fire(runIds: readonly string[]): void {
    if (!this.#store.isDisposed) this.#onDidChange.fire({ runIds });
  }
}
