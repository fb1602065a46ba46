import * as vscode from "vscode";
import { oneLine } from "../../core/runs/displayText.ts";
import { isOutsideRun } from "../../core/runs/runSources.ts";
import type { Run, Series } from "../../core/runs/run.ts";
import type { RunCatalog } from "../../platform/index/runCatalog.ts";
import { importRun, type ImportedRun, type OutsideRuns } from "../../platform/runs/importRun.ts";
import { systemClock, systemRandom } from "../../platform/runs/systemPorts.ts";
import { showInformation, showWarning } from "../notifications.ts";
import type { Project } from "../project.ts";
import { defineCommand, runSelectionSchema } from "./command.ts";
import { executeCommand } from "./executeCommand.ts";
import { chooseRuns } from "./runTargets.ts";

/** Copies runs of other tools into run folders of the project. */
export const importRunCommand = defineCommand({
  id: "sextant.runs.import",
  argument: runSelectionSchema,
  async run(services, argument) {
    const { project, runs } = await chooseRuns(services, argument, {
      placeholder: vscode.l10n.t("Which runs are to be imported?"),
      isMany: true,
      isOffered: isOutsideRun,
      nothing: vscode.l10n.t("There are no runs of other tools here."),
    });
    const imported = await importAll(project, runs);
    services.inBackground("import", offerToShow(project, runs, imported));
    return imported.map(({ runId }) => runId);
  },
});

/** One after the other; those that are done stay when a later one fails or is cancelled. */
async function importAll(project: Project, runs: readonly Run[]): Promise<readonly ImportedRun[]> {
  const catalog = project.catalog();
  const abort = new AbortController();
  const imported: ImportedRun[] = [];
  const progressOptions = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t("Importing runs"),
    cancellable: true,
  };
  try {
    await vscode.window.withProgress(progressOptions, async (progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      for (const run of runs) {
        progress.report({ message: oneLine(run.name), increment: 100 / runs.length });
        const copy = await importRun(run, {
          ...{ root: project.root, outside: outsideRunsOf(catalog), signal: abort.signal },
          ...{ clock: systemClock, random: systemRandom },
        });
        imported.push(copy);
      }
    });
  } finally {
    if (imported.length > 0) await catalog.refresh(imported.map(({ runId }) => runId));
  }
  return imported;
}

/** Through the thread that reads the runs of other tools. */
function outsideRunsOf(catalog: RunCatalog): OutsideRuns {
  return {
    async series(run, metrics) {
      const points = await catalog.readSeries({
        ...{ runIds: [run.id], metrics: [...metrics], range: null },
        maxPoints: Number.MAX_SAFE_INTEGER,
      });
      return new Map(
        points.map(({ metric, steps, times, values }): [string, Series] => [
          metric,
          { steps, times, values },
        ]),
      );
    },
    media: (run) => catalog.listMedia(run.id),
    readMedia: (run, { path, part = null }) => catalog.readMedia({ runId: run.id, path, part }),
  };
}

async function offerToShow(
  { root }: Project,
  runs: readonly Run[],
  imported: readonly ImportedRun[],
): Promise<void> {
  const show = vscode.l10n.t("Show in Runs");
  const [run] = runs;
  const message =
    run !== undefined && runs.length === 1
      ? vscode.l10n.t("{0} was imported.", oneLine(run.name))
      : vscode.l10n.t("{0} runs were imported.", imported.length);
  const skipped = imported.reduce((sum, { skippedFileCount }) => sum + skippedFileCount, 0);
  const rest = vscode.l10n.t("Files of media that could not be copied: {0}.", skipped);
  const chosen =
    skipped === 0
      ? await showInformation(message, show)
      : await showWarning(`${message} ${rest}`, show);
  if (chosen !== show) return;
  await executeCommand("sextant.runs.show", { root, runIds: imported.map(({ runId }) => runId) });
}
