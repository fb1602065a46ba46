import * as vscode from "vscode";
import { AppError, CancelledError } from "../../base/errors.ts";
import type { RunSelection } from "../ids.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";

/** The project that a command is about: the one named, the only one, or the one chosen. */
export async function chooseProject(services: Services, argument: RunSelection): Promise<Project> {
  const { projects } = services;
  if (argument.root !== undefined) return projects.get(argument.root);
  const all = projects.all();
  const [first] = all;
  if (first === undefined) {
    throw new AppError(
      "no-project",
      vscode.l10n.t("Sextant needs an open folder: its runs are kept there."),
    );
  }
  if (all.length === 1) return first;
  const items = all.map((project) => ({ label: project.name, detail: project.root, project }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t("Which project?"),
  });
  if (chosen === undefined) throw new CancelledError();
  return chosen.project;
}
