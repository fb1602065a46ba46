import path from "node:path";
import * as vscode from "vscode";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import type { LaunchTarget } from "../../core/launch/target.ts";
import { stageRunModes, type StageArgument } from "../ids.ts";
import type { Services } from "../services.ts";
import { requireTrust } from "../trust.ts";
import { defineCommand } from "./command.ts";

const argument = z.object({
  root: z.string(),
  file: z.string(),
  stage: z.string().min(1).max(1000),
  mode: z.enum(stageRunModes).optional(),
});

/** Launches a stage of a `dvc.yaml`, by itself or with all that it needs first. */
export const runStageCommand = defineCommand({
  id: "sextant.pipeline.runStage",
  argument,
  async run({ launcher }, stage) {
    requireTrust();
    const known = await findTarget(launcher, stage);
    const described = await launcher.describe(known);
    const target =
      stage.mode === "upTo" || known.label !== stage.stage ? asRepro(described, stage) : described;
    const edits = { params: {}, name: undefined, experiment: undefined };
    return (await launcher.launch({ target, edits, unsaved: undefined })).runId;
  },
});

/** The stage itself, or the first instance of a loop. */
async function findTarget(
  launcher: Services["launcher"],
  { root, file, stage }: StageArgument,
): Promise<LaunchTarget> {
  const uri = vscode.Uri.file(path.join(root, file));
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const source = vscode.workspace.asRelativePath(uri, false);
  const targets = (await launcher.targets()).filter(
    (target) => target.root === folder?.uri.fsPath && target.source === source,
  );
  const found =
    targets.find(({ label }) => label === stage) ??
    targets.find(({ label }) => label.startsWith(`${stage}@`));
  if (found !== undefined) return found;
  throw new AppError(
    "no-such-stage",
    vscode.l10n.t("{0} has no stage {1} that can be launched. Save the file first.", source, stage),
  );
}

/** `dvc repro STAGE`: what is up to date is left as it is. */
function asRepro(target: LaunchTarget, { stage, mode }: StageArgument): LaunchTarget {
  const { command } = target;
  const [dvc, verb] = command.kind === "argv" ? command.argv : [];
  if (dvc === undefined || verb !== "repro" || target.unavailable !== null) {
    throw new AppError(
      "dvc-not-found",
      vscode.l10n.t(
        "To run {0} with other stages DVC is needed, which was not found in this environment. Install it (pip install dvc), or run single stages.",
        stage,
      ),
    );
  }
  const flags = mode === "upTo" ? [] : ["--single-item", "--force"];
  return {
    ...target,
    label: stage,
    entryPoint: stage,
    command: { kind: "argv", argv: [dvc, "repro", ...flags, stage] },
  };
}
