import type {
  ReferenceValue,
  StageInstance,
  StageParam,
  TemplateReference,
} from "../dvc/expandPipeline.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import {
  asSeq,
  keyText,
  pairAt,
  pairsOf,
  target,
  valueAt,
  type Pair,
  type Span,
  type TreeNode,
} from "../source/nodes.ts";
import { projectPath } from "../dvc/projectPaths.ts";
import { expressionWords } from "./expressionAt.ts";
import { pipelinePaths } from "./pathUses.ts";
import { contentSpan, dottedWords, type Word } from "./textPlaces.ts";
import { varsLists } from "./varsLists.ts";

/** A value that stages read: a key of a file of parameters, or of `vars` in a `dvc.yaml`. */
export interface Parameter {
  /** The file it is written in. */
  readonly path: string;
  /** It stands in the top-level `vars` of a `dvc.yaml`, not in a file of its own. */
  readonly isInline: boolean;
  readonly steps: readonly string[];
}

/** A place that names a parameter, or a key below it. */
export interface ParameterUse {
  readonly file: string;
  /** The word that is the parameter's own last step. */
  readonly at: Span;
  readonly kind: "declaration" | "expression" | "params" | "vars" | "lock";
  /** It is called otherwise there, as `item` of a loop over the parameter. */
  readonly isRenamed: boolean;
  readonly stage: string | undefined;
  readonly node: TreeNode;
  /** All values that the word takes: those of other parameters among them. */
  readonly parameters: readonly Parameter[];
}

export function isSame(one: Parameter, other: Parameter): boolean {
  return one.path === other.path && one.isInline === other.isInline && startsWith(one, other, true);
}

function startsWith(one: Parameter, lead: Parameter, isWhole = false): boolean {
  if (one.path !== lead.path || one.isInline !== lead.isInline) return false;
  if (isWhole ? one.steps.length !== lead.steps.length : one.steps.length < lead.steps.length)
    return false;
  return lead.steps.every((step, index) => one.steps[index] === step);
}

/** The pair that declares a parameter; undefined for positions of lists, and what is not there. */
export function declarationOf(project: LintProject, parameter: Parameter): Pair | undefined {
  const file = project.file(parameter.path);
  if (file === undefined) return undefined;
  for (const root of rootsOf(file, parameter)) {
    const found = pairBelow(root, parameter.steps);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The value of a parameter; also of positions of lists. */
export function parameterNode(project: LintProject, parameter: Parameter): TreeNode | undefined {
  const file = project.file(parameter.path);
  if (file === undefined) return undefined;
  for (const root of rootsOf(file, parameter)) {
    let node: TreeNode | undefined = root;
    for (const step of parameter.steps) node = stepInto(node, step);
    if (node !== undefined) return node;
  }
  return undefined;
}

function rootsOf(file: LintFile, { isInline }: Parameter): readonly TreeNode[] {
  if (file.root === undefined) return [];
  return isInline ? (asSeq(valueAt(file.root, "vars"))?.items ?? []) : [file.root];
}

function stepInto(node: TreeNode | undefined, step: string): TreeNode | undefined {
  const found = target(node);
  if (found?.kind !== "seq") return valueAt(found, step);
  return /^-?\d+$/.test(step) ? found.items.at(Number(step)) : undefined;
}

function pairBelow(root: TreeNode, steps: readonly string[]): Pair | undefined {
  let node: TreeNode | undefined = root;
  let pair: Pair | undefined;
  for (const step of steps) {
    const map = target(node);
    pair = map?.kind === "map" ? pairAt(map, step) : undefined;
    node = pair?.value ?? stepInto(node, step);
    if (node === undefined) return undefined;
  }
  return pair;
}

/** What the word at a place of an expression takes: one for each file that has it. */
export function parametersOf(
  project: LintProject,
  pipeline: string,
  reference: TemplateReference,
  index: number,
): readonly Parameter[] {
  const found = new Map<string, Parameter>();
  for (const value of reference.values) {
    const parameter = parameterOf(project, pipeline, value, reference.steps.length - 1 - index);
    if (parameter === undefined) continue;
    found.set(`${parameter.path}\n${parameter.steps.join(".")}`, parameter);
  }
  return [...found.values()];
}

/** `above`: how many steps above the value itself. */
function parameterOf(
  project: LintProject,
  pipeline: string,
  { source, file, key }: ReferenceValue,
  above: number,
): Parameter | undefined {
  if (source === undefined) return undefined;
  const steps = key.split(".");
  if (above > 0) steps.splice(Math.max(0, steps.length - above));
  if (steps.length === 0 || key === "") return undefined;
  if (file !== undefined) return { path: file, isInline: false, steps };
  const vars = source.path === pipeline ? project.pipeline(pipeline)?.vars : undefined;
  const isInline = vars !== undefined && vars.start <= source.at.start && source.at.end <= vars.end;
  return isInline ? { path: pipeline, isInline, steps } : undefined;
}

/** Everything that names a parameter, or a key below it, in all files. */
export function usesOfParameter(
  project: LintProject,
  parameter: Parameter,
): readonly ParameterUse[] {
  const found: ParameterUse[] = [];
  const last = parameter.steps.at(-1) ?? "";
  const pair = declarationOf(project, parameter);
  const declared = project.file(parameter.path);
  if (pair !== undefined && declared !== undefined) {
    const at = contentSpan(declared, pair.key);
    const frame = { file: parameter.path, kind: "declaration" as const, node: pair.key };
    if (at !== undefined) {
      const parameters = [parameter];
      found.push({ ...frame, at, isRenamed: false, stage: undefined, parameters });
    }
  }
  for (const file of pipelinePaths(project)) {
    if (parameter.isInline && file !== parameter.path) continue;
    if (project.file(file)?.text.includes(last) !== true) continue;
    found.push(...usesInPipeline(project, file, parameter));
  }
  return found;
}

/** Where the locks of the pipelines record a parameter, or a key below it. */
export function usesInLocks(project: LintProject, parameter: Parameter): readonly ParameterUse[] {
  const last = parameter.steps.at(-1) ?? "";
  return pipelinePaths(project).flatMap((pipeline) => {
    const lock = parameter.isInline ? undefined : project.file(lockPath(pipeline));
    if (lock?.text.includes(last) !== true) return [];
    const stages = new Map(project.expanded(pipeline)?.stages.map((it) => [it.name, it]));
    return pairsOf(valueAt(lock.root, "stages")).flatMap((pair) => {
      const stage = stages.get(keyText(pair) ?? "");
      return stage === undefined ? [] : lockedUses(lock, { pair, stage, parameter });
    });
  });
}

export function lockPath(pipeline: string): string {
  return `${pipeline.slice(0, -".yaml".length)}.lock`;
}

interface LockedStage {
  readonly pair: Pair;
  readonly stage: StageInstance;
  readonly parameter: Parameter;
}

function lockedUses(lock: LintFile, { pair, stage, parameter }: LockedStage): ParameterUse[] {
  const { name, wdir } = stage;
  const files = pairsOf(valueAt(pair.value, "params")).filter(
    (it) => wdir !== undefined && projectPath(wdir, keyText(it) ?? "") === parameter.path,
  );
  return files
    .flatMap(({ value }) => pairsOf(value))
    .flatMap(({ key }): ParameterUse[] => {
      const span = contentSpan(lock, key);
      if (span === undefined || key.kind !== "scalar") return [];
      const words = dottedWords(key.text, span.start);
      const steps = words.map(({ text }) => text);
      const at = words[parameter.steps.length - 1];
      if (at === undefined || !startsWith({ ...parameter, steps }, parameter)) return [];
      const frame = { file: lock.path, kind: "lock" as const, node: key, stage: name };
      return [{ ...frame, at, isRenamed: false, parameters: [parameter] }];
    });
}

/** All places of a `dvc.yaml` that name parameters, by the file of the parameter. */
function usesInPipeline(
  project: LintProject,
  file: string,
  parameter: Parameter,
): readonly ParameterUse[] {
  const all = project.remember(`parameter-uses:${file}`, () => collectUses(project, file));
  const depth = parameter.steps.length;
  const found: ParameterUse[] = [];
  for (const { words, values, ...use } of all.get(parameter.path) ?? []) {
    const matches = values.filter((value) => startsWith(value, parameter));
    for (const { steps } of matches.slice(0, 1)) {
      const at = words.at(depth - 1 - steps.length);
      // A key above what the words say, as `models` for `${item.lr}`, is not named there.
      if (at === undefined || steps.length - depth >= words.length) continue;
      const cut = values.map((value) => ({
        ...value,
        steps: value.steps.slice(0, value.steps.length - (steps.length - depth)),
      }));
      const isRenamed = at.text !== steps[depth - 1];
      found.push({ ...use, at, isRenamed, parameters: uniqueOf(cut) });
    }
  }
  return found;
}

function uniqueOf(parameters: readonly Parameter[]): readonly Parameter[] {
  const byName = new Map(parameters.map((it) => [`${it.path}\n${it.steps.join(".")}`, it]));
  return [...byName.values()];
}

interface WrittenUse extends Omit<ParameterUse, "at" | "parameters" | "isRenamed"> {
  /** The last ones of the value's steps, as they are written. */
  readonly words: readonly Word[];
  readonly values: readonly Parameter[];
}

function collectUses(
  project: LintProject,
  path: string,
): ReadonlyMap<string, readonly WrittenUse[]> {
  const found = new Map<string, WrittenUse[]>();
  const file = project.file(path);
  const expanded = project.expanded(path);
  if (file === undefined || expanded === undefined) return found;
  const add = (use: WrittenUse): void => {
    for (const of of new Set(use.values.map((value) => value.path))) {
      const uses = found.get(of);
      if (uses === undefined) found.set(of, [use]);
      else uses.push(use);
    }
  };
  for (const reference of expanded.references) {
    const { at, stage, node, steps } = reference;
    const words = expressionWords(file.text.slice(at.start + 2, at.end - 1), at.start + 2);
    const values = parametersOf(project, path, reference, steps.length - 1);
    const frame = { file: path, kind: "expression" as const, stage: stage?.name, node };
    if (values.length > 0) add({ ...frame, words, values });
  }
  for (const use of listedParams(project, file)) add(use);
  for (const use of partialVars(project, file)) add(use);
  return found;
}

/** Entries of `params:` in stages. */
function listedParams(project: LintProject, file: LintFile): readonly WrittenUse[] {
  const found = new Map<TreeNode, WrittenUse>();
  for (const stage of project.expanded(file.path)?.stages ?? []) {
    for (const param of stage.params) {
      const { file: of, key, node } = param;
      const start = listedStart(file, param);
      if (of === undefined || key === null || start === undefined) continue;
      const parameter = { path: of, isInline: false, steps: key.split(".") };
      const known = found.get(node)?.values ?? [];
      if (known.some((it) => isSame(it, parameter))) continue;
      const frame = { file: file.path, kind: "params" as const, stage: stage.entry.name, node };
      const words = dottedWords(key, start);
      found.set(node, { ...frame, words, values: [...known, parameter] });
    }
  }
  return [...found.values()];
}

/** Where a listed key is written as it reads. */
function listedStart(file: LintFile, { key, node, isListed }: StageParam): number | undefined {
  const written = isListed ? target(node) : undefined;
  if (written?.kind !== "scalar" || written.text !== key) return undefined;
  return contentSpan(file, written)?.start;
}

/** `file:key1,key2` in `vars`. */
function partialVars(project: LintProject, file: LintFile): readonly WrittenUse[] {
  const pipeline = project.pipeline(file.path);
  const found: WrittenUse[] = [];
  for (const vars of varsLists(project, file.path)) {
    for (const item of asSeq(vars.node)?.items ?? []) {
      for (const { path, name, at } of partialKeys(file, item, vars.folder)) {
        found.push({
          ...{ file: file.path, kind: "vars", stage: vars.stage, node: item },
          words: [{ ...at, text: name }],
          values: [{ path, isInline: false, steps: [name] }],
        });
      }
    }
  }
  return pipeline === undefined ? [] : found;
}

export interface PartialKey {
  readonly path: string;
  readonly name: string;
  readonly at: Span;
}

function partialKeys(
  file: LintFile,
  item: TreeNode,
  folder: string | undefined,
): readonly PartialKey[] {
  const node = target(item);
  if (node?.kind !== "scalar" || folder === undefined) return [];
  const colon = node.text.indexOf(":");
  const span = contentSpan(file, node);
  if (colon < 0 || span === undefined) return [];
  const path = projectPath(folder, node.text.slice(0, colon));
  if (path === undefined) return [];
  let start = span.start + colon + 1;
  return node.text
    .slice(colon + 1)
    .split(",")
    .map((name) => {
      const at = { start, end: start + name.length };
      start += name.length + 1;
      return { path, name, at };
    });
}
