import * as vscode from "vscode";
import * as z from "zod";
import { CancelledError } from "../../base/errors.ts";
import { defineCommand, runSelectionShape } from "./command.ts";
import { appendToRuns } from "./editRuns.ts";
import { cannotEdit } from "./outsideRuns.ts";
import { chooseRun } from "./runTargets.ts";

const maxNameLength = 250;

export const renameRunCommand = defineCommand({
  id: "sextant.runs.rename",
  argument: z.object({
    ...runSelectionShape,
    name: z.string().trim().min(1).max(maxNameLength).optional(),
  }),
  async run(services, argument) {
    const { project, run } = await chooseRun(services, argument, {
      placeholder: vscode.l10n.t("Which run is to be renamed?"),
      outside: cannotEdit,
    });
    const name = argument.name ?? (await askName(run.name));
    if (name !== run.name) await appendToRuns(project, [run], [{ type: "name", name }]);
    return name;
  },
});

async function askName(value: string): Promise<string> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("Rename Run"),
    value,
    validateInput: (text) => describeFault(text.trim()),
  });
  if (name === undefined) throw new CancelledError();
  return name.trim();
}

function describeFault(name: string): string | undefined {
  if (name === "") return vscode.l10n.t("A run needs a name.");
  return name.length > maxNameLength
    ? vscode.l10n.t("A name has at most {0} characters.", maxNameLength)
    : undefined;
}
