import type { ParamStyle } from "../config/paramStyles.ts";
import { shellCommand } from "./interpreters.ts";
import { fillTemplate } from "./mlprojectTargets.ts";
import { applyParameters, comparableKey, readParameters } from "./parameters.ts";
import { maskParameters } from "./secrets.ts";
import { splitCommand } from "./shellWords.ts";
import {
  launchParameter,
  type LaunchEdits,
  type LaunchParameter,
  type LaunchTarget,
} from "./target.ts";

/** Tag of a run that names the run it repeats. */
export const rerunTag = "sextant.rerunOf";

/**
 * Tag with the parameters that a run was given beside its command line, as a JSON object: with the
 * command they are what running it again takes.
 */
export const givenParamsTag = "sextant.givenParams";

/** Everything that starting a run takes. */
export interface ComposedLaunch {
  /** What follows `sextant run`: its options, `--`, the command. */
  readonly args: readonly string[];
  /** The command itself, as it stands behind `--`. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface ComposeOptions {
  readonly isWindows: boolean;
  /** Programs to run in place of others: `python` → `python3` where only that is there. */
  readonly replacements?: Readonly<Record<string, string>>;
  /** Id of the run that this one repeats. */
  readonly rerunOf?: string;
}

/**
 * The call of `sextant run` that launches a target with the user's choices.
 *
 * Invariant: values are arguments of their own, never part of a shell's text. Arguments that the
 * command mentions are changed in place; others are appended, bare ones first, because an option
 * that takes several words would swallow what follows it.
 */
export function composeLaunch(
  target: LaunchTarget,
  edits: LaunchEdits,
  options: ComposeOptions,
): ComposedLaunch {
  const values = chosenValues(target, edits);
  const base = baseCommand(target, values, options);
  const command = base.isShell
    ? shellCall(target, base, argumentsOf(target, values, []), options)
    : replaceProgram(argumentsOf(target, values, base.argv), options.replacements ?? {});
  return {
    args: [
      ...option("--name", edits.name),
      ...option("--experiment", edits.experiment ?? target.experiment ?? undefined),
      ...option("--entry-point", target.entryPoint ?? undefined),
      ...recordedParams(invisibleParams(values, command)),
      ...option("--tag", options.rerunOf && `${rerunTag}=${options.rerunOf}`),
      ...Object.entries(edits.tags ?? {}).flatMap(([key, value]) => ["--tag", `${key}=${value}`]),
      ...fileEdits(values),
      "--",
      ...command,
    ],
    command,
    env: target.env,
  };
}

interface Chosen {
  readonly parameter: LaunchParameter;
  readonly value: string;
  readonly isChanged: boolean;
}

/** The parameters that have something to say: changed ones, and those whose default is passed. */
function chosenValues(target: LaunchTarget, edits: LaunchEdits): readonly Chosen[] {
  const known = new Map(target.parameters.map((parameter) => [parameter.key, parameter]));
  const chosen: Chosen[] = [];
  for (const parameter of target.parameters) {
    const edited = Object.hasOwn(edits.params, parameter.key)
      ? edits.params[parameter.key]
      : undefined;
    const isChanged = edited !== undefined && edited !== parameter.default;
    const value = edited ?? parameter.default;
    if (value !== null && (isChanged || parameter.isPassed)) {
      chosen.push({ parameter, value, isChanged });
    }
  }
  for (const [name, value] of Object.entries(edits.params)) {
    if (known.has(name)) continue;
    const parameter = launchParameter({ name, form: "option" });
    chosen.push({ parameter, value, isChanged: true });
  }
  return chosen;
}

/** A template names each further argument; a text of the author's own has "$@" where it wants. */
function shellCall(
  { command }: LaunchTarget,
  { text, argv }: Extract<Base, { isShell: true }>,
  further: readonly string[],
  { isWindows }: ComposeOptions,
): readonly string[] {
  const references = further.map((_, index) => ` "\${${argv.length + index + 1}}"`).join("");
  const full = command.kind === "template" && !isWindows ? text + references : text;
  return shellCommand(full, [...argv, ...further], isWindows);
}

type Base =
  | { readonly isShell: false; readonly argv: readonly string[] }
  /** `argv` holds the positional parameters that the text refers to. */
  | { readonly isShell: true; readonly text: string; readonly argv: readonly string[] };

function baseCommand(
  { command }: LaunchTarget,
  values: readonly Chosen[],
  { isWindows }: ComposeOptions,
): Base {
  if (command.kind === "argv") return { isShell: false, argv: command.argv };
  if (command.kind === "shell") return { isShell: true, text: command.text, argv: [] };
  const placeholders = new Map(
    values
      .filter(({ parameter }) => parameter.form === "placeholder")
      .map(({ parameter, value }) => [parameter.name, value]),
  );
  const split = splitCommand(command.text, { isWindows });
  if (split.kind === "words") {
    const fill = (name: string) => placeholders.get(name) ?? "";
    return { isShell: false, argv: split.words.map((word) => fillTemplate(word, fill)) };
  }
  if (isWindows) {
    const fill = (name: string) => placeholders.get(name) ?? "";
    return { isShell: true, text: fillTemplate(command.text, fill), argv: [] };
  }
  return { isShell: true, ...shellTemplate(command.text, placeholders) };
}

/**
 * A template for the shell: each placeholder becomes a reference to a positional parameter, quoted
 * as its place in the text asks, so that a value stays one word whatever it holds.
 */
function shellTemplate(
  template: string,
  values: ReadonlyMap<string, string>,
): { readonly text: string; readonly argv: readonly string[] } {
  const names = [...values.keys()];
  const quotes = quotesAt(template);
  const text = fillTemplate(template, (name, offset) => {
    const place = `\${${names.indexOf(name) + 1}}`;
    if (!values.has(name)) return "";
    if (quotes[offset] === '"') return place;
    return quotes[offset] === "'" ? `'"${place}"'` : `"${place}"`;
  });
  return { text, argv: names.map((name) => values.get(name) ?? "") };
}

/** For each character of a shell text the quote that it stands in, or "". */
function quotesAt(text: string): readonly string[] {
  const quotes: string[] = [];
  let open = "";
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    quotes.push(open);
    if (char === "\\" && open !== "'") {
      quotes.push(open);
      at += 1;
    } else if (open === "" && (char === "'" || char === '"')) open = char;
    else if (char === open) open = "";
  }
  return quotes;
}

/** The arguments with the chosen values in place or appended. */
function argumentsOf(
  target: LaunchTarget,
  values: readonly Chosen[],
  argv: readonly string[],
): readonly string[] {
  const options = values.filter(
    ({ parameter }) => parameter.form === "option" || parameter.form === "flag",
  );
  const named = Object.fromEntries(options.map(({ parameter, value }) => [parameter.name, value]));
  const applied = applyParameters(argv, named);
  const unmentioned = new Set(applied.unmentioned);
  const positional = values.filter(({ parameter }) => parameter.form === "positional");
  return [
    ...applied.argv,
    ...positional.flatMap(({ parameter, value }) => wordsOf(parameter, value)),
    ...options
      .filter(({ parameter }) => unmentioned.has(parameter.name))
      .flatMap(({ parameter, value }) => spell(parameter, value, target.paramStyle)),
  ];
}

function spell(parameter: LaunchParameter, value: string, style: ParamStyle): readonly string[] {
  const { form, option: spelled, negation, name } = parameter;
  if (form === "flag") return spellFlag(spelled ?? `--${name}`, negation, isOn(value));
  if (spelled !== null) return spellOption(spelled, wordsOf(parameter, value));
  switch (style) {
    case "--key value":
      return spellOption(`--${name}`, [value]);
    case "--key=value":
      return [`--${name}=${value}`];
    case "key=value":
      return [`${name}=${value}`];
  }
}

function spellFlag(on: string, off: string | null, isSet: boolean): readonly string[] {
  if (isSet) return [on];
  return off === null ? [] : [off];
}

/** A value such as "-x" would be read as an option of its own: it is joined with `=`. */
function spellOption(option: string, words: readonly string[]): readonly string[] {
  const [first = ""] = words;
  const isJoined = words.length === 1 && first.startsWith("-") && option.startsWith("--");
  return isJoined ? [`${option}=${first}`] : [option, ...words];
}

function isOn(value: string): boolean {
  return /^(true|1|yes|on)$/i.test(value.trim());
}

function wordsOf({ isList }: LaunchParameter, value: string): readonly string[] {
  if (!isList) return [value];
  const split = splitCommand(value);
  return split.kind === "words" ? split.words : value.split(/\s+/).filter((word) => word !== "");
}

function replaceProgram(
  argv: readonly string[],
  replacements: Readonly<Record<string, string>>,
): readonly string[] {
  const [program = "", ...rest] = argv;
  return Object.hasOwn(replacements, program) ? [replacements[program] ?? program, ...rest] : argv;
}

/** What the command line itself does not show: `sextant run` records the rest from there. */
function invisibleParams(
  values: readonly Chosen[],
  command: readonly string[],
): Readonly<Record<string, string>> {
  const visible = new Set(Object.keys(readParameters(command)).map(comparableKey));
  return Object.fromEntries(
    values
      .filter(({ parameter }) => parameter.form !== "file")
      .filter(({ parameter }) => !visible.has(comparableKey(parameter.name)))
      .filter(({ parameter, value }) => parameter.form !== "flag" || isOn(value))
      .map(({ parameter, value }) => [parameter.name, value]),
  );
}

function recordedParams(params: Readonly<Record<string, string>>): readonly string[] {
  const words = Object.entries(params).flatMap(([name, value]) => ["--param", `${name}=${value}`]);
  if (words.length === 0) return [];
  return [...words, "--tag", `${givenParamsTag}=${JSON.stringify(maskParameters(params))}`];
}

function fileEdits(values: readonly Chosen[]): readonly string[] {
  return values.flatMap(({ parameter, value, isChanged }) =>
    parameter.file === null || !isChanged
      ? []
      : ["--set", `${parameter.file}:${parameter.name}=${value}`],
  );
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined || value === "" ? [] : [name, value];
}
