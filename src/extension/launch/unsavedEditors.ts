import path from "node:path";
import * as vscode from "vscode";
import { CancelledError } from "../../base/errors.ts";
import type { UnsavedChoice } from "../ids.ts";
import { ask } from "../notifications.ts";
import { isInside } from "../paths.ts";
import type { LaunchTarget } from "../../core/launch/target.ts";

/** A run sees files as they are on disk: asks about editors of the target's folder that differ. */
export async function saveBeforeLaunch(
  { root }: LaunchTarget,
  choice: UnsavedChoice | undefined,
): Promise<void> {
  const unsaved = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.scheme === "file" && isInside(root, uri.fsPath),
  );
  if (unsaved.length === 0 || choice === "ignore") return;
  if ((choice ?? (await askUser(unsaved))) === "ignore") return;
  for (const document of unsaved) await document.save();
}

async function askUser(unsaved: readonly vscode.TextDocument[]): Promise<UnsavedChoice> {
  const save = vscode.l10n.t("Save and Run");
  const ignore = vscode.l10n.t("Run without Saving");
  const names = unsaved.map(({ uri }) => path.basename(uri.fsPath));
  const [first = ""] = names;
  const sentence =
    names.length === 1
      ? vscode.l10n.t("{0} has changes that are not saved.", first)
      : vscode.l10n.t("{0} files have changes that are not saved.", names.length);
  const detail = [...names.slice(0, 10), ...(names.length > 10 ? ["…"] : [])].join("\n");
  const question = names.length === 1 ? { message: sentence } : { message: sentence, detail };
  const chosen = await ask(question, save, ignore);
  if (chosen === undefined) throw new CancelledError();
  return chosen === save ? "save" : "ignore";
}
