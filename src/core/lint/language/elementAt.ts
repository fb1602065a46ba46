import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { keyText, pairsOf, valueAt, type TreeNode } from "../source/nodes.ts";
import { pathElement, type Element } from "./element.ts";
import { expressionAt, wordIndexAt } from "./expressionAt.ts";
import type { Place } from "./language.ts";
import { lockElement } from "./lockElement.ts";
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
