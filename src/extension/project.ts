import path from "node:path";
import { DisposableStore, type Disposable } from "../base/disposables.ts";
import { Emitter, type Event } from "../base/events.ts";
import type { Log } from "../base/logging.ts";
import type { Repository } from "../platform/git/repository.ts";
import type { SourceOptions, SourceProgress } from "../platform/index/indexMessages.ts";
import type { RunCatalog } from "../platform/index/runCatalog.ts";
import { RunList } from "../platform/index/runList.ts";
import { Throttle } from "./throttle.ts";

const progressIntervalMs = 500;

export interface ProjectOptions {
  readonly root: string;
  readonly log: Log;
  readonly keyMetric: () => string;
  readonly isTrusted: () => boolean;
  /** Starts the worker; called when runs are asked for the first time. */
  readonly startCatalog: (root: string) => RunCatalog;
}

/** One project of the workspace: the folder whose `.sextant` holds its runs. */
export class Project implements Disposable {
  readonly root: string;
  readonly name: string;
  readonly #options: ProjectOptions;
  readonly #store = new DisposableStore();
  #catalog: RunCatalog | undefined;
  #runs: RunList | undefined;
  #progress: SourceProgress | null = null;
  readonly #onDidProgress = this.#store.add(new Emitter<SourceProgress | null>());

  /** How far looking for the runs of other tools has come; null at its end. */
  readonly onDidProgress: Event<SourceProgress | null> = this.#onDidProgress.event;

  constructor(options: ProjectOptions) {
    this.root = options.root;
    this.name = path.basename(options.root);
    this.#options = options;
  }

  /** Starts reading the project's runs on the first call. */
  catalog(): RunCatalog {
    return (this.#catalog ??= this.#startCatalog());
  }

  /** What `onDidProgress` told last. */
  progress(): SourceProgress | null {
    return this.#progress;
  }

  /** Hands over where to look for runs of other tools; of use once reading has begun. */
  setSources(sources: SourceOptions): void {
    this.#catalog?.setSources(sources);
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
  async repository(): Promise<Repository | null> {
    const { openRepository } = await import("../platform/git/repository.ts");
    return await openRepository(this.root, { isTrusted: this.#options.isTrusted() });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #startCatalog(): RunCatalog {
    const catalog = this.#store.add(this.#options.startCatalog(this.root));
    // Folders are found by the hundred a second: the editor shows what stands still for a moment.
    const tell = this.#store.add(
      new Throttle(() => this.#onDidProgress.fire(this.#progress), progressIntervalMs),
    );
    this.#store.add(
      catalog.onDidProgress((progress) => {
        this.#progress = progress;
        if (progress === null) this.#onDidProgress.fire(null);
        else tell.request();
      }),
    );
    return catalog;
  }
}
