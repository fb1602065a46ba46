import * as vscode from "vscode";
import * as z from "zod";
import { CancelledError } from "../../base/errors.ts";
import { oneLine } from "../../core/runs/displayText.ts";
import { defineCommand, runSelectionShape } from "./command.ts";
import { appendToRuns } from "./editRuns.ts";
import { cannotEdit } from "./outsideRuns.ts";
import { chooseRun } from "./runTargets.ts";

export const editNoteCommand = defineCommand({
  id: "sextant.runs.editNote",
  argument: z.object({ ...runSelectionShape, note: z.string().max(100_000).optional() }),
  async run(services, argument) {
    const { project, run } = await chooseRun(services, argument, {
      placeholder: vscode.l10n.t("Whose note is to be edited?"),
      outside: cannotEdit,
    });
    const note = argument.note ?? (await askNote(run.name, run.note));
    if (note !== run.note) await appendToRuns(project, [run], [{ type: "note", note }]);
    return note;
  },
});

async function askNote(name: string, value: string): Promise<string> {
  const note = await vscode.window.showInputBox({
    title: vscode.l10n.t("Note on {0}", oneLine(name)),
    prompt: vscode.l10n.t("What is worth remembering about this run?"),
    value,
  });
  if (note === undefined) throw new CancelledError();
  return note;
}
