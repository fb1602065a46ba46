import * as vscode from "vscode";
import { AppError } from "../base/errors.ts";

/** In Restricted Mode nothing of the workspace is run, and no process that it names is touched. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new AppError(
    "untrusted",
    vscode.l10n.t(
      "This folder is open in Restricted Mode, in which Sextant launches and stops nothing, and checks no data. Trust it to do so.",
    ),
  );
}
