import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError } from "../../base/errors.ts";
import { renderTooltip } from "../../core/runs/renderTooltip.ts";
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
  readonly #parents = new Map<TreeNode, TreeNode>();
  readonly #changed = new Set<string>();
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

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#parents.get(node);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    if (node.kind !== "run") return item;
    const [run] = await node.project.catalog().runs([node.runId]);
    if (run !== undefined) item.tooltip = new vscode.MarkdownString(renderTooltip(run, Date.now()));
    return item;
  }

  /** The node of a run, for revealing it. */
  findRun(root: string, runId: string): TreeNode | undefined {
    return this.#runNodes.get(runId)?.find((node) => node.root === root);
  }

  rebuild(): void {
    this.#roots = undefined;
    this.#onDidChange.fire(undefined);
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
    this.#parents.clear();
    this.#roots = this.#options.build(this.#options.services.projects.all());
    for (const node of this.#roots) this.#register(node);
    return this.#roots;
  }

  #register(node: TreeNode): void {
    if (node.kind === "run") {
      const known = this.#runNodes.get(node.runId);
      if (known === undefined) this.#runNodes.set(node.runId, [node]);
      else known.push(node);
    }
    for (const child of node.children) {
      this.#parents.set(child, node);
      this.#register(child);
    }
  }

  #redrawChanged(): void {
    const ids = [...this.#changed];
    this.#changed.clear();
    const before = this.#roots;
    if (before === undefined || ids.length === 0) return;
    const nodes = new Map([...this.#runNodes].map(([id, known]) => [id, [...known]]));
    this.#roots = undefined;
    const isSame = outline(this.#build()) === outline(before);
    if (isSame) this.#keep(before);
    this.#onDidChange.fire(isSame ? ids.flatMap((id) => nodes.get(id) ?? []) : undefined);
  }

  /** Goes on with the nodes that the editor holds: they are the ones it can redraw. */
  #keep(roots: readonly TreeNode[]): void {
    this.#roots = roots;
    this.#runNodes.clear();
    this.#parents.clear();
    for (const node of roots) this.#register(node);
  }
}

/** Everything that a redrawing of single nodes could not change. */
function outline(nodes: readonly TreeNode[]): string {
  return nodes.map((node) => `${node.key}{${outline(node.children)}}`).join(",");
}
