import { lookUp, type ContextMap, type ContextNode } from "../dvc/templateContext.ts";
import type { LintProject } from "../project/lintProject.ts";
import { asSeq, valueAt, type Span, type TreeNode } from "../source/nodes.ts";
import { soleParameter, type ElementOf } from "./element.ts";
import { refuseKey } from "./newNames.ts";
import {
  declarationOf,
  usesInLocks,
  usesOfParameter,
  type Parameter,
  type ParameterUse,
} from "./parameters.ts";
import { pipelinePaths } from "./pathUses.ts";
import { refuse, type Edits, type Renaming } from "./renaming.ts";

/** A parameter: its key, and all that name it in `dvc.yaml` files and their locks. */
export function parameterRenaming(
  project: LintProject,
  element: ElementOf<"expression"> | ElementOf<"parameter">,
  path: string,
): Renaming {
  const written = project.file(path)?.text.slice(element.span.start, element.span.end) ?? "";
  if (element.kind === "parameter" && !element.isDeclaration && isDeclaring(element, path)) {
    return refuse("This is a value: rename the key before it");
  }
  if (element.parameters.length === 0) return refuse(`Nothing declares \`${written}\``);
  const parameter = soleParameter(element);
  if (parameter === undefined) {
    return refuse(`\`${written}\` stands for several parameters: rename them where they are set`);
  }
  const name = parameter.steps.at(-1) ?? "";
  if (written !== name) return refuse(`\`${written}\` is another name of \`${name}\` here`);
  const reason = refuseParameter(project, parameter);
  if (reason !== undefined) return refuse(reason);
  return { ok: true, span: element.span, name, rename: (to) => edit(project, parameter, to) };
}

function isDeclaring({ parameters }: ElementOf<"parameter">, path: string): boolean {
  return parameters.some((it) => it.path === path);
}

function refuseParameter(project: LintProject, parameter: Parameter): string | undefined {
  const name = parameter.steps.join(".");
  const { path } = parameter;
  const file = project.file(path);
  const pair = declarationOf(project, parameter);
  if (file === undefined || pair === undefined) return `\`${path}\` does not set \`${name}\``;
  if (file.language === "python") {
    return `\`${path}\` is code, which may use \`${name}\`: rename it with tools for Python`;
  }
  const isRead = file.kinds.has("params") || usesOfParameter(project, parameter).length > 1;
  if (!isRead && !parameter.isInline) return `No pipeline reads \`${name}\` of \`${path}\``;
  const way = wayTo(file.root, parameter);
  if (way === undefined || way.shared) {
    return `\`${name}\` comes through a list or an alias, and others share its name`;
  }
  return undefined;
}

/** Follows the steps in mappings as they are written, without aliases and merges. */
function wayTo(
  root: TreeNode | undefined,
  { steps, isInline }: Parameter,
): { readonly shared: boolean } | undefined {
  const roots = isInline ? (asSeq(valueAt(root, "vars"))?.items ?? []) : [root];
  for (const start of roots) {
    let node: TreeNode | undefined = start;
    let shared = false;
    for (const step of steps) {
      shared ||= node?.kind !== "map" || node.anchor !== undefined;
      node = ownValue(node, step);
    }
    if (node !== undefined) return { shared };
  }
  return undefined;
}

function ownValue(node: TreeNode | undefined, name: string): TreeNode | undefined {
  if (node?.kind !== "map") return undefined;
  return node.pairs.findLast(({ key }) => key.kind === "scalar" && key.text === name)?.value;
}

function edit(project: LintProject, parameter: Parameter, newName: string): Edits {
  const reason = refuseKey(newName) ?? refuseTaken(project, parameter, newName);
  if (reason !== undefined) return refuse(reason);
  const uses = usesOfParameter(project, parameter).filter(({ isRenamed }) => !isRenamed);
  const mixed = uses.find(({ parameters }) => parameters.length > 1);
  if (mixed !== undefined) return refuse(describeMixed(project, mixed));
  const all: readonly { file: string; at: Span }[] = [...uses, ...usesInLocks(project, parameter)];
  return { ok: true, edits: all.map(({ file, at }) => ({ path: file, at, text: newName })) };
}

function describeMixed(project: LintProject, { file, at, parameters }: ParameterUse): string {
  const line = (project.file(file)?.lines.position(at.start).line ?? 0) + 1;
  const names = parameters.slice(0, 3).map(({ steps }) => `\`${steps.join(".")}\``);
  return `Line ${line} of \`${file}\` reads ${names.join(", ")} by one name: they can only be renamed together`;
}

/** The name must be free beside the parameter, and in all that is merged with it. */
function refuseTaken(
  project: LintProject,
  parameter: Parameter,
  newName: string,
): string | undefined {
  const lead = parameter.steps.slice(0, -1);
  const steps = [...lead, newName];
  const taken = `\`${steps.join(".")}\` is there already, in`;
  if (declarationOf(project, { ...parameter, steps }) !== undefined) {
    return `${taken} \`${parameter.path}\``;
  }
  for (const pipeline of pipelinePaths(project)) {
    const values = project.expanded(pipeline)?.values;
    const other = values === undefined ? undefined : mergedWith(values, parameter, steps);
    if (other !== undefined) return `${taken} \`${other.origin?.path ?? pipeline}\``;
  }
  return undefined;
}

/** What stands at other steps of values that the parameter is one of. */
function mergedWith(
  values: ContextMap,
  parameter: Parameter,
  steps: readonly string[],
): ContextNode | undefined {
  if (lookUp(values, parameter.steps).found?.origin?.path !== parameter.path) return undefined;
  const other = lookUp(values, steps).found;
  return other?.kind === "unknown" ? undefined : other;
}
