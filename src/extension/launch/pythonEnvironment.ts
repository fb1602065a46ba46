import path from "node:path";
import * as vscode from "vscode";
import * as z from "zod";
import { describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import {
  findLaunchEnvironment,
  type LaunchEnvironment,
} from "../../platform/process/pythonPrograms.ts";
import { isExecutableFile } from "../../platform/process/programs.ts";

/** What the Python extension's exports offer, as far as it is used here. */
const pythonApiSchema = z.object({
  environments: z.object({
    getActiveEnvironmentPath: z.custom<(resource: vscode.Uri) => unknown>(
      (value) => typeof value === "function",
    ),
  }),
});
const environmentPathSchema = z.object({ path: z.string() });

/**
 * The interpreter of a folder and what follows from it: the one chosen in the Python extension or
 * in `python.defaultInterpreterPath`, else a virtual environment in the folder, else the active
 * one that VS Code was started in, else the PATH.
 */
export async function resolveLaunchEnvironment(
  folder: vscode.Uri,
  log: Log,
): Promise<LaunchEnvironment> {
  const chosen = (await activeInterpreter(folder, log)) ?? configuredInterpreter(folder);
  return findLaunchEnvironment(folder.fsPath, { chosen, prefersActive: false });
}

async function activeInterpreter(folder: vscode.Uri, log: Log): Promise<string | null> {
  const extension = vscode.extensions.getExtension<unknown>("ms-python.python");
  if (extension === undefined) return null;
  try {
    const api = pythonApiSchema.safeParse(await extension.activate()).data;
    const active: unknown = api?.environments.getActiveEnvironmentPath(folder);
    return absoluteOrNull(environmentPathSchema.safeParse(active).data?.path);
  } catch (error) {
    log.warn(`The Python extension did not say which interpreter to use: ${describeError(error)}`);
    return null;
  }
}

function configuredInterpreter(folder: vscode.Uri): string | null {
  const configured: unknown = vscode.workspace
    .getConfiguration("python", folder)
    .get("defaultInterpreterPath");
  if (typeof configured !== "string") return null;
  const expanded = configured
    .replaceAll(/\$\{workspaceFolder(:[^}]*)?\}/g, () => folder.fsPath)
    .replace(/^~(?=[/\\])/, () => process.env["HOME"] ?? "~");
  const absolute = /[/\\]/.test(expanded) ? path.resolve(folder.fsPath, expanded) : expanded;
  return absoluteOrNull(absolute);
}

function absoluteOrNull(interpreter: string | undefined): string | null {
  if (interpreter === undefined || !path.isAbsolute(interpreter)) return null;
  return isExecutableFile(interpreter) ? interpreter : null;
}
