import type { LaunchEdits, LaunchParameter, LaunchTarget } from "./target.ts";

/** How a parameter is shown in the list where a launch's parameters are edited. */
export interface ParameterLine {
  readonly key: string;
  readonly name: string;
  /** What the run will use; null where nothing is given. */
  readonly value: string | null;
  readonly isChanged: boolean;
  readonly isMissing: boolean;
  readonly help: string;
  /** The parameters file, when the value stands in one. */
  readonly file: string | null;
  /** Null for a parameter that the user added. */
  readonly parameter: LaunchParameter | null;
}

/** The target's parameters and those that the user added: what misses a value first. */
export function collectParameterLines(
  target: LaunchTarget,
  edits: LaunchEdits,
): readonly ParameterLine[] {
  const known = new Set(target.parameters.map(({ key }) => key));
  const added = Object.entries(edits.params).filter(([key]) => !known.has(key));
  const lines = [
    ...target.parameters.map((parameter) => lineOf(parameter, edits)),
    ...added.map(([key, value]) => addedLine(key, value)),
  ];
  return [...lines.filter((line) => line.isMissing), ...lines.filter((line) => !line.isMissing)];
}

function lineOf(parameter: LaunchParameter, { params }: LaunchEdits): ParameterLine {
  const { key, name, help, file, isRequired } = parameter;
  const edited = Object.hasOwn(params, key) ? params[key] : undefined;
  const value = edited ?? parameter.default;
  return {
    key,
    name,
    value,
    isChanged: edited !== undefined && edited !== parameter.default,
    isMissing: isRequired && value === null,
    help,
    file,
    parameter,
  };
}

function addedLine(key: string, value: string): ParameterLine {
  return {
    key,
    name: key,
    value,
    isChanged: true,
    isMissing: false,
    help: "",
    file: null,
    parameter: null,
  };
}

/** The choices with one value set; one that is the default again is no choice. */
export function withParameter(
  target: LaunchTarget,
  edits: LaunchEdits,
  key: string,
  value: string,
): LaunchEdits {
  const parameter = target.parameters.find((candidate) => candidate.key === key);
  const others = Object.entries(edits.params).filter(([other]) => other !== key);
  const isDefault = parameter !== undefined && parameter.default === value;
  const params = Object.fromEntries(isDefault ? others : [...others, [key, value]]);
  return { ...edits, params };
}

/** The choices by the keys of the target: a bare name finds a parameter of a file too. */
export function resolveParameterKeys(
  target: LaunchTarget,
  params: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const keys = new Set(target.parameters.map(({ key }) => key));
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (keys.has(name)) return [name, value];
      const named = target.parameters.filter((parameter) => parameter.name === name);
      return [named.length === 1 ? (named[0]?.key ?? name) : name, value];
    }),
  );
}

/** Why a text cannot be the name of a new parameter; undefined when it can. */
export function newParameterFault(name: string): "empty" | "format" | undefined {
  if (name.trim() === "") return "empty";
  return /^[\p{L}_][\p{L}\p{N}_.@/:-]*$/u.test(name.trim()) ? undefined : "format";
}
