import { folderOf, projectPath } from "../dvc/projectPaths.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { keyText, pairsOf, valueAt, type TreeNode } from "../source/nodes.ts";
import { pathElement, type Element } from "./element.ts";
import { expressionAt, wordIndexAt } from "./expressionAt.ts";
import type { Place } from "./language.ts";
import { mlprojectElement } from "./mlprojectElement.ts";
import { parametersOf } from "./parameters.ts";
import { pathUsesOf } from "./pathUses.ts";
import { pipelineElement } from "./pipelineElement.ts";
import { schemaKeyAt } from "./schemaKeys.ts";
import { contentSpan } from "./textPlaces.ts";
import { findTreePlace, type TreePlace } from "./treePlace.ts";

export function elementAt(project: LintProject, { path, offset }: Place): Element | undefined {
  const file = project.file(path);
  if (file === undefined) return undefined;
  if (file.kinds.has("dvc-pipeline")) {
    const expression = expressionElement(project, file, offset);
    if (expression !== undefined) return expression;
  }
  const place = findTreePlace(file.root, offset);
  if (place === undefined) return undefined;
  if (file.kinds.has("dvc-pipeline")) return pipelineElement(project, file, place, offset);
  if (file.kinds.has("dvc-lock")) return lockElement(project, file, place);
  if (file.kinds.has("dvc-file")) return trackingElement(project, file, place);
  if (file.kinds.has("mlproject")) return mlprojectElement(project, file, place, offset);
  return parameterElement(file, place);
}

function expressionElement(
  project: LintProject,
  file: LintFile,
  offset: number,
): Element | undefined {
  const written = expressionAt(file.text, offset);
  if (written === undefined || !written.isClosed) return undefined;
  const { at, words } = written;
  const reference = project
    .expanded(file.path)
    ?.references.find((it) => it.at.start === at.start && it.at.end === at.end);
  const index = wordIndexAt(words, offset);
  const word = words[index];
  if (word === undefined) return undefined;
  const parameters =
    reference === undefined ? [] : parametersOf(project, file.path, reference, index);
  return { kind: "expression", span: word, at, words, index, reference, parameters };
}

/** The file whose stages a `dvc.lock` records. */
export function pipelineOfLock(file: LintFile): string {
  return `${file.path.slice(0, -".lock".length)}.yaml`;
}

function lockElement(project: LintProject, file: LintFile, place: TreePlace): Element | undefined {
  const [top, stage, section, index, name] = place.steps;
  const span = contentSpan(file, place.node);
  if (place.node.kind !== "scalar" || span === undefined || top !== "stages") {
    return schemaKeyAt(file, place);
  }
  const pipeline = pipelineOfLock(file);
  const group = String(stage).split("@", 1)[0] ?? "";
  if (place.isKey && place.steps.length === 2) {
    return { kind: "stage", span, file: pipeline, name: group };
  }
  const instances = project.expanded(pipeline)?.stages ?? [];
  const wdir = instances.find((it) => it.name === stage)?.wdir ?? folderOf(file.path);
  const isPath = section === "deps" || section === "outs";
  if (isPath && typeof index === "number" && name === "path" && !place.isKey) {
    return pathElement("lock", [projectPath(wdir, place.node.text)], { node: place.node, span });
  }
  if (section === "params" && place.isKey && typeof index === "string") {
    const path = projectPath(wdir, index);
    if (place.steps.length === 4) return pathElement("params", [path], { node: place.node, span });
    if (path === undefined) return undefined;
    const steps = place.steps.slice(4).flatMap((step) => String(step).split("."));
    const parameters = [{ path, isInline: false, steps }];
    return { kind: "parameter", span, parameters, isDeclaration: false };
  }
  return schemaKeyAt(file, place);
}

function trackingElement(
  project: LintProject,
  file: LintFile,
  place: TreePlace,
): Element | undefined {
  const span = contentSpan(file, place.node);
  const use = pathUsesOf(project, file.path).find(({ node }) => node === place.node);
  if (use === undefined || span === undefined || place.node.kind !== "scalar") {
    return schemaKeyAt(file, place);
  }
  return pathElement(use.section === "outs" ? "outs" : "deps", [use.path], {
    node: place.node,
    span,
  });
}

/** A key, or the value of one, in a file that may hold parameters. */
function parameterElement(file: LintFile, place: TreePlace): Element | undefined {
  const { pair, isKey, node, steps } = place;
  if (pair === undefined || (!isKey && node.kind !== "scalar")) return undefined;
  const span = contentSpan(file, isKey ? pair.key : node) ?? node;
  const parameter = { path: file.path, isInline: false, steps: steps.map(String) };
  return { kind: "parameter", span, parameters: [parameter], isDeclaration: isKey };
}

/** A stage's own name in a `dvc.yaml`. */
export function stageKeyNode(
  project: LintProject,
  path: string,
  name: string,
): TreeNode | undefined {
  const stages = valueAt(project.pipeline(path)?.root, "stages");
  return pairsOf(stages).find((pair) => keyText(pair) === name)?.key;
}
