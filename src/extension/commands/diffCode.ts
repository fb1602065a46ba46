import * as vscode from "vscode";
import { AppError } from "../../base/errors.ts";
import { oneLine } from "../../core/runs/displayText.ts";
import type { Run } from "../../core/runs/run.ts";
import { isOutsideRun, sourceLabel } from "../../core/runs/runSources.ts";
import type { ChangedFile } from "../../core/snapshots/changes.ts";
import type { Repository } from "../../platform/git/repository.ts";
import { committedFileUri, runRecordUri } from "../documents/documents.ts";
import { showInformation } from "../notifications.ts";
import type { Project } from "../project.ts";
import { defineCommand, runSelectionSchema } from "./command.ts";
import { chooseOtherRun, chooseRun, chooseRuns } from "./runTargets.ts";

/** More files than this make the multi-file diff editor unusable. */
const maxFiles = 500;

export const diffWithWorkingTreeCommand = defineCommand({
  id: "sextant.runs.diffWithWorkingTree",
  argument: runSelectionSchema,
  async run(services, argument) {
    const { project, run } = await chooseRun(services, argument, {
      placeholder: vscode.l10n.t("Whose code is to be compared with the working tree?"),
      ...onlyWithCode,
    });
    const commit = requireCode(run);
    const repository = await requireRepository(project);
    const changes = await repository.changedFiles({ commit }, "working-tree");
    const title = vscode.l10n.t("{0} ↔ Working Tree", run.name);
    await openDiff(
      title,
      inEditors(changes).map((change) => ({
        label: workingFile(repository, change.path),
        original: before(change, committed(project, repository, commit)),
        modified: after(change, (path) => workingFile(repository, path)),
      })),
    );
    return changes.map((change) => change.path);
  },
});

export const diffRunsCommand = defineCommand({
  id: "sextant.runs.diff",
  argument: runSelectionSchema,
  async run(services, argument) {
    const { project, runs } = await chooseRuns(services, argument, {
      placeholder: vscode.l10n.t("Whose code is to be compared?"),
      ...onlyWithCode,
    });
    const [first, second] = runs;
    if (first === undefined) return undefined;
    const other =
      second ??
      (await chooseOtherRun(project, first, {
        placeholder: vscode.l10n.t("With the code of which run?"),
        ...onlyWithCode,
      }));
    return diffRuns(project, inOrder(first, other));
  },
});

const onlyWithCode = {
  isOffered: (run: { readonly hasCode: boolean }) => run.hasCode,
  nothing: vscode.l10n.t(
    "No run here has its code recorded: that needs a git repository when a run is launched.",
  ),
};

/** Opens what changed from the first run to the second: their files, then their records. */
async function diffRuns(
  project: Project,
  [from, to]: readonly [Run, Run],
): Promise<readonly string[]> {
  const [fromCommit, toCommit] = [requireCode(from), requireCode(to)];
  const repository = await requireRepository(project);
  const changes = await repository.changedFiles({ commit: fromCommit }, { commit: toCommit });
  const records = {
    label: runRecordUri(project, to),
    original: runRecordUri(project, from),
    modified: runRecordUri(project, to),
  };
  const files = inEditors(changes).map((change) => ({
    label: workingFile(repository, change.path),
    original: before(change, committed(project, repository, fromCommit)),
    modified: after(change, committed(project, repository, toCommit)),
  }));
  await openDiff(`${from.name} ↔ ${to.name}`, [...files, records]);
  return changes.map((change) => change.path);
}

interface DiffEntry {
  readonly label: vscode.Uri;
  readonly original: vscode.Uri | undefined;
  readonly modified: vscode.Uri | undefined;
}

async function openDiff(name: string, entries: readonly DiffEntry[]): Promise<void> {
  const title = oneLine(name);
  if (entries.length === 0) {
    void showInformation(vscode.l10n.t("{0}: no differences.", title));
    return;
  }
  const shown = entries.slice(0, maxFiles);
  const isCut = shown.length < entries.length;
  await vscode.commands.executeCommand(
    "vscode.changes",
    isCut
      ? vscode.l10n.t("{0} (first {1} of {2} files)", title, shown.length, entries.length)
      : title,
    shown.map(({ label, original, modified }) => [label, original, modified]),
  );
}

/** A nested repository is one entry of its commit, with no text of its own. */
function inEditors(changes: readonly ChangedFile[]): readonly ChangedFile[] {
  return changes.filter((change) => !change.isNested);
}

function before(change: ChangedFile, uriOf: (path: string) => vscode.Uri): vscode.Uri | undefined {
  return change.status === "added" ? undefined : uriOf(change.oldPath ?? change.path);
}

function after(change: ChangedFile, uriOf: (path: string) => vscode.Uri): vscode.Uri | undefined {
  return change.status === "deleted" ? undefined : uriOf(change.path);
}

function committed(
  project: Project,
  repository: Repository,
  commit: string,
): (path: string) => vscode.Uri {
  return (path) => committedFileUri({ project, repository, commit, path });
}

function workingFile(repository: Repository, path: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(repository.top), path);
}

/** The older run first, so that the diff reads forwards in time. */
function inOrder(a: Run, b: Run): readonly [Run, Run] {
  return (a.startTime ?? 0) <= (b.startTime ?? 0) ? [a, b] : [b, a];
}

export async function requireRepository(project: Project): Promise<Repository> {
  const repository = await project.repository();
  if (repository !== null) return repository;
  throw new AppError(
    "no-repository",
    vscode.l10n.t("{0} is not in a git repository, so no code is recorded here.", project.root),
  );
}

/** The commit that holds a run's exact code. */
export function requireCode(run: Run): string {
  const commit = run.git?.snapshot;
  if (commit != null) return commit;
  if (isOutsideRun(run)) {
    throw new AppError(
      "no-code",
      vscode.l10n.t(
        "The exact code of {0} is not known: {1} keeps no snapshot of it.",
        oneLine(run.name),
        sourceLabel(run.source),
      ),
    );
  }
  throw new AppError(
    "no-code",
    vscode.l10n.t(
      "The code of {0} was not recorded: it ran outside git or without a snapshot.",
      run.name,
    ),
  );
}
