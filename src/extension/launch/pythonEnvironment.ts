import path from "node:path";
import * as vscode from "vscode";
import * as z from "zod";
import type { Log } from "../../base/logging.ts";
import { describeError } from "../../base/errors.ts";
import {
  choosePython,
  environmentInterpreter,
  type LaunchTools,
} from "../../core/launch/interpreters.ts";
import {
  findProgram,
  interpreterEnvironment,
  isExecutableFile,
} from "../../platform/process/programs.ts";

/** What the Python extension's exports offer, as far as it is used here. */
const pythonApiSchema = z.object({
  environments: z.object({
    getActiveEnvironmentPath: z.custom<(resource: vscode.Uri) => unknown>(
      (value) => typeof value === "function",
    ),
  }),
});
const environmentPathSchema = z.object({ path: z.string() });

/** Where a launch gets its programs from. */
export interface LaunchEnvironment {
  readonly tools: LaunchTools;
  /** Variables for the run: the interpreter's environment in front of the PATH. */
  readonly variables: Readonly<Record<string, string>>;
  /** Programs to run in place of others that are not there. */
  readonly replacements: Readonly<Record<string, string>>;
}

const environmentFolders = [".venv", "venv", "env", ".env"];

/**
 * The interpreter of a folder and what follows from it: the one chosen in the Python extension or
 * in `python.defaultInterpreterPath`, else a virtual environment in the folder, else the active
 * one that VS Code was started in, else the PATH.
 */
export async function resolveLaunchEnvironment(
  folder: vscode.Uri,
  log: Log,
): Promise<LaunchEnvironment> {
  const isWindows = process.platform === "win32";
  const onPath = ["python3", "python", "py"].filter((name) => findProgram(name) !== null);
  const python = choosePython(
    {
      chosen: (await activeInterpreter(folder, log)) ?? configuredInterpreter(folder),
      environments: environmentsOf(folder.fsPath, isWindows),
      onPath,
    },
    isWindows,
  );
  const beside = path.join(path.dirname(python), isWindows ? "dvc.exe" : "dvc");
  const hasDvc =
    (path.isAbsolute(python) && isExecutableFile(beside)) || findProgram("dvc") !== null;
  return {
    tools: { isWindows, python, dvc: hasDvc ? "dvc" : null },
    variables: interpreterEnvironment(python, { platform: process.platform, env: process.env }),
    replacements: replacementsFor(python, onPath),
  };
}

/** `python` in a command means the interpreter, also where the system only has `python3`. */
function replacementsFor(
  python: string,
  onPath: readonly string[],
): Readonly<Record<string, string>> {
  if (path.isAbsolute(python)) return {};
  const missing = ["python", "python3"].filter((name) => !onPath.includes(name));
  return onPath.length === 0 ? {} : Object.fromEntries(missing.map((name) => [name, python]));
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

function environmentsOf(folder: string, isWindows: boolean): readonly string[] {
  const active = [process.env["VIRTUAL_ENV"], process.env["CONDA_PREFIX"]].filter(
    (home) => home !== undefined && home !== "",
  );
  const homes = [...environmentFolders.map((name) => path.join(folder, name)), ...active];
  return homes
    .map((home) => environmentInterpreter(home ?? "", isWindows))
    .filter(isExecutableFile);
}
