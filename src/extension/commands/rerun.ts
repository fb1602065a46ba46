import * as vscode from "vscode";
import * as z from "zod";
import { rerunTarget } from "../../core/launch/rerunTarget.ts";
import type { LaunchTarget } from "../../core/launch/target.ts";
import type { Run } from "../../core/runs/run.ts";
import type { RunSelection } from "../ids.ts";
import { requireTrust } from "../launch/launchService.ts";
import { askParameters } from "../launch/launchWizard.ts";
import type { Services } from "../services.ts";
import { defineCommand, runSelectionSchema, runSelectionShape } from "./command.ts";
import { chooseRun } from "./runTargets.ts";

/** Runs a recorded command again, on the code as it is now; asks nothing. */
export const rerunCommand = defineCommand({
  id: "sextant.runs.rerun",
  argument: runSelectionSchema,
  async run(services, argument) {
    requireTrust();
    const { run, target } = await chooseTarget(services, argument);
    const launched = await services.launcher.launch({
      target,
      edits: { params: {} },
      rerunOf: run.id,
      unsaved: "ignore",
    });
    return launched.runId;
  },
});

/** Runs a recorded command again with other parameters. */
export const rerunWithParametersCommand = defineCommand({
  id: "sextant.runs.rerunWithParameters",
  argument: z.object({
    ...runSelectionShape,
    params: z.record(z.string(), z.string()).optional(),
    name: z.string().max(250).optional(),
  }),
  async run(services, argument) {
    requireTrust();
    const { launcher } = services;
    const { run, target } = await chooseTarget(services, argument);
    const described = await launcher.describe(target);
    const { params, name } = argument;
    const given = { params: params ?? {}, name };
    const edits = params === undefined ? await askParameters(described, given) : given;
    return (await launcher.launch({ target: described, edits, rerunOf: run.id })).runId;
  },
});

async function chooseTarget(
  services: Services,
  argument: RunSelection,
): Promise<{ readonly run: Run; readonly target: LaunchTarget }> {
  const { project, run } = await chooseRun(services, argument, {
    placeholder: vscode.l10n.t("Which run is to be run again?"),
  });
  return { run, target: rerunTarget(run, project.root) };
}
