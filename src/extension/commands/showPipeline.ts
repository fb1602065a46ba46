import * as vscode from "vscode";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import { lintingOff } from "../lint/lintingOff.ts";
import type { LintRoot } from "../lint/lintRoots.ts";
import type { Services } from "../services.ts";
import { defineCommand } from "./command.ts";

/** Opens the graph of a repository's stages. */
export const showPipelineCommand = defineCommand({
  id: "sextant.pipeline.show",
  argument: z.preprocess(
    // A menu of the editor hands in the file's address.
    (raw) => (raw instanceof vscode.Uri ? { file: raw.fsPath } : raw),
    z.object({ root: z.string().optional(), file: z.string().optional() }),
  ),
  async run(services, { root, file }) {
    const lint = await chooseRoot(services, root, file);
    const { openPipelinePanel } = await import("../panels/pipelinePanel.ts");
    openPipelinePanel(services, lint);
    return undefined;
  },
});

async function chooseRoot(
  { linting }: Services,
  root: string | undefined,
  file: string | undefined,
): Promise<LintRoot> {
  await linting.started;
  const roots = linting.current?.roots;
  if (roots === undefined) throw lintingOff();
  const all = roots.all();
  const uri =
    file === undefined ? vscode.window.activeTextEditor?.document.uri : vscode.Uri.file(file);
  const named =
    all.find((lint) => lint.root === root) ??
    (uri && roots.placeOf(uri)?.lint) ??
    (all.length === 1 ? all[0] : undefined);
  if (named !== undefined) return named;
  const picked = await vscode.window.showQuickPick(
    all.map((lint) => ({ label: lint.root, lint })),
    { placeHolder: vscode.l10n.t("Whose stages are to be shown?") },
  );
  if (picked !== undefined) return picked.lint;
  throw new AppError("no-project", vscode.l10n.t("Open a folder first."));
}
