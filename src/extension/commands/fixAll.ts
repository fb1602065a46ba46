import * as vscode from "vscode";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import { fixAllKind } from "../lint/lintActions.ts";
import { defineCommand } from "./command.ts";

/** Makes all safe fixes in the active editor, again and again until there is nothing left to fix. */
export const fixAllCommand = defineCommand({
  id: "sextant.lint.fixAll",
  argument: z.object({}).catch({}),
  async run(services) {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
      throw new AppError("no-editor", vscode.l10n.t("Open the file that is to be fixed first."));
    }
    const { document } = editor;
    let count = 0;
    for (let pass = 0; pass < maxPasses; pass++) {
      await services.linting.current?.roots.placeOf(document.uri)?.lint.client.settled();
      const edit = await findFixes(document);
      if (edit === undefined) break;
      count += edit.get(document.uri).length;
      if (!(await vscode.workspace.applyEdit(edit))) break;
    }
    return count;
  },
});

/** A fix may bring out another one. */
const maxPasses = 10;

async function findFixes(document: vscode.TextDocument): Promise<vscode.WorkspaceEdit | undefined> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    whole,
    fixAllKind.value,
  );
  return actions.find(({ kind }) => kind?.value === fixAllKind.value)?.edit;
}
