import { existsSync } from "node:fs";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { Emitter, type Event } from "../../base/events.ts";
import { newestFirst, type RunSummary } from "../../core/runs/runSummary.ts";
import { projectPaths } from "../../platform/runs/project.ts";
import type { Project } from "../project.ts";
import type { Projects } from "../projects.ts";

export interface ActiveRun {
  readonly project: Project;
  readonly run: RunSummary;
}

export interface ActiveRunsOptions {
  readonly projects: Projects;
  readonly inBackground: (label: string, promise: PromiseLike<unknown>) => void;
}

/**
 * The runs that are running now in the workspace's projects, whoever launched them. Projects
 * without run folders are not read.
 */
export class ActiveRuns implements Disposable {
  readonly #store = new DisposableStore();
  readonly #onDidChange = this.#store.add(new Emitter<undefined>());
  readonly #options: ActiveRunsOptions;
  readonly #watched = new Map<string, DisposableStore>();

  readonly onDidChange: Event<undefined> = this.#onDidChange.event;

  constructor(options: ActiveRunsOptions) {
    this.#options = options;
    this.#store.add(options.projects.onDidChange(() => this.start()));
  }

  /** Begins to watch projects that have runs; called again when there may be more of them. */
  start(): void {
    const { projects, inBackground } = this.#options;
    const open = new Set(projects.all().map(({ root }) => root));
    for (const [root, store] of this.#watched) {
      if (open.has(root)) continue;
      store.dispose();
      this.#watched.delete(root);
    }
    for (const project of projects.all()) {
      if (this.#watched.has(project.root) || !existsSync(projectPaths(project.root).runs)) continue;
      inBackground("running runs", this.#watch(project));
    }
  }

  /** Rejects where runs cannot be read, for want of SQLite: launching works there all the same. */
  async #watch(project: Project): Promise<void> {
    const list = project.runs();
    const store = this.#store.add(new DisposableStore());
    this.#watched.set(project.root, store);
    store.add(list.onDidChange(() => this.#onDidChange.fire(undefined)));
    await list.load();
    this.#onDidChange.fire(undefined);
  }

  /** Newest first. */
  all(): readonly ActiveRun[] {
    // Finding the projects looks at the disk: not before `start`.
    if (this.#watched.size === 0) return [];
    const watched = this.#options.projects.all().filter(({ root }) => this.#watched.has(root));
    return watched.flatMap((project) =>
      newestFirst(project.runs().all().filter(isActive)).map((run) => ({ project, run })),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function isActive({ status }: RunSummary): boolean {
  return status === "running" || status === "queued";
}
