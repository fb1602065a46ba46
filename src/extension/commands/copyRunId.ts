import * as vscode from "vscode";
import { defineCommand, runSelectionSchema } from "./command.ts";
import { chooseRuns } from "./runTargets.ts";

/** Copies ids, one a line: what the command line tool takes. */
export const copyRunIdCommand = defineCommand({
  id: "sextant.runs.copyId",
  argument: runSelectionSchema,
  async run(services, argument) {
    const { runs } = await chooseRuns(services, argument, {
      placeholder: vscode.l10n.t("Whose id is to be copied?"),
    });
    const text = runs.map((run) => run.id).join("\n");
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(
      vscode.l10n.t("Copied {0}", text.replaceAll("\n", ", ")),
      3000,
    );
    return text;
  },
});
