import * as vscode from "vscode";
import { assertNever } from "../../base/assertNever.ts";
import { formatRelativeTime } from "../../core/charts/format.ts";
import { oneLine } from "../../core/runs/displayText.ts";
import type { RunSummary } from "../../core/runs/runSummary.ts";
import { isOutsideRun, sourceLabel } from "../../core/runs/runSources.ts";
import { contextValues, type RunMark } from "../ids.ts";
import { decorationUri } from "./runDecorations.ts";
import { commitLabel, describeEnd, describeRunLine, runIcon } from "./runLabels.ts";
import type { CommitNode, ExperimentNode, RunNode, TreeNode } from "./treeNodes.ts";

export function toTreeItem(node: TreeNode): vscode.TreeItem {
  const item = itemOf(node);
  item.id = node.key;
  return item;
}

function itemOf(node: TreeNode): vscode.TreeItem {
  switch (node.kind) {
    case "project": {
      const item = new vscode.TreeItem(node.project.name, expanded);
      item.iconPath = new vscode.ThemeIcon("folder");
      item.description = node.root;
      item.contextValue = contextValues.project;
      return item;
    }
    case "experiment":
      return experimentItem(node);
    case "commit":
      return commitItem(node);
    case "run":
      return runItem(node);
    default:
      return assertNever(node);
  }
}

const { Collapsed: collapsed, Expanded: expanded, None: leaf } = vscode.TreeItemCollapsibleState;

function experimentItem(node: ExperimentNode): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(node.name), expanded);
  item.iconPath = new vscode.ThemeIcon("beaker");
  item.description = describeCount(node.runIds.length);
  item.contextValue = contextValues.experiment;
  return item;
}

function commitItem(node: CommitNode): vscode.TreeItem {
  const { commit } = node;
  const item = new vscode.TreeItem(commitLabel(commit), collapsed);
  item.iconPath = new vscode.ThemeIcon(commit === null ? "circle-slash" : "git-commit");
  const parts = [oneLine(commit?.branch ?? ""), describeCount(node.runIds.length)];
  item.description = parts.filter((part) => part !== "").join(" · ");
  item.tooltip =
    commit === null
      ? vscode.l10n.t("Runs without a commit: outside git, or before the first one.")
      : [
          commit.hash,
          commit.isGuess ? vscode.l10n.t("Guessed from the time the runs began") : "",
          commit.subject,
          commit.author,
        ]
          .map((text) => oneLine(text ?? ""))
          .filter((text) => text !== "")
          .join("\n");
  item.contextValue = contextValues.commit;
  return item;
}

function runItem(node: RunNode): vscode.TreeItem {
  const run = node.project.runs().get(node.runId);
  const state = node.children.length > 0 ? collapsed : leaf;
  const item = new vscode.TreeItem(oneLine(run?.name ?? node.runId), state);
  if (run === undefined) return item;
  item.iconPath = runIcon(run);
  item.resourceUri = decorationUri(run);
  item.description = [
    describeRunLine(run),
    run.startTime === null ? "" : formatRelativeTime(run.startTime, Date.now()),
    node.isProjectShown ? node.project.name : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
  item.contextValue = [contextValues.run, ...marksOf(run)].join(".");
  item.accessibilityInformation = {
    label: [
      oneLine(run.name),
      isOutsideRun(run) ? sourceLabel(run.source) : "",
      describeEnd(run),
      describeRunLine(run),
      run.isDirty ? vscode.l10n.t("with uncommitted changes") : "",
    ]
      .filter((text) => text !== "")
      .join(", "),
  };
  item.command = {
    command: "sextant.runs.show",
    title: vscode.l10n.t("Show Runs"),
    arguments: [node],
  };
  return item;
}

function marksOf(run: RunSummary): readonly RunMark[] {
  const code = run.hasCode ? "code" : "nocode";
  if (isOutsideRun(run)) return ["outside", code];
  const isLive = run.status === "running" || run.status === "queued";
  return ["own", isLive ? "running" : "ended", run.isStarred ? "starred" : "plain", code];
}

function describeCount(count: number): string {
  return count === 1 ? vscode.l10n.t("1 run") : vscode.l10n.t("{0} runs", count);
}
