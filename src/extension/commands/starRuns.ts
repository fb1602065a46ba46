import * as vscode from "vscode";
import { starTag } from "../../core/runs/tags.ts";
import { defineCommand, runSelectionSchema, type Command } from "./command.ts";
import { appendToRuns } from "./editRuns.ts";
import { cannotEdit } from "./outsideRuns.ts";
import { chooseRuns } from "./runTargets.ts";

export const starRunsCommand = starCommand("sextant.runs.star", true);
export const unstarRunsCommand = starCommand("sextant.runs.unstar", false);

function starCommand(id: "sextant.runs.star" | "sextant.runs.unstar", isStarred: boolean): Command {
  return defineCommand({
    id,
    argument: runSelectionSchema,
    async run(services, argument) {
      const { project, runs } = await chooseRuns(services, argument, {
        placeholder: isStarred
          ? vscode.l10n.t("Which runs are to be starred?")
          : vscode.l10n.t("Which runs are to lose their star?"),
        outside: cannotEdit,
        isMany: true,
        isOffered: (run) => run.isStarred !== isStarred,
        nothing: isStarred
          ? vscode.l10n.t("Every run is starred already.")
          : vscode.l10n.t("No run is starred."),
      });
      const tags = { [starTag]: isStarred ? "true" : null };
      await appendToRuns(project, runs, [{ type: "tags", tags }]);
      return runs.map((run) => run.id);
    },
  });
}
