import path from "node:path";
import {
  choosePython,
  environmentInterpreter,
  type LaunchTools,
} from "../../core/launch/interpreters.ts";
import { findProgram, interpreterEnvironment, isExecutableFile } from "./programs.ts";

/** Where a launch gets its programs from. */
export interface LaunchEnvironment {
  readonly tools: LaunchTools;
  /** Variables for the run: the interpreter's environment in front of the PATH. */
  readonly variables: Readonly<Record<string, string>>;
  /** Programs to run in place of others that are not there. */
  readonly replacements: Readonly<Record<string, string>>;
}

/** Which of a project's interpreters comes first where nobody chose one. */
export interface PythonPreference {
  /** What somebody chose, as an absolute path; null where nobody did. */
  readonly chosen: string | null;
  /** An environment that is active counts more than one that lies in the folder. */
  readonly prefersActive: boolean;
}

const environmentFolders = [".venv", "venv", "env", ".env"];

/**
 * The interpreter of a folder's scripts and what follows from it: the chosen one, a virtual
 * environment in the folder or the active one, else what is on the PATH.
 */
export function findLaunchEnvironment(
  folder: string,
  { chosen, prefersActive }: PythonPreference,
): LaunchEnvironment {
  const isWindows = process.platform === "win32";
  const onPath = ["python3", "python", "py"].filter((name) => findProgram(name) !== null);
  const own = environmentFolders.map((name) => path.join(folder, name));
  const active = [process.env["VIRTUAL_ENV"], process.env["CONDA_PREFIX"]].flatMap((home) =>
    home === undefined || home === "" ? [] : [home],
  );
  const environments = (prefersActive ? [...active, ...own] : [...own, ...active])
    .map((home) => environmentInterpreter(home, isWindows))
    .filter(isExecutableFile);
  const python = choosePython({ chosen, environments, onPath }, isWindows);
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
