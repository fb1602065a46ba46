import { projectPath } from "../dvc/projectPaths.ts";
import type { LintProject } from "../project/lintProject.ts";
import {
  asSeq,
  keyText,
  pairsOf,
  target,
  valueAt,
  type Pair,
  type TreeNode,
} from "../source/nodes.ts";

export interface VarsList {
  readonly node: TreeNode;
  /** What its files are relative to. */
  readonly folder: string | undefined;
  readonly stage: string | undefined;
}

/** The `vars` of a `dvc.yaml`: its own and those of its stages. */
export function varsLists(project: LintProject, path: string): readonly VarsList[] {
  const expanded = project.expanded(path);
  const file = project.file(path);
  if (expanded === undefined || file === undefined) return [];
  const { pipeline } = expanded;
  const found: VarsList[] = [];
  if (pipeline.vars !== undefined) {
    found.push({ node: pipeline.vars, folder: file.folder, stage: undefined });
  }
  for (const entry of pipeline.stages) {
    const node = valueAt(entry.body, "vars");
    if (node === undefined) continue;
    const folder = expanded.stages.find((it) => it.entry === entry)?.wdir;
    found.push({ node, folder, stage: entry.name });
  }
  return found;
}

/** The files of parameters that a `dvc.yaml` loads for its templates, `params.yaml` first. */
export function loadedFiles(project: LintProject, path: string): readonly string[] {
  const folder = project.file(path)?.folder ?? "";
  const first = projectPath(folder, "params.yaml");
  const found = new Set<string>();
  if (first !== undefined && project.kindOf(first) === "file") found.add(first);
  for (const vars of varsLists(project, path)) {
    for (const item of asSeq(vars.node)?.items ?? []) {
      const of = fileOf(item, vars.folder);
      if (of !== undefined) found.add(of);
    }
  }
  return [...found];
}

function fileOf(item: TreeNode, folder: string | undefined): string | undefined {
  const node = target(item);
  if (node?.kind !== "scalar" || folder === undefined) return undefined;
  return projectPath(folder, node.text.split(":", 1)[0] ?? "");
}

/** Dotted names of all keys below a node, bounded. */
export function dottedKeys(root: TreeNode | undefined, limit: number): readonly DottedKey[] {
  const found: DottedKey[] = [];
  const open: { node: TreeNode | undefined; lead: string }[] = [{ node: root, lead: "" }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    for (const pair of pairsOf(next.node)) {
      const name = keyText(pair);
      if (name === undefined || found.length >= limit) continue;
      const key = `${next.lead}${name}`;
      const isMapping = target(pair.value)?.kind === "map";
      found.push({ key, pair, isMapping });
      if (isMapping && next.lead.length < 200) open.push({ node: pair.value, lead: `${key}.` });
    }
  }
  return found;
}

export interface DottedKey {
  readonly key: string;
  readonly pair: Pair;
  readonly isMapping: boolean;
}
