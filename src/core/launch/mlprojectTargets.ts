import type { Parsed, Problem } from "../../base/errors.ts";
import { readBoundedYaml, type BoundedYaml } from "../config/boundedYaml.ts";
import type { TargetSource } from "./dvcTargets.ts";
import { isRecord, recordOf, scalarText, stringOf } from "./records.ts";
import { folderOf, launchParameter, type LaunchParameter, type LaunchTarget } from "./target.ts";

/**
 * The entry points of an `MLproject` file. As with `mlflow run`, declared parameters fill their
 * `{name}` in the command and further ones are appended as `--name value`; unlike it, values never
 * become part of a shell's text. Environments are not built: the command runs in the one chosen.
 */
export function parseMlprojectTargets(source: TargetSource): Parsed<LaunchTarget[]> {
  const yaml = readBoundedYaml(source.text, source.path);
  const project = recordOf(yaml.value);
  const problems: Problem[] = [...yaml.problems];
  const targets: LaunchTarget[] = [];
  for (const [name, entry] of Object.entries(recordOf(project["entry_points"]))) {
    const text = stringOf(recordOf(entry)["command"])?.trim() ?? "";
    if (text === "") problems.push(missingCommand(yaml, name));
    else targets.push(entryTarget(source, { name, text, entry: recordOf(entry) }));
  }
  return { value: targets, problems };
}

function missingCommand(yaml: BoundedYaml, name: string): Problem {
  return {
    code: "mlproject-no-command",
    message: `the entry point \`${name}\` has no command`,
    severity: "error",
    location: yaml.locate(["entry_points", name]),
  };
}

interface Entry {
  readonly name: string;
  readonly text: string;
  readonly entry: Readonly<Record<string, unknown>>;
}

function entryTarget({ root, path }: TargetSource, { name, text, entry }: Entry): LaunchTarget {
  const declared = Object.entries(recordOf(entry["parameters"]));
  const placeholders = new Set(placeholdersOf(text));
  return {
    id: `mlproject:${path}:${name}`,
    kind: "mlproject",
    label: name,
    source: path,
    description: "",
    root,
    cwd: folderOf(path),
    command: { kind: "template", text },
    parameters: declared.map(([key, value]) => parameterOf(key, value, placeholders.has(key))),
    paramStyle: "--key value",
    env: {},
    experiment: null,
    entryPoint: name,
    unavailable: null,
  };
}

/** Declared as `name: float` or `name: {type: float, default: 0.1}`. */
function parameterOf(name: string, value: unknown, isInCommand: boolean): LaunchParameter {
  const declared = isRecord(value) ? value : { type: value };
  const type = stringOf(declared["type"]) ?? "string";
  const given = scalarText(declared["default"]) ?? null;
  const description = stringOf(declared["description"]) ?? "";
  return launchParameter({
    name,
    // MLflow leaves a declared parameter out that the command does not mention, unless it is set.
    form: isInCommand ? "placeholder" : "option",
    default: given,
    help: description === "" ? type : `${description} (${type})`,
    isRequired: isInCommand && given === null,
    isPassed: isInCommand,
  });
}

/** The names in `{…}`, each once; `{{` and `}}` are braces. */
export function placeholdersOf(template: string): readonly string[] {
  const names = [...template.matchAll(placeholderPattern)].map((match) => match[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

const placeholderPattern = /\{\{|\}\}|\{([\p{L}_][\p{L}\p{N}_.-]*)\}/gu;

/** Fills the placeholders of a text by what `fill` gives for each name. */
export function fillTemplate(
  template: string,
  fill: (name: string, offset: number) => string,
): string {
  return template.replace(placeholderPattern, (all, name: string | undefined, offset: number) => {
    if (name !== undefined) return fill(name, offset);
    return all.charAt(0);
  });
}
