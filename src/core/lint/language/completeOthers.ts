import { projectPath } from "../dvc/projectPaths.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { asScalar, keyText, nodeAt, pairsOf, valueAt } from "../source/nodes.ts";
import { completePaths } from "./completePaths.ts";
import type { TypedPlace } from "./completionContext.ts";
import { groupName, foldersOf } from "./hydraTargets.ts";
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
  const [top, entry = "", section, , key] = steps;
  const open = /\{(\w*)$/.exec(lineBefore(file.text, offset).slice(-200));
  if (section === "command" && open !== null && open.input[open.index - 1] !== "{") {
    return placeholders(file, { entry, start: offset - (open[1] ?? "").length, offset });
  }
  if (steps.length === 1 && isValue && (top === "conda_env" || top === "python_env")) {
    return completePaths(project, { file, place, folder: file.folder }, (name) =>
      /\.ya?ml$/.test(name),
    );
  }
  const range = rangeIn(file, span);
  const isType = section === "parameters" && (steps.length === 4 || key === "type");
  if (isValue) {
    const offered = isType ? types : [];
    return offered.map((text) => itemOf({ text, kind: "value", documentation: "", range }));
  }
  const keys = keysAt(steps);
  const taken = new Set(pairsOf(nodeAt(file.root, steps)).map(keyText));
  return Object.entries(keys)
    .filter(([name]) => !taken.has(name) || name === place.prefix)
    .map(([name, documentation]) => ({
      ...itemOf({ text: `${name}: `, kind: "key", documentation, range }),
      label: name,
    }));
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
  const group = typeof key === "string" && place.isValue ? groupName(key) : "";
  for (const base of foldersOf(file.folder, group.startsWith("/"))) {
    const folder = projectPath(base, group.replace(/^\/+/, "") || ".");
    const names = folder === undefined ? [] : project.list(folder);
    const options = names.flatMap((name): CompletionItem[] => {
      const isOption = /\.ya?ml$/.test(name);
      if (isOption && `${folder ?? ""}/${name}` !== `${file.folder}/${file.name}`) {
        const text = name.replace(/\.ya?ml$/, "");
        return [itemOf({ text, kind: "file", documentation: "", range })];
      }
      if (!name.endsWith("/") || key !== undefined || name.startsWith(".")) return [];
      const label = name.slice(0, -1);
      const item = itemOf({ text: `${label}: `, kind: "folder", documentation: "", range });
      return [{ ...item, label, continues: true }];
    });
    if (options.length > 0) return options;
  }
  return [];
}
