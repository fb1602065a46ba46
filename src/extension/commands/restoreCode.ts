import path from "node:path";
import * as vscode from "vscode";
import * as z from "zod";
import { assertNever } from "../../base/assertNever.ts";
import { AppError, CancelledError } from "../../base/errors.ts";
import { oneLine } from "../../core/runs/displayText.ts";
import type { Run } from "../../core/runs/run.ts";
import { shortHash, suggestBranchName } from "../../core/snapshots/describe.ts";
import type { Repository } from "../../platform/git/repository.ts";
import type { Restored, RestoredInPlace } from "../../platform/git/restore.ts";
import { isInside } from "../paths.ts";
import { restoreTargets, type RestoreTarget } from "../ids.ts";
import { ask, showInformation, showWarning } from "../notifications.ts";
import type { Services } from "../services.ts";
import { defineCommand, runSelectionShape } from "./command.ts";
import { requireCode, requireRepository } from "./diffCode.ts";
import { chooseRun } from "./runTargets.ts";

const argumentSchema = z.object({
  ...runSelectionShape,
  target: z.enum(restoreTargets).optional(),
  folder: z.string().optional(),
  branch: z.string().optional(),
  isOpened: z.boolean().optional(),
});
type RestoreArgument = z.infer<typeof argumentSchema>;

interface Restoration {
  readonly services: Services;
  readonly repository: Repository;
  readonly run: Run;
  readonly commit: string;
  readonly argument: RestoreArgument;
}

/** Brings a run's exact code back: into a new worktree, a branch, or the working tree. */
export const restoreCodeCommand = defineCommand({
  id: "sextant.runs.restoreCode",
  argument: argumentSchema,
  async run(services, argument) {
    const { project, run } = await chooseRun(services, argument, {
      placeholder: vscode.l10n.t("Whose code is to be restored?"),
      isOffered: (candidate) => candidate.hasCode,
    });
    const commit = requireCode(run);
    const repository = await requireRepository(project);
    const target = argument.target ?? (await chooseTarget(run));
    return restore(target, { services, repository, run, commit, argument });
  },
});

function restore(target: RestoreTarget, restoration: Restoration): Promise<string> {
  switch (target) {
    case "worktree":
      return restoreToWorktree(restoration);
    case "branch":
      return restoreToBranch(restoration);
    case "workingTree":
      return restoreInPlace(restoration);
    default:
      return assertNever(target);
  }
}

async function chooseTarget(run: Run): Promise<RestoreTarget> {
  const items: (vscode.QuickPickItem & { readonly target: RestoreTarget })[] = [
    {
      label: `$(folder-library) ${vscode.l10n.t("New Worktree…")}`,
      detail: vscode.l10n.t("A folder of its own, opened in a new window; nothing here changes."),
      target: "worktree",
    },
    {
      label: `$(git-branch) ${vscode.l10n.t("New Branch…")}`,
      detail: vscode.l10n.t("A branch at the run's code; it is not checked out."),
      target: "branch",
    },
    {
      label: `$(discard) ${vscode.l10n.t("Working Tree")}`,
      detail: vscode.l10n.t(
        "The files here become those of the run; uncommitted work is asked about.",
      ),
      target: "workingTree",
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Restore the code of {0}", oneLine(run.name)),
    placeHolder: vscode.l10n.t("Where to?"),
  });
  if (chosen === undefined) throw new CancelledError();
  return chosen.target;
}

async function restoreToWorktree(restoration: Restoration): Promise<string> {
  const { services, repository, run, commit, argument } = restoration;
  const folder = argument.folder ?? (await askFolder(services, repository, run));
  const restored = await repository.restoreToWorktree(commit, folder);
  if (argument.isOpened ?? true) {
    const options = { forceNewWindow: true };
    await vscode.commands.executeCommand("vscode.openFolder", vscode.Uri.file(folder), options);
  }
  tellOutcome(services, vscode.l10n.t("The code of {0} is in {1}.", run.name, folder), restored);
  return folder;
}

async function askFolder(services: Services, repository: Repository, run: Run): Promise<string> {
  const beside = path.dirname(repository.top);
  const configured = services.settings.current()["sextant.restore.worktreeFolder"];
  const name = `${path.basename(repository.top)}-${folderName(run)}`;
  const value = path.join(path.resolve(beside, configured), name);
  const folder = await vscode.window.showInputBox({
    title: vscode.l10n.t("Folder of the new worktree"),
    value,
    valueSelection: [value.length - name.length, value.length],
    validateInput: (text) =>
      path.isAbsolute(text) ? undefined : vscode.l10n.t("Give the whole path of the folder."),
  });
  if (folder === undefined) throw new CancelledError();
  return folder;
}

async function restoreToBranch(restoration: Restoration): Promise<string> {
  const { services, repository, run, commit, argument } = restoration;
  const name = argument.branch ?? (await askBranch(run));
  const restored = await repository.restoreToBranch(commit, name);
  tellOutcome(
    services,
    vscode.l10n.t("Branch {0} is at the code of {1}.", name, run.name),
    restored,
  );
  return name;
}

async function askBranch(run: Run): Promise<string> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("Name of the new branch"),
    value: suggestBranchName(run),
  });
  if (name === undefined || name === "") throw new CancelledError();
  return name;
}

async function restoreInPlace(restoration: Restoration): Promise<string> {
  const { services, repository, run, commit } = restoration;
  await saveEditorsBelow(repository.top);
  const restored = await restoreAfterAsking(repository, commit);
  const outcome =
    restored.backup === null
      ? vscode.l10n.t("The working tree now has the code of {0}.", run.name)
      : vscode.l10n.t(
          "The working tree now has the code of {0}; what it held before is kept as commit {1}.",
          run.name,
          shortHash(restored.backup.commit),
        );
  tellOutcome(services, outcome, restored);
  return repository.top;
}

async function restoreAfterAsking(
  repository: Repository,
  commit: string,
): Promise<RestoredInPlace> {
  try {
    return await repository.restoreInPlace(commit, { overwrite: false });
  } catch (error) {
    if (!AppError.is(error, "uncommitted-changes")) throw error;
    const overwrite = vscode.l10n.t("Keep a Backup and Overwrite");
    const message = vscode.l10n.t("There is uncommitted work in the working tree.");
    const chosen = await ask({ message, detail: describeAtRisk(error) }, overwrite);
    if (chosen !== overwrite) throw new CancelledError();
    return await repository.restoreInPlace(commit, { overwrite: true });
  }
}

/** How many files are named before the others are only counted. */
const maxNamed = 10;

function describeAtRisk({ details }: AppError): string {
  const { paths } = z.object({ paths: z.array(z.string()) }).parse(details);
  const named = paths.slice(0, maxNamed).map(oneLine);
  const others = paths.length - named.length;
  return [
    vscode.l10n.t("It would be overwritten; a backup keeps it as a commit."),
    "",
    ...named,
    ...(others > 0 ? [vscode.l10n.t("… and {0} more", others)] : []),
  ].join("\n");
}

/** Unsaved text would be lost or, saved later, overwrite what was restored. */
async function saveEditorsBelow(folder: string): Promise<void> {
  const unsaved = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.scheme === "file" && isInside(folder, uri.fsPath),
  );
  if (unsaved.length === 0) return;
  const save = vscode.l10n.t("Save All and Go On");
  const message = vscode.l10n.t("There are unsaved editors in the working tree.");
  const detail = unsaved.map(({ uri }) => path.relative(folder, uri.fsPath)).join("\n");
  const chosen = await ask({ message, detail }, save);
  if (chosen !== save) throw new CancelledError();
  const saved = await Promise.all(unsaved.map((document) => document.save()));
  if (saved.every(Boolean)) return;
  throw new AppError(
    "unsaved-editors",
    vscode.l10n.t("Some editors could not be saved; save or close them, then restore again."),
  );
}

function tellOutcome(services: Services, outcome: string, restored: Restored): void {
  const left = [...restored.missing.map((file) => file.path), ...restored.nestedMissing];
  const message =
    left.length === 0
      ? outcome
      : vscode.l10n.t("{0} Not restored, since it was not stored: {1}", outcome, left.join(", "));
  const show = left.length === 0 ? showInformation : showWarning;
  services.inBackground("outcome of a restoration", show(message));
}

/** A run's name as part of a folder's name. */
function folderName(run: Run): string {
  return suggestBranchName(run).replace("sextant/", "");
}
