import { accessSync, constants, existsSync, statSync } from "node:fs";
import path from "node:path";

export interface ProgramSearch {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isExecutable: (file: string) => boolean;
}

/** The file that a program's name runs, found on the PATH as the system would; else null. */
export function findProgram(
  name: string,
  { platform, env, isExecutable }: ProgramSearch = thisMachineSearch(),
): string | null {
  const isWindows = platform === "win32";
  const paths = isWindows ? path.win32 : path.posix;
  const endings = isWindows ? ["", ...(env["PATHEXT"] ?? ".EXE;.CMD;.BAT").split(";")] : [""];
  for (const folder of pathOf(env, isWindows).split(paths.delimiter)) {
    if (folder === "") continue;
    for (const ending of endings) {
      const file = paths.join(folder, name + ending);
      if (isExecutable(file)) return file;
    }
  }
  return null;
}

/** Windows spells the variable as it likes. */
function pathOf(env: ProgramSearch["env"], isWindows: boolean): string {
  if (!isWindows) return env["PATH"] ?? "";
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH");
  return name === undefined ? "" : (env[name] ?? "");
}

function thisMachineSearch(): ProgramSearch {
  return { platform: process.platform, env: process.env, isExecutable: isExecutableFile };
}

export function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The variables that make an interpreter's own environment the one its programs come from. */
export function interpreterEnvironment(
  interpreter: string,
  { platform, env }: Pick<ProgramSearch, "platform" | "env">,
): Readonly<Record<string, string>> {
  const paths = platform === "win32" ? path.win32 : path.posix;
  if (!paths.isAbsolute(interpreter)) return {};
  const folder = paths.dirname(interpreter);
  const inherited = pathOf(env, platform === "win32");
  const variables = { PATH: inherited === "" ? folder : `${folder}${paths.delimiter}${inherited}` };
  const home = platform === "win32" ? environmentHome(folder) : paths.dirname(folder);
  if (existsSync(paths.join(home, "pyvenv.cfg"))) return { ...variables, VIRTUAL_ENV: home };
  if (existsSync(paths.join(home, "conda-meta"))) return { ...variables, CONDA_PREFIX: home };
  return variables;
}

/** `env\Scripts\python.exe` belongs to `env`; conda's `env\python.exe` too. */
function environmentHome(folder: string): string {
  const isScripts = path.win32.basename(folder).toLowerCase() === "scripts";
  return isScripts ? path.win32.dirname(folder) : folder;
}
