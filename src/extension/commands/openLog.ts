import * as vscode from "vscode";
import { defineCommand, runSelectionSchema } from "./command.ts";
import { hasNoLog } from "./outsideRuns.ts";
import { chooseRun } from "./runTargets.ts";

/** Opens a terminal on a run's output, which follows it while it runs. */
export const openLogCommand = defineCommand({
  id: "sextant.runs.openLog",
  argument: runSelectionSchema,
  async run(services, argument) {
    const { project, run } = await chooseRun(services, argument, {
      placeholder: vscode.l10n.t("Whose log is to be opened?"),
      outside: hasNoLog,
    });
    services.launcher.showLog({ root: project.root, runId: run.id }, run.name);
    return undefined;
  },
});
