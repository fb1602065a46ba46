import { stat } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { AppError } from "../../base/errors.ts";
import { oneLine } from "../../core/runs/displayText.ts";
import type { Run } from "../../core/runs/run.ts";
import { runPaths } from "../../platform/runs/project.ts";
import type { Project } from "../project.ts";
import { defineCommand, runSelectionSchema } from "./command.ts";
import { chooseRun } from "./runTargets.ts";

/**
 * Shows where a run is kept: in the Explorer when it is part of the workspace, else in a window of
 * its own; a server opens in the browser, after the editor has asked.
 */
export const openLocationCommand = defineCommand({
  id: "sextant.runs.openLocation",
  argument: runSelectionSchema,
  async run(services, argument) {
    const { project, run } = await chooseRun(services, argument, {
      placeholder: vscode.l10n.t("Where which run is kept?"),
    });
    const place = placeOf(project, run);
    if (isServer(place)) {
      await vscode.env.openExternal(vscode.Uri.parse(place));
      return place;
    }
    const uri = vscode.Uri.file(place);
    const isFolder = await requireFolder(run, place);
    if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
      await vscode.commands.executeCommand("revealInExplorer", uri);
    } else if (isFolder) {
      await vscode.commands.executeCommand("vscode.openFolder", uri, { forceNewWindow: true });
    } else {
      await vscode.commands.executeCommand("vscode.open", uri);
    }
    return place;
  },
});

/** Shows where a run is kept in the system's own file manager. */
export const revealLocationCommand = defineCommand({
  id: "sextant.runs.revealLocation",
  argument: runSelectionSchema,
  async run(services, argument) {
    const { project, run } = await chooseRun(services, argument, {
      placeholder: vscode.l10n.t("Where which run is kept?"),
    });
    const place = placeOf(project, run);
    if (isServer(place)) {
      throw new AppError(
        "not-a-file",
        vscode.l10n.t("{0} is kept by the server {1}, not in a folder.", oneLine(run.name), place),
      );
    }
    await requireFolder(run, place);
    const known = await vscode.commands.getCommands();
    if (!known.includes("revealFileInOS")) {
      throw new AppError(
        "no-file-manager",
        vscode.l10n.t("This editor cannot open a file manager. The run is in {0}.", place),
      );
    }
    await vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(place));
    return place;
  },
});

/** An absolute path, or a URL. */
function placeOf(project: Project, run: Run): string {
  const { location } = run;
  if (location === null) return runPaths(project.root, run.id).folder;
  return isServer(location.path) ? location.path : path.resolve(project.root, location.path);
}

function isServer(place: string): boolean {
  return /^https?:\/\//i.test(place);
}

async function requireFolder(run: Run, place: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory();
  } catch (error) {
    throw new AppError(
      "location-gone",
      vscode.l10n.t("{0} of {1} cannot be opened; it may have been removed.", place, run.name),
      { cause: error },
    );
  }
}
