import * as z from "zod";
import type { PanelTab } from "../ids.ts";
import { panelTabs } from "../ids.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";
import { defineCommand, runSelectionSchema, runSelectionShape } from "./command.ts";
import { chooseProject, chooseRuns } from "./runTargets.ts";
import * as vscode from "vscode";

/** Opens the Runs panel of a project, or brings it to the front, with some runs selected. */
export const showRunsCommand = defineCommand({
  id: "sextant.runs.show",
  argument: z.object({ ...runSelectionShape, tab: z.enum(panelTabs).optional() }),
  async run(services, argument) {
    const project = await chooseProject(services, argument);
    await showInPanel(services, project, argument.runIds ?? [], argument.tab ?? "charts");
    return undefined;
  },
});

/** Opens the Runs panel on a comparison: parameters side by side, curves together. */
export const compareRunsCommand = defineCommand({
  id: "sextant.runs.compare",
  argument: runSelectionSchema,
  async run(services, argument) {
    const { project, runs } = await chooseRuns(services, argument, {
      placeholder: vscode.l10n.t("Which runs are to be compared?"),
      isMany: true,
    });
    const runIds = runs.map((run) => run.id);
    await showInPanel(services, project, runIds, "compare");
    return runIds;
  },
});

async function showInPanel(
  services: Services,
  project: Project,
  runIds: readonly string[],
  tab: PanelTab,
): Promise<void> {
  // The panel's code is evaluated when the first panel opens, not at activation.
  const { openRunsPanel } = await import("../panels/runsPanel.ts");
  const panel = openRunsPanel(services, project);
  if (runIds.length > 0) panel.reveal(runIds, tab);
}
