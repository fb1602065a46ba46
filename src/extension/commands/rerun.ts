import * as vscode from "vscode";
import * as z from "zod";
import { resolveParameterKeys } from "../../core/launch/parameterLines.ts";
import { recordedFileValues, rerunTarget } from "../../core/launch/rerunTarget.ts";
import type { LaunchTarget } from "../../core/launch/target.ts";
import type { Run } from "../../core/runs/run.ts";
import type { RunSelection } from "../ids.ts";
import { askParameters } from "../launch/launchWizard.ts";
import { showInformation } from "../notifications.ts";
import type { Services } from "../services.ts";
import { requireTrust } from "../trust.ts";
import { defineCommand, runSelectionSchema, runSelectionShape } from "./command.ts";
import { cannotRerun } from "./outsideRuns.ts";
import { chooseRun } from "./runTargets.ts";

/**
 * Runs a recorded command again with its recorded parameters, on the code as it is now; asks
 * nothing. Values of parameters files that differ are set to what they were, and named.
 */
export const rerunCommand = defineCommand({
  id: "sextant.runs.rerun",
  argument: runSelectionSchema,
  async run(services, argument) {
    requireTrust();
    const { run, target } = await chooseTarget(services, argument);
    const params = recordedFileValues(target, run.params);
    const launched = await services.launcher.launch({
      target,
      edits: { params },
      rerunOf: run.id,
      unsaved: "ignore",
    });
    const changed = Object.keys(params);
    if (changed.length > 0) {
      services.inBackground(
        "note on a re-run",
        showInformation(
          vscode.l10n.t("Set to the values of {0}: {1}.", run.name, changed.join(", ")),
        ),
      );
    }
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
    const { params, name } = argument;
    const recorded = recordedFileValues(target, run.params);
    const given = { params: { ...recorded, ...resolveParameterKeys(target, params ?? {}) }, name };
    const edits = params === undefined ? await askParameters(target, given) : given;
    return (await launcher.launch({ target, edits, rerunOf: run.id })).runId;
  },
});

async function chooseTarget(
  services: Services,
  argument: RunSelection,
): Promise<{ readonly run: Run; readonly target: LaunchTarget }> {
  const { project, run } = await chooseRun(services, argument, {
    placeholder: vscode.l10n.t("Which run is to be run again?"),
    outside: cannotRerun,
  });
  const target = await services.launcher.describe(rerunTarget(run, project.root));
  return { run, target };
}
