import path from "node:path";
import { DisposableStore, type Disposable } from "../base/disposables.ts";
import type { Event } from "../base/events.ts";
import type { Log } from "../base/logging.ts";
import type { Run } from "../core/runs/run.ts";
import type { Column, ViewQuery, ViewRow, ViewSummary } from "../core/runs/view.ts";
import { openRepository, type Repository } from "../platform/git/repository.ts";
import { RunList } from "../platform/index/runList.ts";

/** The client of the worker that reads a project's runs. */
export interface Catalog extends Disposable {
  readonly onDidChange: Event<CatalogChange>;
  refresh(): Promise<unknown>;
  openView(query: ViewQuery): Promise<ViewSummary>;
  readRows(request: RowsRequest): Promise<RowsReply>;
  columns(): Promise<readonly Column[]>;
  runs(ids?: readonly string[]): Promise<readonly Run[]>;
  readSeries(request: SeriesRequest): Promise<readonly SeriesReply[]>;
}

export interface CatalogChange {
  readonly revision: number;
  readonly runIds: readonly string[];
  readonly areColumnsChanged: boolean;
}

export interface RowsRequest {
  readonly viewId: number;
  readonly start: number;
  readonly end: number;
  readonly columns: readonly string[];
}

export interface RowsReply {
  readonly revision: number;
  readonly isStale: boolean;
  readonly rows: readonly ViewRow[];
}

export interface SeriesRequest {
  readonly runIds: readonly string[];
  readonly metrics: readonly string[];
  readonly maxPoints: number;
  readonly range: { readonly from: number; readonly to: number } | null;
}

export interface SeriesReply {
  readonly runId: string;
  readonly metric: string;
  readonly pointCount: number;
  readonly steps: Float64Array<ArrayBuffer>;
  readonly times: Float64Array<ArrayBuffer>;
  readonly values: Float64Array<ArrayBuffer>;
}

export interface ProjectOptions {
  readonly root: string;
  readonly log: Log;
  readonly keyMetric: () => string;
  readonly isTrusted: () => boolean;
  /** Starts the worker; called when runs are asked for the first time. */
  readonly startCatalog: (root: string) => Catalog;
}

/** One project of the workspace: the folder whose `.sextant` holds its runs. */
export class Project implements Disposable {
  readonly root: string;
  readonly name: string;
  readonly #options: ProjectOptions;
  readonly #store = new DisposableStore();
  #catalog: Catalog | undefined;
  #runs: RunList | undefined;

  constructor(options: ProjectOptions) {
    this.root = options.root;
    this.name = path.basename(options.root);
    this.#options = options;
  }

  /** Starts reading the project's runs on the first call. */
  catalog(): Catalog {
    return (this.#catalog ??= this.#store.add(this.#options.startCatalog(this.root)));
  }

  /** Summaries of all runs, for lists and trees. */
  runs(): RunList {
    const { log, keyMetric } = this.#options;
    return (this.#runs ??= this.#store.add(
      new RunList({ source: this.catalog(), keyMetric, log }),
    ));
  }

  /**
   * The git repository that the project lies in, null outside git. Looked up each time: it may be
   * made, moved or trusted meanwhile, and looking costs a few milliseconds.
   */
  repository(): Promise<Repository | null> {
    return openRepository(this.root, { isTrusted: this.#options.isTrusted() });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
