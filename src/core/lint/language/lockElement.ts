import { folderOf, projectPath } from "../dvc/projectPaths.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import type { ScalarNode, Span } from "../source/nodes.ts";
import { pathElement, type Element } from "./element.ts";
import { schemaKeyAt } from "./schemaKeys.ts";
import { contentSpan } from "./textPlaces.ts";
import type { TreePlace } from "./treePlace.ts";

/** What stands at a place of a `dvc.lock`: its stages, their paths and parameters. */
export function lockElement(
  project: LintProject,
  file: LintFile,
  place: TreePlace,
): Element | undefined {
  const { node, steps, isKey } = place;
  const span = contentSpan(file, node);
  if (node.kind !== "scalar" || span === undefined || steps[0] !== "stages") {
    return schemaKeyAt(file, place);
  }
  const pipeline = pipelineOfLock(file);
  const stage = String(steps[1]);
  if (isKey && steps.length === 2) {
    return { kind: "stage", span, file: pipeline, name: groupOf(stage) };
  }
  const wdir = workingFolder(project, pipeline, stage);
  if (!isKey && isPathOf(steps)) {
    return pathElement("lock", [projectPath(wdir, node.text)], { node, span });
  }
  if (steps[2] === "params" && isKey) return paramElement(steps, { wdir, node, span });
  return schemaKeyAt(file, place);
}

function workingFolder(project: LintProject, pipeline: string, instance: string): string {
  const instances = project.expanded(pipeline)?.stages ?? [];
  return instances.find((it) => it.name === instance)?.wdir ?? folderOf(pipeline);
}

function groupOf(instance: string): string {
  return instance.split("@", 1)[0] ?? "";
}

function isPathOf([, , section, , name, ...others]: readonly (string | number)[]): boolean {
  return (section === "deps" || section === "outs") && name === "path" && others.length === 0;
}

/** The file whose stages a `dvc.lock` records. */
function pipelineOfLock(file: LintFile): string {
  return `${file.path.slice(0, -".lock".length)}.yaml`;
}

interface LockedKey {
  readonly wdir: string;
  readonly node: ScalarNode;
  readonly span: Span;
}

/** A file below `params`, or a dotted key below that. */
function paramElement(
  steps: readonly (string | number)[],
  { wdir, node, span }: LockedKey,
): Element | undefined {
  const path = projectPath(wdir, String(steps[3]));
  if (steps.length === 4) return pathElement("params", [path], { node, span });
  if (steps.length < 5 || path === undefined) return undefined;
  const names = steps.slice(4).flatMap((step) => String(step).split("."));
  const parameters = [{ path, isInline: false, steps: names }];
  const word = { start: span.end - (names.at(-1)?.length ?? 0), end: span.end };
  return { kind: "parameter", span: word, parameters, isDeclaration: false };
}
