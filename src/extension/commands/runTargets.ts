import * as vscode from "vscode";
import { AppError, CancelledError } from "../../base/errors.ts";
import { formatRelativeTime } from "../../core/charts/format.ts";
import { labelText } from "../../core/runs/displayText.ts";
import type { Run } from "../../core/runs/run.ts";
import { newestFirst, type RunSummary } from "../../core/runs/runSummary.ts";
import type { RunSelection } from "../ids.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";
import { isOutsideRun } from "../../core/runs/runSources.ts";
import { describeRunLine, statusIcon } from "../views/runLabels.ts";
import { requireOwn, type OutsideReason } from "./outsideRuns.ts";

export interface ProjectRuns {
  readonly project: Project;
  readonly runs: readonly Run[];
}

export interface ChooseRunsOptions {
  readonly placeholder: string;
  /** Whether several may be chosen in the list. */
  readonly isMany?: boolean;
  /** Which runs the list offers; all when not given. */
  readonly isOffered?: (run: RunSummary) => boolean;
  /** Why it cannot be done to runs of other tools: they are not offered, and refused when named. */
  readonly outside?: OutsideReason;
  /** What is said when the list would be empty. */
  readonly nothing?: string;
}

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

/** The runs that a command is about: those named, those selected in a tree, or those chosen. */
export async function chooseRuns(
  services: Services,
  argument: RunSelection,
  options: ChooseRunsOptions,
): Promise<ProjectRuns> {
  const selection = selectionOf(services, argument);
  const { runIds } = selection;
  if (runIds === undefined || runIds.length === 0) {
    return chooseFromList(await chooseProject(services, selection), options);
  }
  const projects =
    selection.root === undefined
      ? services.projects.all()
      : [services.projects.get(selection.root)];
  const found = await findRuns(projects, runIds);
  if (options.outside !== undefined) requireOwn(found.runs, options.outside);
  return found;
}

/** Like `chooseRuns`, for commands on one run: the first of several that were named. */
export async function chooseRun(
  services: Services,
  argument: RunSelection,
  options: ChooseRunsOptions,
): Promise<{ readonly project: Project; readonly run: Run }> {
  const { project, runs } = await chooseRuns(services, argument, options);
  const [run] = runs;
  if (run === undefined) throw new CancelledError();
  return { project, run };
}

/** Another run of the project, from a list. */
export async function chooseOtherRun(
  project: Project,
  run: Run,
  options: ChooseRunsOptions,
): Promise<Run> {
  const { isOffered = () => true } = options;
  const { runs } = await chooseFromList(project, {
    ...options,
    isOffered: (candidate) => candidate.id !== run.id && isOffered(candidate),
  });
  const [other] = runs;
  if (other === undefined) throw new CancelledError();
  return other;
}

function selectionOf(services: Services, argument: RunSelection): RunSelection {
  if (argument.view === undefined) return argument;
  return services.treeSelections.get(argument.view)?.() ?? {};
}

async function findRuns(
  projects: readonly Project[],
  runIds: readonly string[],
): Promise<ProjectRuns> {
  for (const project of projects) {
    const found = await project.catalog().runs(runIds);
    if (found.length === runIds.length) return { project, runs: found };
  }
  throw new AppError(
    "run-not-found",
    vscode.l10n.t("There is no run {0} here; it may have been removed.", runIds.join(", ")),
  );
}

async function chooseFromList(project: Project, options: ChooseRunsOptions): Promise<ProjectRuns> {
  const { isMany = false, isOffered = () => true, outside } = options;
  const list = project.runs();
  await list.load();
  const offered = newestFirst(
    list.all().filter((run) => isOffered(run) && (outside === undefined || !isOutsideRun(run))),
  );
  const items = offered.map((run) => ({
    picked: offered.length === 1,
    label: `$(${statusIcon(run).id}) ${labelText(run.name)}`,
    description: labelText(
      [describeRunLine(run), formatRelativeTime(run.startTime, Date.now())]
        .filter((text) => text !== "")
        .join(" · "),
    ),
    detail: describePlaceOf(run),
    id: run.id,
  }));
  if (items.length === 0) {
    throw new AppError("no-runs", options.nothing ?? vscode.l10n.t("There are no runs yet."));
  }
  const chosen = await pick(items, options.placeholder, isMany);
  return { project, runs: await project.catalog().runs(chosen.map((item) => item.id)) };
}

async function pick<T extends vscode.QuickPickItem>(
  items: readonly T[],
  placeHolder: string,
  isMany: boolean,
): Promise<readonly T[]> {
  const matching = { placeHolder, matchOnDescription: true, matchOnDetail: true };
  const chosen = isMany
    ? await vscode.window.showQuickPick(items, { ...matching, canPickMany: true })
    : await vscode.window.showQuickPick(items, matching);
  if (chosen === undefined) throw new CancelledError();
  const list = Array.isArray(chosen) ? (chosen as readonly T[]) : [chosen];
  if (list.length === 0) throw new CancelledError();
  return list;
}

/** Tells runs of one name apart: by the id, of another tool by its experiment too. */
function describePlaceOf(run: RunSummary): string {
  if (isOutsideRun(run)) return labelText(`${run.experiment} · ${run.id}`);
  return run.isDirty ? vscode.l10n.t("{0} with uncommitted changes", run.id) : run.id;
}
