import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { asScalar, keyText, nodeAt, pairsOf, valueAt } from "../source/nodes.ts";
import { completePaths } from "./completePaths.ts";
import type { TypedPlace } from "./completionContext.ts";
import { groupOptions } from "./hydraTargets.ts";
import type { CompletionItem } from "./language.ts";
import { lineBefore, rangeIn } from "./textPlaces.ts";

interface Typed {
  readonly place: TypedPlace;
  readonly offset: number;
}

const projectKeys: Readonly<Record<string, string>> = {
  name: "What the project is called",
  entry_points: "The commands that can be run, by name",
  python_env: "The file with Python's version and packages",
  conda_env: "The file with conda's environment",
  docker_env: "The image that commands run in",
};
const entryKeys: Readonly<Record<string, string>> = {
  parameters: "What the command takes, by name",
  command: "What is run; {name} stands for a parameter",
};
const parameterKeys: Readonly<Record<string, string>> = {
  type: "What it is: string, float, int, path or uri",
  default: "Its value when none is given",
};
const types = ["string", "float", "int", "path", "uri"];

/** Keys of an MLproject, types of its parameters, and `{name}` in its commands. */
export function completeMlproject(
  project: LintProject,
  file: LintFile,
  { place, offset }: Typed,
): readonly CompletionItem[] {
  const { steps, isValue, span } = place;
  const [, entry = "", section] = steps;
  const open = /\{(\w*)$/.exec(lineBefore(file.text, offset).slice(-200));
  if (section === "command" && open !== null && open.input[open.index - 1] !== "{") {
    return placeholders(file, { entry, start: offset - (open[1] ?? "").length, offset });
  }
  if (isValue) return projectValues(project, file, place);
  const range = rangeIn(file, span);
  const keys = keysAt(steps);
  const taken = new Set(pairsOf(nodeAt(file.root, steps)).map(keyText));
  return Object.entries(keys)
    .filter(([name]) => !taken.has(name) || name === place.prefix)
    .map(([name, documentation]) => ({
      ...itemOf({ text: `${name}: `, kind: "key", documentation, range }),
      label: name,
    }));
}

/** Environments, and types of parameters. */
function projectValues(
  project: LintProject,
  file: LintFile,
  place: TypedPlace,
): readonly CompletionItem[] {
  const { steps, span } = place;
  const [top, , section, , key] = steps;
  if (top === "conda_env" || top === "python_env") {
    const isYaml = (name: string) => /\.ya?ml$/.test(name);
    return completePaths(project, { file, place, folder: file.folder }, isYaml);
  }
  if (section !== "parameters" || (steps.length !== 4 && key !== "type")) return [];
  const range = rangeIn(file, span);
  return types.map((text) => itemOf({ text, kind: "value", documentation: "", range }));
}

function keysAt(steps: TypedPlace["steps"]): Readonly<Record<string, string>> {
  if (steps.length === 0) return projectKeys;
  if (steps[0] === "entry_points" && steps.length === 2) return entryKeys;
  return steps[2] === "parameters" && steps.length === 4 ? parameterKeys : {};
}

interface ItemParts {
  readonly text: string;
  readonly kind: CompletionItem["kind"];
  readonly documentation: string;
  readonly range: CompletionItem["range"];
}

function itemOf(parts: ItemParts): CompletionItem {
  return { ...parts, label: parts.text, detail: "", continues: false };
}

function placeholders(
  file: LintFile,
  {
    entry,
    start,
    offset,
  }: { readonly entry: string | number; readonly start: number; readonly offset: number },
): readonly CompletionItem[] {
  const parameters = nodeAt(file.root, ["entry_points", entry, "parameters"]);
  const range = rangeIn(file, { start, end: offset });
  const ending = file.text[offset] === "}" ? "" : "}";
  return pairsOf(parameters).flatMap((pair) => {
    const name = keyText(pair);
    if (name === undefined) return [];
    const detail = asScalar(pair.value)?.text ?? asScalar(valueAt(pair.value, "type"))?.text ?? "";
    const item = { label: name, kind: "parameter", detail, documentation: "" } as const;
    return [{ ...item, range, text: `${name}${ending}`, continues: false }];
  });
}

/** Groups and options in Hydra's `defaults`: folders and files beside the file. */
export function completeHydra(
  project: LintProject,
  file: LintFile,
  place: TypedPlace,
): readonly CompletionItem[] {
  const [, index, key] = place.steps;
  const range = rangeIn(file, place.span);
  if (index !== 0) return [];
  const isOption = typeof key === "string" && (place.isValue || place.steps.length === 4);
  const own = file.name.replace(/\.yaml$/, "");
  const options = groupOptions(project, file, isOption ? key : "")
    .filter((text) => isOption || text !== own)
    .map((text) => itemOf({ text, kind: "file", documentation: "", range }));
  if (isOption || key !== undefined) return options;
  const groups = project.list(file.folder).flatMap((name): CompletionItem[] => {
    if (!name.endsWith("/") || name.startsWith(".")) return [];
    const label = name.slice(0, -1);
    const item = itemOf({ text: `${label}: `, kind: "folder", documentation: "", range });
    return [{ ...item, label, continues: true }];
  });
  const self = itemOf({ text: "_self_", kind: "value", documentation: "", range });
  return [self, ...groups, ...options];
}
