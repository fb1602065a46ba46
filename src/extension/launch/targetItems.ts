import path from "node:path";
import * as vscode from "vscode";
import { describeChoices, type RecentLaunch } from "../../core/launch/recentLaunches.ts";
import {
  describeCommand,
  type LaunchTarget,
  type LaunchTargetKind,
} from "../../core/launch/target.ts";
import { labelText } from "../../core/runs/displayText.ts";
import type { LaunchService } from "./launchService.ts";

/** A line of the list of targets; a heading has no target. */
export interface TargetItem extends vscode.QuickPickItem {
  readonly target?: LaunchTarget;
  readonly params?: Readonly<Record<string, string>>;
}

const maxRecentItems = 5;
const maxDetailLength = 160;

/** Everything that can be launched, under headings: recent launches and the current file first. */
export async function targetItems(service: LaunchService): Promise<readonly TargetItem[]> {
  const [targets, current] = await Promise.all([service.targets(), currentFileTarget(service)]);
  const ofKind = (kind: LaunchTargetKind) => targets.filter((target) => target.kind === kind);
  const items = [
    ...group(vscode.l10n.t("Recent"), service.recent().slice(0, maxRecentItems).map(recentItem)),
    ...group(vscode.l10n.t("Current file"), current === undefined ? [] : [targetItem(current)]),
    ...group(vscode.l10n.t("Entry points"), ofKind("entryPoint").map(targetItem)),
    ...group(vscode.l10n.t("DVC stages"), ofKind("dvc").map(targetItem)),
    ...group(vscode.l10n.t("MLproject entry points"), ofKind("mlproject").map(targetItem)),
  ];
  return items.length > 0 ? items : [nothingItem()];
}

function currentFileTarget(service: LaunchService): Promise<LaunchTarget | undefined> {
  const file = vscode.window.activeTextEditor?.document.uri;
  return file === undefined ? Promise.resolve(undefined) : service.targetOfFile(file);
}

function group(label: string, items: readonly TargetItem[]): readonly TargetItem[] {
  if (items.length === 0) return [];
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

const icons: Readonly<Record<LaunchTargetKind, string>> = {
  entryPoint: "rocket",
  file: "file-code",
  dvc: "layers",
  mlproject: "beaker",
  rerun: "debug-rerun",
};

function targetItem(target: LaunchTarget): TargetItem {
  const { kind, label, unavailable } = target;
  const icon = unavailable === null ? icons[kind] : "warning";
  const detail = unavailable ?? describeCommand(target.command);
  return {
    label: `$(${icon}) ${labelText(label)}`,
    description: [placeOf(target), target.description]
      .filter((text) => text !== "")
      .map(labelText)
      .join(" — "),
    detail: labelText(
      detail.length > maxDetailLength ? `${detail.slice(0, maxDetailLength)}…` : detail,
    ),
    target,
  };
}

/** The file that defines it, and the folder's name where several are open. */
function placeOf({ root, source }: LaunchTarget): string {
  const isAlone = (vscode.workspace.workspaceFolders?.length ?? 0) < 2;
  return isAlone ? source : `${path.basename(root)}/${source}`;
}

function recentItem({ target, params }: RecentLaunch): TargetItem {
  const item = targetItem(target);
  const choices = describeChoices(params);
  return {
    ...item,
    label: `$(history) ${labelText(target.label)}`,
    description: choices === "" ? (item.description ?? "") : labelText(choices),
    params,
  };
}

function nothingItem(): TargetItem {
  return {
    label: vscode.l10n.t("Nothing to launch was found"),
    detail: vscode.l10n.t(
      "Open a Python, shell, R, Julia or Node script, or add entry points to sextant.yaml.",
    ),
  };
}
