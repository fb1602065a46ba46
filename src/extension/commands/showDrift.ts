import * as vscode from "vscode";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import { revealedTabs } from "../../protocol/driftPanel.ts";
import type { Services } from "../services.ts";
import { defineCommand } from "./command.ts";
import { monitorSelectionShape } from "./monitorArgument.ts";

/** Opens the Drift panel of a project. */
export const showDriftCommand = defineCommand({
  id: "sextant.drift.show",
  argument: z.object({
    ...monitorSelectionShape,
    feature: z.string().optional(),
    tab: z.enum(revealedTabs).optional(),
  }),
  async run(services, { root, monitor, feature, tab }) {
    await services.monitoring.started;
    const { openDriftPanel } = await import("../panels/driftPanel.ts");
    const panel = openDriftPanel(services, root ?? (await chooseProject(services)));
    if (monitor !== undefined) panel.reveal(monitor, { feature, tab });
    return undefined;
  },
});

/** The project with monitors, the only one, or the one that the user picks. */
export async function chooseProject(services: Services): Promise<string> {
  const roots = services.projects.all().map(({ root }) => root);
  const monitored = roots.filter((root) =>
    services.monitoring.current?.all().some((state) => state.root === root),
  );
  const [first] = monitored.length === 1 ? monitored : roots;
  if (first === undefined) {
    throw new AppError("no-project", vscode.l10n.t("Open a folder first."));
  }
  if (roots.length === 1 || monitored.length === 1) return first;
  const picked = await vscode.window.showQuickPick(roots, {
    placeHolder: vscode.l10n.t("Whose drift is to be shown?"),
  });
  return picked ?? first;
}
