import * as vscode from "vscode";
import type { RunSummary } from "../../core/runs/runSummary.ts";

/** Not a file: only what the editor hangs the mark of a run on. */
const scheme = "sextant-run";
const changed = "changed";

/** The address of a run in the trees; it says by itself whether there is something to mark. */
export function decorationUri(run: Pick<RunSummary, "id" | "isDirty">): vscode.Uri {
  const query = run.isDirty ? changed : "";
  return vscode.Uri.from({ scheme, path: `/${run.id}`, query });
}

/** Marks runs of uncommitted code as the editor marks modified files: an M at the line's end. */
export function registerRunDecorations(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme: asked, query }) =>
      asked === scheme && query === changed
        ? new vscode.FileDecoration("M", vscode.l10n.t("With uncommitted changes"))
        : undefined,
  });
}
