import type { Run } from "../runs/run.ts";
import { givenParamsTag } from "./composeLaunch.ts";
import { withCommandParameters } from "./fileTarget.ts";
import { comparableKey } from "./parameters.ts";
import { maskedValue } from "./secrets.ts";
import { launchParameter, type LaunchParameter, type LaunchTarget } from "./target.ts";

/**
 * A recorded run as a target: its own command in its own folder, with the values it ran with.
 * `unavailable` says why a run cannot be repeated.
 */
export function rerunTarget(run: Run, root: string): LaunchTarget {
  const argv = run.command?.argv ?? [];
  const given = readGivenParams(run.tags[givenParamsTag]);
  return withCommandParameters({
    id: `rerun:${run.id}`,
    kind: "rerun",
    label: run.name,
    source: ".",
    description: "",
    root,
    cwd: run.command?.cwd ?? ".",
    command: { kind: "argv", argv },
    parameters: Object.entries(given).map(givenParameter),
    paramStyle: argv.some((word) => word.startsWith("--")) ? "--key value" : styleOf(argv),
    env: {},
    experiment: run.experiment,
    entryPoint: run.entryPoint,
    unavailable: reasonAgainst(run),
  });
}

/** A secret was not recorded: it has to be given again. */
function givenParameter([name, value]: readonly [string, string]): LaunchParameter {
  const isSecret = value.includes(maskedValue);
  return launchParameter({
    name,
    form: "environment",
    default: isSecret ? null : value,
    isRequired: isSecret,
    isPassed: true,
  });
}

/**
 * Choices that give parameters of files the values that a run had, where they differ now. The
 * parameters of its command line need none: they stand in the recorded command.
 */
export function recordedFileValues(
  target: LaunchTarget,
  recorded: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const elsewhere = new Set(
    target.parameters.filter(({ form }) => form !== "file").map(({ name }) => comparableKey(name)),
  );
  const differing = target.parameters.flatMap(({ key, name, file, default: current }) => {
    if (elsewhere.has(comparableKey(name))) return [];
    const value = Object.hasOwn(recorded, name) ? recorded[name] : undefined;
    const isSame = value === undefined || current === null || isSameValue(value, current);
    return file === null || isSame || value.includes(maskedValue) ? [] : [[key, value] as const];
  });
  return Object.fromEntries(differing);
}

/** `1e-3` and `0.001` are one value, and so are `true` and `True`. */
function isSameValue(a: string, b: string): boolean {
  if (a === b || a.replaceAll(/\s/g, "") === b.replaceAll(/\s/g, "")) return true;
  const isNumber = a.trim() !== "" && b.trim() !== "";
  if (isNumber && Number(a) === Number(b)) return true;
  return /^(true|false|null|none)$/i.test(a) && a.toLowerCase() === b.toLowerCase();
}

function styleOf(argv: readonly string[]): "key=value" | "--key value" {
  return argv.some((word) => /^\+{0,2}[A-Za-z_][\w.]*=/.test(word)) ? "key=value" : "--key value";
}

function reasonAgainst({ name, command }: Run): string | null {
  if (command === null || command.argv.length === 0) {
    return `${name} has no recorded command, so it cannot be run again.`;
  }
  if (command.argv.some((word) => word.includes(maskedValue))) {
    return `The command of ${name} holds a secret that was not recorded, so it cannot be run again from here.`;
  }
  return null;
}

function readGivenParams(tag: string | undefined): Readonly<Record<string, string>> {
  if (tag === undefined) return {};
  try {
    const value: unknown = JSON.parse(tag);
    if (typeof value !== "object" || value === null) return {};
    const texts = Object.entries(value).filter((entry): entry is [string, string] => {
      return typeof entry[1] === "string";
    });
    return Object.fromEntries(texts);
  } catch {
    return {};
  }
}
