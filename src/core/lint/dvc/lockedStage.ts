import type { StageInstance } from "./expandPipeline.ts";
import { projectPath } from "./projectPaths.ts";
import type { LintProject } from "../project/lintProject.ts";
import { resolveScalar } from "../source/scalars.ts";
import {
  asScalar,
  asSeq,
  keyText,
  nodeAt,
  pairsOf,
  valueAt,
  type TreeNode,
} from "../source/nodes.ts";

/** What `dvc.lock` says a stage was run with. */
export interface LockedStage {
  readonly commands: readonly string[];
  /** One command in a list is another thing to DVC than that command. */
  readonly isCommandList: boolean;
  readonly deps: readonly LockedPath[];
  readonly outs: readonly LockedPath[];
  /** Files relative to the project's root, each with its values by dotted key. */
  readonly params: ReadonlyMap<string, ReadonlyMap<string, TreeNode>>;
}

export interface LockedPath {
  /** Relative to the project's root; undefined for what lies outside of it. */
  readonly path: string | undefined;
  readonly text: string;
  /** Null for what is named by something else, as an etag. */
  readonly md5: string | null;
  /** Hashes of DVC before 3.0 count line ends of text files as `\n`. */
  readonly isLegacyHash: boolean;
  readonly sizeBytes: number | null;
}

/** The record of a stage in the `dvc.lock` beside its `dvc.yaml`; undefined when there is none. */
export function readLockedStage(
  project: LintProject,
  pipelineFile: string,
  stage: StageInstance,
): LockedStage | undefined {
  const lock = project.file(pipelineFile.replace(/\.yaml$/, ".lock"));
  const stages = valueAt(lock?.root, "stages") ?? lock?.root;
  const found = valueAt(stages, stage.name);
  if (found === undefined) return undefined;
  const { wdir } = stage;
  const cmd = valueAt(found, "cmd");
  const items = asSeq(cmd)?.items ?? [cmd];
  return {
    commands: items.map((item) => asScalar(item)?.text ?? ""),
    isCommandList: asSeq(cmd) !== undefined,
    deps: readPaths(valueAt(found, "deps"), wdir),
    outs: readPaths(valueAt(found, "outs"), wdir),
    params: readParams(valueAt(found, "params"), wdir),
  };
}

function readPaths(node: TreeNode | undefined, wdir: string | undefined): LockedPath[] {
  return (asSeq(node)?.items ?? []).flatMap((item) => {
    const text = asScalar(valueAt(item, "path"))?.text;
    if (text === undefined) return [];
    const size = Number(asScalar(valueAt(item, "size"))?.text ?? NaN);
    return [
      {
        text,
        path: wdir === undefined ? undefined : projectPath(wdir, text),
        md5: asScalar(valueAt(item, "md5"))?.text ?? null,
        isLegacyHash: asScalar(valueAt(item, "hash"))?.text !== "md5",
        sizeBytes: Number.isFinite(size) ? size : null,
      },
    ];
  });
}

function readParams(
  node: TreeNode | undefined,
  wdir: string | undefined,
): ReadonlyMap<string, ReadonlyMap<string, TreeNode>> {
  const params = new Map<string, ReadonlyMap<string, TreeNode>>();
  for (const pair of pairsOf(node)) {
    const path = wdir === undefined ? undefined : projectPath(wdir, keyText(pair) ?? "");
    if (path === undefined) continue;
    params.set(
      path,
      new Map(pairsOf(pair.value).map((value) => [keyText(value) ?? "", value.value])),
    );
  }
  return params;
}

/** Whether two values are the same to DVC, wherever and however they are written. */
export function isSameValue(one: TreeNode, other: TreeNode): boolean {
  return canonical(one, 0) === canonical(other, 0);
}

const maxDepth = 50;

function canonical(node: TreeNode, depth: number): string {
  if (depth > maxDepth) return "…";
  const scalar = asScalar(node);
  if (scalar !== undefined) {
    const value = resolveScalar(scalar, "ruamel-1.2");
    if (value.type === "null") return "null";
    if (value.type === "int" || value.type === "float") return String(value.value);
    // In Python true is 1.
    if (value.type === "bool") return value.value ? "1" : "0";
    return JSON.stringify(value.value);
  }
  const list = asSeq(node);
  if (list !== undefined) return `[${list.items.map((it) => canonical(it, depth + 1)).join()}]`;
  const entries = pairsOf(node).map(
    (pair) => `${JSON.stringify(keyText(pair) ?? "")}:${canonical(pair.value, depth + 1)}`,
  );
  return `{${entries.sort().join()}}`;
}

/** The value under dotted keys, where a number counts in a list; a key with dots is never found. */
export function valueUnder(root: TreeNode | undefined, key: string): TreeNode | undefined {
  return nodeAt(root, key.split("."));
}
