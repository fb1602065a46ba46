/** Which program runs a script, by the script's language and the machine. */

export interface LaunchTools {
  readonly isWindows: boolean;
  /** The interpreter the user chose for the project, or the name to try. */
  readonly python: string;
  /** `dvc`, where it is on the PATH or beside the interpreter; else null. */
  readonly dvc: string | null;
}

export const scriptLanguages = ["python", "shell", "r", "julia", "node"] as const;
export type ScriptLanguage = (typeof scriptLanguages)[number];

const languageOfExtension: Readonly<Partial<Record<string, ScriptLanguage>>> = {
  py: "python",
  pyw: "python",
  sh: "shell",
  bash: "shell",
  zsh: "shell",
  r: "r",
  jl: "julia",
  js: "node",
  mjs: "node",
  cjs: "node",
  ts: "node",
  mts: "node",
};

/** Undefined for a file that nothing here can run. */
export function languageOf(path: string): ScriptLanguage | undefined {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(languageOfExtension, extension) ? languageOfExtension[extension] : undefined;
}

/** The command that runs a script; `firstLine` decides between shells by its `#!`. */
export function scriptCommand(
  path: string,
  firstLine: string,
  tools: LaunchTools,
): readonly string[] | undefined {
  switch (languageOf(path)) {
    case "python":
      return [tools.python, path];
    case "shell":
      return [shellFor(path, firstLine), path];
    case "r":
      return [tools.isWindows ? "Rscript.exe" : "Rscript", path];
    case "julia":
      return ["julia", path];
    case "node":
      return ["node", path];
    case undefined:
      return undefined;
  }
}

function shellFor(path: string, firstLine: string): string {
  const named = /^#!.*\b(bash|zsh|dash|ksh|sh)\b/.exec(firstLine)?.[1];
  if (named !== undefined) return named;
  if (path.endsWith(".zsh")) return "zsh";
  return path.endsWith(".bash") ? "bash" : "sh";
}

export interface PythonCandidates {
  /** What the Python extension says, or the setting `python.defaultInterpreterPath`. */
  readonly chosen: string | null;
  /** Interpreters of virtual environments in the project that exist, best first. */
  readonly environments: readonly string[];
  /** Names that are on the PATH. */
  readonly onPath: readonly string[];
}

/** The interpreter for the project's scripts. */
export function choosePython(candidates: PythonCandidates, isWindows: boolean): string {
  const names = isWindows ? ["python", "py", "python3"] : ["python3", "python"];
  const known = candidates.chosen ?? candidates.environments[0];
  return known ?? names.find((name) => candidates.onPath.includes(name)) ?? names[0] ?? "python";
}

/** Where the interpreter of a virtual environment lies in it. */
export function environmentInterpreter(folder: string, isWindows: boolean): string {
  return isWindows ? `${folder}\\Scripts\\python.exe` : `${folder}/bin/python`;
}

/** Runs the author's own text in the platform's shell; further arguments are "$1", "$2" … */
export function shellCommand(
  text: string,
  positional: readonly string[],
  isWindows: boolean,
): readonly string[] {
  if (isWindows) return ["cmd.exe", "/d", "/s", "/c", text];
  return ["sh", "-c", text, ...(positional.length === 0 ? [] : ["sh", ...positional])];
}

/**
 * The arguments of a call of `cmd.exe` made by `shellCommand` as they must stand on its command
 * line: the author's text between two quotes that `/s` takes away again, nothing in it escaped.
 * Undefined for every other command, which is quoted as usual.
 */
export function verbatimShellArguments(argv: readonly string[]): readonly string[] | undefined {
  const [program, d, s, c, text, ...rest] = argv;
  const isShellCall = program === "cmd.exe" && d === "/d" && s === "/s" && c === "/c";
  if (!isShellCall || text === undefined || rest.length > 0) return undefined;
  return [d, s, c, `"${text}"`];
}

/**
 * The script that a Python command runs, as it is written there: `python -u train.py` and
 * `torchrun --nproc 2 train.py` both run `train.py`. Null when there is none to read.
 */
export function pythonScriptOf(argv: readonly string[]): string | null {
  const module = argv.indexOf("-m");
  const script = argv.find((token) => /\.py$/i.test(token) && !token.startsWith("-"));
  if (script !== undefined) return script.replaceAll("\\", "/");
  const name = module < 0 ? undefined : argv[module + 1];
  const isModule = name !== undefined && /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name);
  return isModule ? `${name.replaceAll(".", "/")}.py` : null;
}
