import * as vscode from "vscode";
import { AppError, CancelledError } from "../../base/errors.ts";
import { labelText } from "../../core/runs/displayText.ts";
import { isEnded } from "../../core/runs/run.ts";
import { readRunIds } from "../../platform/runs/runFolders.ts";
import { showInformation } from "../notifications.ts";
import type { Project } from "../project.ts";
import { defineCommand, runSelectionSchema } from "./command.ts";
import { executeCommand } from "./executeCommand.ts";
import { appendToRuns } from "./editRuns.ts";
import { cannotDelete, requireOwn } from "./outsideRuns.ts";
import { chooseProject, chooseRuns } from "./runTargets.ts";

/**
 * Hides runs: their folders stay, so that it can be undone at once from the notification and later
 * by `undelete`.
 */
export const deleteRunsCommand = defineCommand({
  id: "sextant.runs.delete",
  argument: runSelectionSchema,
  async run(services, argument) {
    const { project, runs } = await chooseRuns(services, argument, {
      placeholder: vscode.l10n.t("Which runs are to be deleted?"),
      outside: cannotDelete,
      isMany: true,
    });
    const live = runs.find((run) => !isEnded(run.status) && run.status !== "unknown");
    if (live !== undefined) {
      throw new AppError(
        "run-is-live",
        vscode.l10n.t("{0} is still running; stop it before deleting it.", live.name),
      );
    }
    await appendToRuns(project, runs, [{ type: "lifecycle", stage: "deleted", time: Date.now() }]);
    const runIds = runs.map((run) => run.id);
    const message =
      runs.length === 1
        ? vscode.l10n.t("Deleted {0}.", runs[0]?.name ?? "")
        : vscode.l10n.t("Deleted {0} runs.", runs.length);
    services.inBackground("undo of a deletion", offerUndo(message, project.root, runIds));
    return runIds;
  },
});

export const undeleteRunsCommand = defineCommand({
  id: "sextant.runs.undelete",
  argument: runSelectionSchema,
  async run(services, argument) {
    const project = await chooseProject(services, argument);
    const asked = argument.runIds ?? [];
    const runIds = asked.length > 0 ? asked : await chooseDeleted(project);
    requireOwn(await project.catalog().runs(runIds), cannotDelete);
    const runs = runIds.map((id) => ({ id }));
    await appendToRuns(project, runs, [{ type: "lifecycle", stage: "active", time: Date.now() }]);
    return runIds;
  },
});

async function offerUndo(message: string, root: string, runIds: readonly string[]): Promise<void> {
  const undo = vscode.l10n.t("Undo");
  const chosen = await showInformation(message, undo);
  if (chosen === undo) await executeCommand("sextant.runs.undelete", { root, runIds });
}

async function chooseDeleted(project: Project): Promise<readonly string[]> {
  const runs = await project.catalog().runs(await readRunIds(project.root));
  const items = runs
    .filter((run) => run.isDeleted)
    .map((run) => ({
      label: labelText(run.name),
      description: labelText(run.experiment),
      detail: run.id,
      id: run.id,
    }));
  if (items.length === 0) {
    throw new AppError("no-runs", vscode.l10n.t("There are no deleted runs."));
  }
  const chosen = await vscode.window.showQuickPick(items.reverse(), {
    canPickMany: true,
    placeHolder: vscode.l10n.t("Which runs are to come back?"),
  });
  if (chosen === undefined || chosen.length === 0) throw new CancelledError();
  return chosen.map((item) => item.id);
}
