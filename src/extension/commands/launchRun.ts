import * as vscode from "vscode";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import type { LaunchTarget } from "../../core/launch/target.ts";
import { unsavedChoices, type LaunchArgument } from "../ids.ts";
import { askLaunch, askParameters } from "../launch/launchWizard.ts";
import type { Services } from "../services.ts";
import { requireTrust } from "../trust.ts";
import { defineCommand } from "./command.ts";

const launchSchema = z.object({
  root: z.string().optional(),
  target: z.string().optional(),
  file: z.string().optional(),
  params: z.record(z.string(), z.string()).optional(),
  name: z.string().max(250).optional(),
  experiment: z.string().max(250).optional(),
  unsaved: z.enum(unsavedChoices).optional(),
});

/** Asks for a target, its parameters and a name, and launches it. */
export const launchRunCommand = defineCommand({
  id: "sextant.runs.launch",
  argument: launchSchema,
  async run({ launcher }, argument) {
    requireTrust();
    const { unsaved } = argument;
    const target = await namedTarget(launcher, argument);
    if (target !== undefined) return await launchNamed(launcher, target, argument);
    const choice = await askLaunch(launcher);
    return (await launcher.launch({ ...choice, unsaved })).runId;
  },
});

/** Launches the script of the active editor, or the one that is named. */
export const launchCurrentFileCommand = defineCommand({
  id: "sextant.runs.launchCurrentFile",
  // A menu of the editor hands in the file's address.
  argument: z.preprocess(
    (raw) => (raw instanceof vscode.Uri ? { file: raw.fsPath } : raw),
    launchSchema,
  ),
  async run({ launcher }, argument) {
    requireTrust();
    const file = argument.file ?? vscode.window.activeTextEditor?.document.uri.fsPath;
    if (file === undefined) {
      throw new AppError("no-file", vscode.l10n.t("Open a script to launch it."));
    }
    const target = await targetOfFile(launcher, file);
    return await launchNamed(launcher, target, argument);
  },
});

type Launcher = Services["launcher"];

/** Nothing is asked when the parameters are given, be they none. */
async function launchNamed(
  launcher: Launcher,
  target: LaunchTarget,
  argument: LaunchArgument,
): Promise<string> {
  const described = await launcher.describe(target);
  const { params, name, experiment, unsaved } = argument;
  const given = { params: params ?? {}, name, experiment };
  const edits = params === undefined ? await askParameters(described, given) : given;
  return (await launcher.launch({ target: described, edits, unsaved })).runId;
}

async function namedTarget(
  launcher: Launcher,
  { target: wanted, file, root }: LaunchArgument,
): Promise<LaunchTarget | undefined> {
  if (file !== undefined) return await targetOfFile(launcher, file);
  if (wanted === undefined) return undefined;
  const all = (await launcher.targets()).filter(
    (target) => root === undefined || target.root === root,
  );
  const found = all.find(({ id }) => id === wanted) ?? all.find(({ label }) => label === wanted);
  if (found !== undefined) return found;
  throw new AppError(
    "target-not-found",
    vscode.l10n.t("There is nothing called {0} to launch in this workspace.", wanted),
  );
}

async function targetOfFile(launcher: Launcher, file: string): Promise<LaunchTarget> {
  const target = await launcher.targetOfFile(vscode.Uri.file(file));
  if (target !== undefined) return target;
  throw new AppError(
    "not-a-script",
    vscode.l10n.t(
      "{0} cannot be launched: it is no Python, shell, R, Julia or Node script of an open folder.",
      file,
    ),
  );
}
