import type { ParamStyle } from "../config/paramStyles.ts";

/** What can be launched, wherever it was found; plain data. */
export interface LaunchTarget {
  /** The same for the same target in every scan: `dvc:pipelines/dvc.yaml:train`. */
  readonly id: string;
  readonly kind: LaunchTargetKind;
  readonly label: string;
  /** The file that defines it, relative to `root`, with `/`. */
  readonly source: string;
  /** One line of the author's own words, or "". */
  readonly description: string;
  /** Absolute path of the folder that `cwd` and `source` are relative to. */
  readonly root: string;
  /** With `/`; "." is the root itself. */
  readonly cwd: string;
  readonly command: LaunchCommand;
  readonly parameters: readonly LaunchParameter[];
  /** How parameters that the command does not mention are appended. */
  readonly paramStyle: ParamStyle;
  readonly env: Readonly<Record<string, string>>;
  readonly experiment: string | null;
  /** The name recorded as the run's entry point. */
  readonly entryPoint: string | null;
  /** Why it cannot be launched here, as a sentence; null when it can. */
  readonly unavailable: string | null;
}

export const launchTargetKinds = ["entryPoint", "file", "dvc", "mlproject", "rerun"] as const;
export type LaunchTargetKind = (typeof launchTargetKinds)[number];

export type LaunchCommand =
  | { readonly kind: "argv"; readonly argv: readonly string[] }
  /** The author's own text, for the shell; parameters are its positional parameters ("$@"). */
  | { readonly kind: "shell"; readonly text: string }
  /** The author's own text with `{name}` where parameters of the form "placeholder" stand. */
  | { readonly kind: "template"; readonly text: string };

/**
 * - `option`: `--key value` or as the target's style says. `flag`: there or not there.
 * - `positional`: a bare argument, in the order of the list.
 * - `placeholder`: `{name}` in a template.
 * - `file`: a key of a parameters file, which is edited before the run.
 * - `environment`: told to the command in `SEXTANT_PARAMS` only.
 */
export const parameterForms = [
  "option",
  "flag",
  "positional",
  "placeholder",
  "file",
  "environment",
] as const;
export type ParameterForm = (typeof parameterForms)[number];

export interface LaunchParameter {
  /** Unique in its target: the name, or `file:key` for one of a file. */
  readonly key: string;
  readonly name: string;
  readonly form: ParameterForm;
  /** What the command uses when nothing is said; null where that is unknown or nothing. */
  readonly default: string | null;
  readonly help: string;
  /** Empty when any value will do. */
  readonly choices: readonly string[];
  /** The command fails without it. */
  readonly isRequired: boolean;
  /** The default is handed to the command too, not only what was changed. */
  readonly isPassed: boolean;
  /** Several words, written as in a shell: `1 2 "a b"`. */
  readonly isList: boolean;
  /** As the command spells it: `--learning-rate`, `-l`; null for the target's own style. */
  readonly option: string | null;
  /** Switches a flag off: `--no-cuda`. */
  readonly negation: string | null;
  /** The parameters file, relative to the target's `cwd`. */
  readonly file: string | null;
}

/** A parameter with everything that is not said at its plainest. */
export function launchParameter(
  given: Pick<LaunchParameter, "name" | "form"> & Partial<LaunchParameter>,
): LaunchParameter {
  return {
    key: given.name,
    default: null,
    help: "",
    choices: [],
    isRequired: false,
    isPassed: false,
    isList: false,
    option: null,
    negation: null,
    file: null,
    ...given,
  };
}

/** What the user chose for one launch. */
export interface LaunchEdits {
  /** By the parameter's key; a key that the target does not have is a new parameter. */
  readonly params: Readonly<Record<string, string>>;
  /** Name of the run; made up when not given. */
  readonly name?: string | undefined;
  readonly experiment?: string | undefined;
  /** Recorded on the run. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export const noEdits: LaunchEdits = { params: {} };

/** The command as people would type it; for lists and tool tips. */
export function describeCommand(command: LaunchCommand): string {
  const text = command.kind === "argv" ? command.argv.join(" ") : command.text;
  return text.replace(/\\?\s+/g, " ").trim();
}

/** Joins a folder and a path below it, both with `/`; "." is the folder itself. */
export function joinPath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "..") {
      if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
      else parts.push(part);
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.length === 0 ? "." : parts.join("/");
}

export function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : path.slice(0, end);
}
