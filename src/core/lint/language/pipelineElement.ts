import { projectPath } from "../dvc/projectPaths.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import type { ScalarNode } from "../source/nodes.ts";
import { pathElement, type Element, type PathSection } from "./element.ts";
import { varsLists } from "./varsLists.ts";
import { pathUsesOf } from "./pathUses.ts";
import { schemaKeyAt } from "./schemaKeys.ts";
import { contentSpan, dottedWords, holds, shellWordAt } from "./textPlaces.ts";
import type { TreePlace } from "./treePlace.ts";

/** What stands at a place of a `dvc.yaml`, but for what stands in `${…}`. */
export function pipelineElement(
  project: LintProject,
  file: LintFile,
  place: TreePlace,
  offset: number,
): Element | undefined {
  const { node } = place;
  if (node.kind !== "scalar") return undefined;
  const steps = stepsInStage(place.steps);
  if (steps === undefined) return varsElement(project, file, place) ?? pathAt(project, file, place);
  if (steps.inner.length === 0 || (place.isKey && steps.inner.length === 1)) {
    return stageName(file, place, steps.stage) ?? schemaKeyAt(file, place);
  }
  switch (steps.inner[0]) {
    case "cmd":
      return commandElement(project, file, { stage: steps.stage, node, offset });
    case "wdir":
      return folderElement(file, node);
    case "params":
      return paramsElement(project, file, { place, node, offset });
    case "vars":
      return varsElement(project, file, place);
    default:
      return pathAt(project, file, place);
  }
}

function stageName(
  file: LintFile,
  { node, steps, isKey }: TreePlace,
  name: string,
): Element | undefined {
  const span = contentSpan(file, node);
  if (steps.length !== 2 || !isKey || span === undefined) return undefined;
  return { kind: "stage", span, file: file.path, name };
}

function folderElement(file: LintFile, node: ScalarNode): Element | undefined {
  const span = contentSpan(file, node);
  if (span === undefined || node.text.includes("${")) return undefined;
  return pathElement("wdir", [projectPath(file.folder, node.text)], { node, span });
}

/** The steps below a stage or its `do`; undefined outside of stages. */
export function stepsInStage(
  steps: readonly (string | number)[],
): { readonly stage: string; readonly inner: readonly (string | number)[] } | undefined {
  if (steps[0] !== "stages" || steps.length < 2) return undefined;
  const inner = steps.slice(steps[2] === "do" && steps.length > 3 ? 3 : 2);
  return { stage: String(steps[1]), inner };
}

function pathAt(project: LintProject, file: LintFile, place: TreePlace): Element | undefined {
  const { node, pair, isKey } = place;
  const uses = pathUsesOf(project, file.path).filter((use) => use.node === node);
  const span = contentSpan(file, node);
  if (node.kind === "scalar" && span !== undefined && uses.length > 0) {
    const section = (uses[0]?.section ?? "deps") as PathSection;
    const paths = uses.map(({ path }) => path);
    return pathElement(section, paths, { node, span });
  }
  const isRemote = !isKey && pair?.key.kind === "scalar" && pair.key.text === "remote";
  if (isRemote && node.kind === "scalar" && span !== undefined) {
    return { kind: "remote", span, name: node.text };
  }
  return schemaKeyAt(file, place);
}

interface CommandPlace {
  readonly stage: string;
  readonly node: ScalarNode;
  readonly offset: number;
}

/** A word of a command that is a file of the project, or the module behind `-m`. */
function commandElement(
  project: LintProject,
  file: LintFile,
  { stage, node, offset }: CommandPlace,
): Element | undefined {
  const span = shellWordAt(file.text, offset);
  if (span === undefined || span.start < node.start || span.end > node.end) return undefined;
  const word = file.text.slice(span.start, span.end);
  if (word.includes("${") || word.startsWith("-")) return undefined;
  const isModule = /\s-m\s+$/.test(
    file.text.slice(Math.max(node.start, span.start - 20), span.start),
  );
  const written = isModule
    ? [`${word.replaceAll(".", "/")}.py`, `${word.replaceAll(".", "/")}/__main__.py`]
    : [word];
  const instances = project.expanded(file.path)?.stages ?? [];
  const folders = new Set(
    instances.filter((it) => it.entry.name === stage).map(({ wdir }) => wdir),
  );
  const paths = [...folders].flatMap((wdir) =>
    written.map((it) => (wdir === undefined ? undefined : projectPath(wdir, it))),
  );
  const known = paths.filter((path) => path !== undefined && path !== "" && isKnown(project, path));
  return pathElement("cmd", known, { node, span });
}

function isKnown(project: LintProject, path: string): boolean {
  return project.kindOf(path) !== "missing";
}

interface ParamsPlace {
  readonly place: TreePlace;
  readonly node: ScalarNode;
  readonly offset: number;
}

/** `- train.lr`, `- file.yaml:` and the keys below it. */
function paramsElement(
  project: LintProject,
  file: LintFile,
  { place, node, offset }: ParamsPlace,
): Element | undefined {
  const span = contentSpan(file, node);
  if (span === undefined || node.text.includes("${")) return undefined;
  const stages = project.expanded(file.path)?.stages ?? [];
  const name = String(place.steps[1]);
  const ofStage = stages.filter(({ entry }) => entry.name === name);
  if (place.isKey) {
    const paths = ofStage.map(({ wdir }) =>
      wdir === undefined ? undefined : projectPath(wdir, node.text),
    );
    return pathElement("params", paths, { node, span });
  }
  const words = dottedWords(node.text, span.start);
  const index = words.findIndex((word) => holds(word, offset));
  const steps = words.slice(0, index + 1).map(({ text }) => text);
  const word = words[index];
  if (word === undefined) return undefined;
  const files = new Set(
    ofStage.flatMap(({ params }) =>
      params.flatMap((it) => (it.node === node && it.file !== undefined ? [it.file] : [])),
    ),
  );
  const parameters = [...files].map((path) => ({ path, isInline: false, steps }));
  if (parameters.length === 0) return undefined;
  return { kind: "parameter", span: word, parameters, isDeclaration: false };
}

/** `file.yaml:key`, and keys of values that stand in `vars` themselves. */
function varsElement(project: LintProject, file: LintFile, place: TreePlace): Element | undefined {
  const { node } = place;
  const lists = varsLists(project, file.path);
  const list = lists.find((it) => holds(it.node, node.start) && node.end <= it.node.end);
  const span = contentSpan(file, node);
  if (list === undefined || node.kind !== "scalar" || span === undefined) return undefined;
  const below = place.steps.slice(place.steps.lastIndexOf("vars") + 1);
  if (below.length > 1) {
    if (list.stage !== undefined) return undefined;
    const parameter = { path: file.path, isInline: true, steps: below.slice(1).map(String) };
    return { kind: "parameter", span, parameters: [parameter], isDeclaration: place.isKey };
  }
  const colon = node.text.indexOf(":");
  const end = colon < 0 ? span.end : span.start + colon;
  const written = node.text.slice(0, colon < 0 ? node.text.length : colon);
  const path = list.folder === undefined ? undefined : projectPath(list.folder, written);
  return pathElement("vars", [path], { node, span: { start: span.start, end } });
}
