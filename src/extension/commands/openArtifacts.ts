import path from "node:path";
import * as vscode from "vscode";
import * as z from "zod";
import { AppError, CancelledError } from "../../base/errors.ts";
import { formatBytes } from "../../core/charts/format.ts";
import { labelText, oneLine } from "../../core/runs/displayText.ts";
import { runPaths } from "../../platform/runs/project.ts";
import { readArtifacts } from "../../platform/runs/runFolders.ts";
import { isOutsideRun } from "../../core/runs/runSources.ts";
import { isInside } from "../paths.ts";
import { defineCommand, runSelectionShape } from "./command.ts";
import { executeCommand } from "./executeCommand.ts";
import { chooseRun } from "./runTargets.ts";

/**
 * Lists what a run wrote into its artifact folder and opens the chosen file. The files of a run of
 * another tool are where that tool keeps them: they are shown there.
 */
export const openArtifactsCommand = defineCommand({
  id: "sextant.runs.openArtifacts",
  argument: z.object({ ...runSelectionShape, path: z.string().optional() }),
  async run(services, argument) {
    const { project, run } = await chooseRun(services, argument, {
      placeholder: vscode.l10n.t("Whose artifacts?"),
    });
    if (isOutsideRun(run)) {
      return await executeCommand("sextant.runs.openLocation", {
        root: project.root,
        runIds: [run.id],
      });
    }
    const folder = runPaths(project.root, run.id).artifacts;
    const chosen = argument.path ?? (await chooseArtifact(folder, run.name));
    const file = path.resolve(folder, chosen);
    if (!isInside(folder, file)) {
      throw new AppError(
        "invalid-argument",
        vscode.l10n.t("{0} is not an artifact of {1}.", chosen, run.name),
      );
    }
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(file));
    return file;
  },
});

async function chooseArtifact(folder: string, runName: string): Promise<string> {
  const { artifacts, isComplete } = await readArtifacts(folder);
  if (artifacts.length === 0) {
    throw new AppError("no-artifacts", vscode.l10n.t("{0} wrote no artifacts.", runName));
  }
  const items = artifacts.map(({ path: file, sizeBytes }) => ({
    label: labelText(file),
    file,
    description: formatBytes(sizeBytes),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: isComplete
      ? vscode.l10n.t("Artifacts of {0}", oneLine(runName))
      : vscode.l10n.t("Artifacts of {0}: the first {1}", oneLine(runName), artifacts.length),
    placeHolder: folder,
  });
  if (chosen === undefined) throw new CancelledError();
  return chosen.file;
}
