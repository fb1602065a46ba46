import path from "node:path";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { formatRelativeTime } from "../../core/charts/format.ts";
import type { Alert } from "../../core/monitors/alert.ts";
import { oneLine } from "../../core/runs/displayText.ts";
import { contextKeys, contextValues, viewIds, type CommandId, type MonitorMark } from "../ids.ts";
import { alertIcon, stateIcon, stateWord, summariseAlerts } from "../monitors/monitorLabels.ts";
import type { Monitors } from "../monitors/monitors.ts";
import { isOpen, type MonitorState } from "../monitors/monitorState.ts";
import type { Services } from "../services.ts";

/** Fields of nodes are the arguments of the commands in their menus. */
interface MonitorNode {
  readonly kind: "monitor";
  readonly root: string;
  readonly monitor: string;
  readonly state: MonitorState;
  /** Its folder's name, where several projects have monitors: theirs may be called the same. */
  readonly project: string | null;
}

interface AlertNode {
  readonly kind: "alert";
  readonly root: string;
  readonly monitor: string;
  readonly keys: readonly string[];
  readonly alert: Alert;
}

type Node = MonitorNode | AlertNode;

/** Monitors with their alerts; a badge counts the open ones. */
export function registerMonitorTree(services: Services): Disposable {
  const store = new DisposableStore();
  const tree = store.add(new MonitorTree());
  const view = store.add(
    vscode.window.createTreeView(viewIds.monitors, { treeDataProvider: tree }),
  );
  const follow = (monitors: Monitors): void => {
    const update = (): void => {
      const states = monitors.all();
      tree.show(states);
      const { count } = summariseAlerts(states);
      view.badge =
        count === 0
          ? undefined
          : {
              value: count,
              tooltip: count === 1 ? vscode.l10n.t("1 alert") : vscode.l10n.t("{0} alerts", count),
            };
      setContext(services, contextKeys.hasMonitors, states.length > 0);
      const isChecking = states.some(({ progress }) => progress !== null);
      setContext(services, contextKeys.isChecking, isChecking);
    };
    store.add(monitors.onDidChange(update));
    update();
  };
  const { current, onDidStart } = services.monitoring;
  if (current !== undefined) follow(current);
  store.add(onDidStart.event(follow));
  return store;
}

function setContext(services: Services, key: string, value: boolean): void {
  services.inBackground("context key", vscode.commands.executeCommand("setContext", key, value));
}

export class MonitorTree implements vscode.TreeDataProvider<Node>, Disposable {
  readonly #onDidChange = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#onDidChange.event;
  #states: readonly MonitorState[] = [];

  show(states: readonly MonitorState[]): void {
    this.#states = states;
    this.#onDidChange.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      const isShared = new Set(this.#states.map(({ root }) => root)).size > 1;
      return this.#states.map((state) => {
        const project = isShared ? path.basename(state.root) : null;
        return { kind: "monitor", root: state.root, monitor: state.id, state, project };
      });
    }
    if (node.kind === "alert") return [];
    const { root, monitor, state } = node;
    return state.alerts
      .filter((alert) => alert.state !== "resolved")
      .map((alert) => ({ kind: "alert", root, monitor, keys: [alert.key], alert }));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const item = node.kind === "monitor" ? monitorItem(node) : alertItem(node);
    const show: CommandId = "sextant.drift.show";
    const target = { root: node.root, monitor: node.monitor };
    item.command = { command: show, title: vscode.l10n.t("Show Drift"), arguments: [target] };
    return item;
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }
}

function monitorItem({ root, monitor, state, project }: MonitorNode): vscode.TreeItem {
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  const { progress, failure, lastCheckedAt } = state;
  const hasAlerts = state.alerts.some((alert) => alert.state !== "resolved");
  const item = new vscode.TreeItem(oneLine(state.name), hasAlerts ? Expanded : None);
  // Whether an item is open is remembered by its id, also of one that had nothing in it.
  item.id = JSON.stringify([root, monitor, hasAlerts]);
  item.iconPath = stateIcon(state);
  const age =
    lastCheckedAt === null ? "" : formatRelativeTime(Date.parse(lastCheckedAt), Date.now());
  const standing =
    progress === null
      ? [stateWord(state), age]
      : [vscode.l10n.t("checking: {0}", oneLine(progress.message))];
  const parts = [project === null ? "" : oneLine(project), ...standing];
  item.description = parts.filter((part) => part !== "").join(" · ");
  item.tooltip = [state.description, failure?.message ?? state.reason]
    .filter((text) => text !== "")
    .map(oneLine)
    .join("\n");
  item.contextValue = [contextValues.monitor, ...marksOf(state)].join(".");
  item.accessibilityInformation = { label: `${oneLine(state.name)}, ${item.description}` };
  return item;
}

function marksOf({ progress, kind, verdict, retrain }: MonitorState): readonly MonitorMark[] {
  return [
    progress === null ? "idle" : "checking",
    kind === "monitor" ? "configured" : "comparison",
    ...(verdict === null ? [] : (["reported"] as const)),
    ...(retrain === null ? [] : (["retrainable"] as const)),
  ];
}

function alertItem({ root, monitor, alert }: AlertNode): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(alert.message));
  item.id = JSON.stringify([root, monitor, alert.key]);
  item.iconPath = alertIcon(alert);
  item.description = describeState(alert);
  item.tooltip = oneLine(alert.message);
  item.contextValue = `${contextValues.alert}.${isOpen(alert) ? "open" : "quiet"}`;
  item.accessibilityInformation = {
    label: `${alert.severity}: ${oneLine(alert.message)} ${item.description}`,
  };
  return item;
}

function describeState({ state, snoozedUntil, firstSeen }: Alert): string {
  const now = Date.now();
  switch (state) {
    case "open":
    case "resolved":
      return formatRelativeTime(Date.parse(firstSeen), now);
    case "acknowledged":
      return vscode.l10n.t("acknowledged");
    case "muted":
      return vscode.l10n.t("muted");
    case "snoozed":
      return snoozedUntil === null
        ? vscode.l10n.t("snoozed")
        : vscode.l10n.t("snoozed until {0}", new Date(snoozedUntil).toLocaleString());
  }
}
