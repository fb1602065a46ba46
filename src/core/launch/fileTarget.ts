import { comparableKey, readParameters } from "./parameters.ts";
import { pythonScriptOf, scriptCommand, type LaunchTools } from "./interpreters.ts";
import { readPythonArguments } from "./pythonArguments.ts";
import { splitCommand } from "./shellWords.ts";
import {
  folderOf,
  joinPath,
  launchParameter,
  type LaunchCommand,
  type LaunchParameter,
  type LaunchTarget,
} from "./target.ts";

export interface ScriptFile {
  readonly root: string;
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly tools: LaunchTools;
}

/**
 * A script as a target: run from the root by its language's interpreter, as it would be typed in a
 * terminal opened there. Undefined for a file that nothing here can run.
 */
export function fileTarget({ root, path, text, tools }: ScriptFile): LaunchTarget | undefined {
  const native = tools.isWindows ? path.replaceAll("/", "\\") : path;
  const argv = scriptCommand(native, text.slice(0, 200).split("\n", 1)[0] ?? "", tools);
  if (argv === undefined) return undefined;
  const target: LaunchTarget = {
    id: `file:${path}`,
    kind: "file",
    label: path.slice(path.lastIndexOf("/") + 1),
    source: path,
    description: "",
    root,
    cwd: ".",
    command: { kind: "argv", argv },
    parameters: [],
    paramStyle: "--key value",
    env: {},
    experiment: null,
    entryPoint: null,
    unavailable: null,
  };
  return path.endsWith(".py") ? withScriptParameters(target, text) : target;
}

/** The Python script that a target runs, relative to its root; null when there is none to read. */
export function scriptOf(target: LaunchTarget): string | null {
  const script = pythonScriptOf(wordsOf(target.command));
  if (script === null || /^([/\\]|[A-Za-z]:)/.test(script)) return null;
  const path = joinPath(target.cwd, script);
  return path.startsWith("..") ? null : path;
}

/**
 * The target with what its command line sets and what its script declares added to its parameters;
 * those that it names itself stay as they are.
 */
export function withScriptParameters(target: LaunchTarget, source: string): LaunchTarget {
  return addParameters(withCommandParameters(target), declaredParameters(target, source));
}

/**
 * A command that was written down may give arguments in ways that only its parser understands, so
 * nothing counts as missing from it, and bare arguments are its own business.
 */
function declaredParameters(target: LaunchTarget, source: string): readonly LaunchParameter[] {
  const declared = readPythonArguments(source);
  if (target.kind === "file") return declared;
  return declared
    .filter(({ form }) => form !== "positional")
    .map((parameter) => ({ ...parameter, isRequired: false }));
}

/** The target with the parameters that its command line sets. */
export function withCommandParameters(target: LaunchTarget): LaunchTarget {
  const mentioned = Object.entries(readParameters(wordsOf(target.command)));
  const found = mentioned
    .filter(([, value]) => !/\{.+\}/.test(value))
    .map(([name, value]) => launchParameter({ name, form: "option", default: value }));
  return addParameters(target, found);
}

/** Known parameters keep their values and learn what else is said about them. */
export function addParameters(
  target: LaunchTarget,
  found: readonly LaunchParameter[],
): LaunchTarget {
  const rest = new Map(found.map((parameter) => [comparableName(parameter), parameter]));
  const known = target.parameters.map((parameter) => {
    const also = rest.get(comparableName(parameter));
    if (also === undefined) return parameter;
    rest.delete(comparableName(parameter));
    return merge(parameter, also);
  });
  return { ...target, parameters: [...known, ...rest.values()] };
}

/**
 * The keys of a parameters file beside those of the command. A script that takes both `--lr` and
 * `lr` of the file takes the file's value for its default: one parameter, not two.
 */
export function addFileParameters(
  target: LaunchTarget,
  found: readonly LaunchParameter[],
): LaunchTarget {
  const values = new Map(found.map(({ name, default: value }) => [comparableKey(name), value]));
  const known = target.parameters.map((parameter) => ({
    ...parameter,
    default: parameter.default ?? values.get(comparableKey(parameter.name)) ?? null,
  }));
  const names = new Set(known.map(({ name }) => comparableKey(name)));
  const rest = found.filter(({ name }) => !names.has(comparableKey(name)));
  return { ...target, parameters: [...known, ...rest] };
}

function merge(known: LaunchParameter, also: LaunchParameter): LaunchParameter {
  const isStyleOpen = known.form === "option" && known.option === null;
  return {
    ...known,
    help: known.help === "" ? also.help : known.help,
    choices: known.choices.length === 0 ? also.choices : known.choices,
    // A parameter given as `--key` without a value is a flag when the script says so.
    ...(isStyleOpen && !known.isPassed
      ? { form: also.form, option: also.option, negation: also.negation, isList: also.isList }
      : {}),
  };
}

function comparableName({ name, file }: LaunchParameter): string {
  return `${file ?? ""}:${comparableKey(name)}`;
}

/** The words of a command as far as they can be told without a shell. */
function wordsOf(command: LaunchCommand): readonly string[] {
  if (command.kind === "argv") return command.argv;
  const split = splitCommand(command.text);
  return split.kind === "words" ? split.words : [];
}

/** Folder of a script, for finding the parameters file beside it. */
export function paramsFilesFor(target: LaunchTarget): readonly string[] {
  const script = scriptOf(target);
  const folders = new Set([target.cwd, ...(script === null ? [] : [folderOf(script)])]);
  return [...folders].map((folder) => joinPath(folder, "params.yaml"));
}
