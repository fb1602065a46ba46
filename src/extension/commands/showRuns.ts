import * as z from "zod";
import { panelTabs } from "../ids.ts";
import { defineCommand, runSelectionShape } from "./command.ts";
import { chooseProject } from "./runTargets.ts";

/** Opens the Runs panel of a project, or brings it to the front, with some runs selected. */
export const showRunsCommand = defineCommand({
  id: "sextant.runs.show",
  argument: z.object({ ...runSelectionShape, tab: z.enum(panelTabs).optional() }),
  async run(services, argument) {
    const project = await chooseProject(services, argument);
    const { openRunsPanel } = await import("../panels/runsPanel.ts");
    const panel = openRunsPanel(services, project);
    if (argument.runIds !== undefined && argument.runIds.length > 0) {
      panel.reveal(argument.runIds, argument.tab ?? "charts");
    }
    return undefined;
  },
});
