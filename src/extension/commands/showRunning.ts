import * as vscode from "vscode";
import { AppError, CancelledError } from "../../base/errors.ts";
import { labelText } from "../../core/runs/displayText.ts";
import { isOutsideRun } from "../../core/runs/runSources.ts";
import type { ActiveRun } from "../launch/activeRuns.ts";
import { describeRunLine } from "../views/runLabels.ts";
import { defineCommand, runSelectionSchema } from "./command.ts";
import { executeCommand } from "./executeCommand.ts";

interface RunItem extends vscode.QuickPickItem {
  readonly active: ActiveRun;
}

/** Lists the runs that are running; choosing one shows it, its buttons open its log or stop it. */
export const showRunningCommand = defineCommand({
  id: "sextant.runs.showRunning",
  argument: runSelectionSchema,
  async run({ launcher }) {
    launcher.activeRuns.start();
    const runs = launcher.activeRuns.all();
    if (runs.length === 0) {
      throw new AppError("no-runs", vscode.l10n.t("No run is running."));
    }
    const { active, command } = await choose(runs);
    await executeCommand(command, { root: active.project.root, runIds: [active.run.id] });
    return undefined;
  },
});

type RunVerb = "sextant.runs.show" | "sextant.runs.openLog" | "sextant.runs.stop";

interface Choice {
  readonly active: ActiveRun;
  readonly command: RunVerb;
}

function choose(runs: readonly ActiveRun[]): Promise<Choice> {
  const openLog = {
    iconPath: new vscode.ThemeIcon("output"),
    tooltip: vscode.l10n.t("Open Log"),
  };
  const stop = { iconPath: new vscode.ThemeIcon("debug-stop"), tooltip: vscode.l10n.t("Stop Run") };
  const pick = vscode.window.createQuickPick<RunItem>();
  pick.title = vscode.l10n.t("Running Runs");
  pick.placeholder = vscode.l10n.t("Choose a run to show it");
  pick.items = runs.map((active) => ({
    label: labelText(active.run.name),
    description: labelText(describeRunLine(active.run)),
    buttons: isOutsideRun(active.run) ? [] : [openLog, stop],
    active,
  }));
  const choice = new Promise<Choice>((resolve, reject) => {
    pick.onDidHide(() => reject(new CancelledError()));
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) resolve({ active: chosen.active, command: "sextant.runs.show" });
    });
    pick.onDidTriggerItemButton(({ item, button }) => {
      const command = button === stop ? "sextant.runs.stop" : "sextant.runs.openLog";
      resolve({ active: item.active, command });
    });
    pick.show();
  });
  // Disposing of the pick ends its listeners too.
  return choice.finally(() => pick.dispose());
}
