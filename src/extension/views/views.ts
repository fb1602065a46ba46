import * as vscode from "vscode";
import { DisposableStore, toDisposable, type Disposable } from "../../base/disposables.ts";
import { describeProgress, sumProgress } from "../../core/runs/searchProgress.ts";
import { viewIds } from "../ids.ts";
import type { Services } from "../services.ts";
import { followContext } from "./contextKeys.ts";
import { registerMonitorTree } from "./monitorTree.ts";
import { registerRunDecorations } from "./runDecorations.ts";
import { RunTree } from "./runTree.ts";
import { buildExperimentsTree, buildRunsTree, type TreeNode } from "./treeNodes.ts";

/** The trees of the activity bar, and the context keys that menus and welcome pages look at. */
export function registerViews(services: Services): Disposable {
  const store = new DisposableStore();
  const recentCount = () => services.settings.current()["sextant.runs.recentCount"];
  addTree(services, store, viewIds.experiments, buildExperimentsTree);
  addTree(services, store, viewIds.runs, (projects) => buildRunsTree(projects, recentCount()));
  store.add(registerMonitorTree(services));
  store.add(registerRunDecorations());
  store.add(followContext(services));
  store.add(followKeyMetric(services));
  return store;
}

/** Reads the runs anew when another metric is to be shown beside them. */
function followKeyMetric(services: Services): Disposable {
  const { projects, settings } = services;
  const read = () => settings.current()["sextant.runs.keyMetric"];
  let known: string | undefined;
  const first = setImmediate(() => (known = read()));
  const subscription = settings.onDidChange(() => {
    const metric = read();
    if (metric === known) return;
    known = metric;
    for (const project of projects.all()) {
      const runs = project.runs();
      if (runs.isLoaded()) services.inBackground("another key metric", runs.reload());
    }
  });
  return toDisposable(() => {
    clearImmediate(first);
    subscription.dispose();
  });
}

function addTree(
  services: Services,
  store: DisposableStore,
  viewId: string,
  build: ConstructorParameters<typeof RunTree>[0]["build"],
): void {
  const tree = store.add(new RunTree({ services, build }));
  const view = store.add(
    vscode.window.createTreeView(viewId, {
      treeDataProvider: tree,
      canSelectMany: true,
      showCollapseAll: viewId === viewIds.experiments,
    }),
  );
  services.treeSelections.set(viewId, () => toSelection(view.selection));
  store.add(keepTimesCurrent(tree, view));
  if (viewId === viewIds.runs) store.add(showProgress(services, view));
}

/** Says above the runs, and by the view's progress bar, that more of them are being looked for. */
function showProgress({ projects }: Services, view: vscode.TreeView<TreeNode>): Disposable {
  let followed = new DisposableStore();
  let endBar: (() => void) | undefined;
  const update = (): void => {
    const progress = sumProgress(projects.all().map((project) => project.progress()));
    const message = progress === null ? "" : describeProgress(progress);
    if ((view.message ?? "") !== message) view.message = message;
    if (progress === null) {
      endBar?.();
      endBar = undefined;
    } else if (endBar === undefined) {
      const end = new Promise<void>((resolve) => (endBar = resolve));
      void vscode.window.withProgress({ location: { viewId: viewIds.runs } }, () => end);
    }
  };
  const follow = (): void => {
    followed.dispose();
    followed = new DisposableStore();
    for (const project of projects.all()) followed.add(project.onDidProgress(update));
    update();
  };
  const first = setImmediate(follow);
  const subscription = projects.onDidChange(follow);
  return toDisposable(() => {
    clearImmediate(first);
    subscription.dispose();
    followed.dispose();
    endBar?.();
  });
}

/** The times in a tree are in minutes. */
const timesIntervalMs = 60_000;

function keepTimesCurrent(tree: RunTree, view: vscode.TreeView<TreeNode>): Disposable {
  const timer = setInterval(() => {
    if (view.visible) tree.redraw();
  }, timesIntervalMs);
  const shown = view.onDidChangeVisibility(({ visible }) => {
    if (visible) tree.redraw();
  });
  return toDisposable(() => {
    clearInterval(timer);
    shown.dispose();
  });
}

/** Selected nodes of the first one's project. */
function toSelection(nodes: readonly TreeNode[]): { root?: string; runIds?: readonly string[] } {
  const [first] = nodes;
  if (first === undefined) return {};
  const { root } = first;
  const runIds = nodes.filter((node) => node.root === root).flatMap((node) => node.runIds);
  return { root, runIds: [...new Set(runIds)] };
}
