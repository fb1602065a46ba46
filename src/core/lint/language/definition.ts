import { folderOf, projectPath } from "../dvc/projectPaths.ts";
import type { LintProject } from "../project/lintProject.ts";
import { nodeAt, pairAt, type Span } from "../source/nodes.ts";
import type { Element, ElementOf } from "./element.ts";
import { elementAt, stageKeyNode } from "./elementAt.ts";
import { hydraTargetsAt } from "./hydraTargets.ts";
import type { Definition, Place } from "./language.ts";
import { declarationOf, parameterNode, type Parameter } from "./parameters.ts";
import { makersOf } from "./pathUses.ts";
import { rangeIn } from "./textPlaces.ts";

const maxDefinitions = 200;

/** Where what stands at a place is made. */
export function findDefinitions(project: LintProject, place: Place): readonly Definition[] {
  const file = project.file(place.path);
  if (file === undefined) return [];
  const hydra = hydraTargetsAt(project, file, place.offset);
  const element = elementAt(project, place);
  const origin = hydra?.span ?? element?.span;
  if (origin === undefined) return [];
  const targets =
    hydra?.paths.map((path) => ({ path, span: fileStart })) ??
    (element === undefined ? [] : targetsOf(project, element, place.path));
  const found = new Map<string, Definition>();
  for (const { path, span } of targets.slice(0, maxDefinitions)) {
    const there = project.file(path);
    const start = { line: 0, column: 0 };
    const range =
      there === undefined || span === fileStart ? { start, end: start } : rangeIn(there, span);
    found.set(`${path}:${span.start}`, { path, range, origin: rangeIn(file, origin) });
  }
  return [...found.values()];
}

export interface Target {
  readonly path: string;
  readonly span: Span;
}

const fileStart: Span = { start: 0, end: 0 };

function targetsOf(project: LintProject, element: Element, path: string): readonly Target[] {
  switch (element.kind) {
    case "expression":
      return expressionTargets(project, element);
    case "parameter":
      return element.parameters.flatMap((it) => parameterTarget(project, it));
    case "path":
      return pathTargets(project, element, path);
    case "stage": {
      const span = stageKeyNode(project, element.file, element.name);
      return span === undefined ? [] : [{ path: element.file, span }];
    }
    case "placeholder":
      return placeholderTargets(project, element, path);
    case "remote":
      return [".dvc/config", ".dvc/config.local"]
        .filter((it) => project.kindOf(it) === "file")
        .map((it) => ({ path: it, span: fileStart }));
    case "key":
      return [];
  }
}

function expressionTargets(
  project: LintProject,
  { parameters, reference, words, index }: ElementOf<"expression">,
): readonly Target[] {
  const declared = parameters.flatMap((it) => parameterTarget(project, it));
  if (declared.length > 0 || index < words.length - 1) return declared;
  return (reference?.values ?? []).flatMap(({ source }) =>
    source === undefined ? [] : [{ path: source.path, span: source.at }],
  );
}

/** The key, or the item of a list. */
function parameterTarget(project: LintProject, parameter: Parameter): readonly Target[] {
  const span = declarationOf(project, parameter)?.key ?? parameterNode(project, parameter);
  return span === undefined ? [] : [{ path: parameter.path, span }];
}

/** A dependency leads to who makes it, else to the file. */
function pathTargets(
  project: LintProject,
  { paths, section, node }: ElementOf<"path">,
  from: string,
): readonly Target[] {
  return paths.flatMap((path) => {
    const makers = section === "outs" ? [] : makersOf(project, path);
    const others = makers
      .filter((it) => it.file !== from || it.node !== node)
      .map(({ file, node: made }) => ({ path: file, span: made }));
    if (others.length > 0 && section !== "metrics" && section !== "plots") return others;
    if (project.kindOf(path) === "file") return [{ path, span: fileStart }];
    return others.length > 0 ? others : besideTargets(project, path);
  });
}

/** The `.dvc` file that tracks a path. */
function besideTargets(project: LintProject, path: string): readonly Target[] {
  for (let at = path; at !== ""; at = folderOf(at)) {
    const tracking = projectPath("", `${at}.dvc`);
    if (tracking !== undefined && project.kindOf(tracking) === "file") {
      return [{ path: tracking, span: fileStart }];
    }
  }
  return [];
}

function placeholderTargets(
  project: LintProject,
  { name, entry }: ElementOf<"placeholder">,
  path: string,
): readonly Target[] {
  const parameters = nodeAt(project.file(path)?.root, ["entry_points", entry, "parameters"]);
  const span = pairAt(parameters, name)?.key;
  return span === undefined ? [] : [{ path, span }];
}
