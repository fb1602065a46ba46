import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError } from "../../base/errors.ts";
import { renderTooltip } from "../../core/runs/renderTooltip.ts";
import { commitKey, type RunSummary } from "../../core/runs/runSummary.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";
import { Throttle } from "../throttle.ts";
import { toTreeItem } from "./treeItems.ts";
import type { TreeNode } from "./treeNodes.ts";

export interface RunTreeOptions {
  readonly services: Services;
  readonly build: (projects: readonly Project[]) => readonly TreeNode[];
}

/** Time between two redrawings of a tree: runs may change many times a second. */
const minIntervalMs = 300;

/**
 * A tree over the runs of all projects, live. A run that changed where it stands is redrawn alone;
 * the tree is rebuilt only when runs come, go or move, and the editor keeps what is unfolded.
 */
export class RunTree implements vscode.TreeDataProvider<TreeNode>, Disposable {
  readonly #store = new DisposableStore();
  readonly #options: RunTreeOptions;
  readonly #onDidChange = this.#store.add(new vscode.EventEmitter<TreeNode[] | undefined>());
  readonly #runNodes = new Map<string, TreeNode[]>();
  readonly #changed = new Set<string>();
  /** By run id: what decided where each run stands when the tree was built. */
  readonly #placements = new Map<string, string>();
  readonly #redraw = this.#store.add(new Throttle(() => this.#redrawChanged(), minIntervalMs));
  #roots: readonly TreeNode[] | undefined;
  #followed = new DisposableStore();

  readonly onDidChangeTreeData = this.#onDidChange.event;

  constructor(options: RunTreeOptions) {
    this.#options = options;
    const { projects, settings } = options.services;
    this.#store.add(projects.onDidChange(() => this.#followAnew()));
    this.#store.add(settings.onDidChange(() => this.rebuild()));
    this.#store.add({ dispose: () => this.#followed.dispose() });
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node !== undefined) return [...node.children];
    await this.#load();
    return [...this.#build()];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return toTreeItem(node);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    if (node.kind !== "run") return item;
    const [run] = await node.project.catalog().runs([node.runId]);
    if (run !== undefined) item.tooltip = new vscode.MarkdownString(renderTooltip(run, Date.now()));
    return item;
  }

  rebuild(): void {
    this.#roots = undefined;
    this.#onDidChange.fire(undefined);
  }

  /** Draws the items again as they stand: their times are relative to now. */
  redraw(): void {
    if (this.#roots !== undefined) this.#onDidChange.fire(undefined);
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** What cannot be read is said in the log and by the view's welcome page, not by a pop-up. */
  async #load(): Promise<void> {
    const { projects, log } = this.#options.services;
    await Promise.all(
      projects.all().map(async (project) => {
        try {
          await project.runs().load();
        } catch (error) {
          if (!AppError.is(error)) throw error;
          log.warn(`the runs of ${project.root} cannot be listed: ${error.message}`);
        }
      }),
    );
    if (this.#followed.isDisposed || this.#roots === undefined) this.#follow();
  }

  #followAnew(): void {
    this.#follow();
    this.rebuild();
  }

  #follow(): void {
    this.#followed.dispose();
    this.#followed = new DisposableStore();
    for (const project of this.#options.services.projects.all()) {
      this.#followed.add(
        project.runs().onDidChange(({ runIds }) => {
          for (const id of runIds) this.#changed.add(id);
          this.#redraw.request();
        }),
      );
    }
  }

  #build(): readonly TreeNode[] {
    if (this.#roots !== undefined) return this.#roots;
    this.#runNodes.clear();
    this.#roots = this.#options.build(this.#options.services.projects.all());
    for (const node of this.#roots) this.#register(node);
    this.#rememberPlacements();
    return this.#roots;
  }

  #rememberPlacements(): void {
    this.#placements.clear();
    for (const project of this.#options.services.projects.all()) {
      for (const { id } of project.runs().all()) {
        const placement = this.#placementOf(id);
        if (placement !== undefined) this.#placements.set(id, placement);
      }
    }
  }

  #register(node: TreeNode): void {
    if (node.kind === "run") {
      const known = this.#runNodes.get(node.runId);
      if (known === undefined) this.#runNodes.set(node.runId, [node]);
      else known.push(node);
    }
    for (const child of node.children) this.#register(child);
  }

  #redrawChanged(): void {
    const ids = [...this.#changed];
    this.#changed.clear();
    if (this.#roots === undefined || ids.length === 0) return;
    if (ids.some((id) => this.#placements.get(id) !== this.#placementOf(id))) {
      this.rebuild();
      return;
    }
    const nodes = ids.flatMap((id) => this.#runNodes.get(id) ?? []);
    if (nodes.length > 0) this.#onDidChange.fire(nodes);
  }

  /** Where a run stands, as far as it tells; undefined when it is not there. */
  #placementOf(id: string): string | undefined {
    const found = this.#options.services.projects
      .all()
      .flatMap((project) => project.runs().get(id) ?? []);
    return found.length === 0 ? undefined : found.map(describePlacement).join("\n");
  }
}

/** Everything of a run that decides where it stands in a tree. */
function describePlacement(run: RunSummary): string {
  const isLive = run.status === "running" || run.status === "queued";
  const { experiment, commit, parentId, startTime } = run;
  return JSON.stringify([experiment, commitKey(commit), parentId, startTime, isLive]);
}
