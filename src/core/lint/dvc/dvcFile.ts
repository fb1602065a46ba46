import type { LintFile } from "../project/lintFile.ts";
import { asMap, asScalar, asSeq, pairAt, valueAt, type TreeNode } from "../source/nodes.ts";
import { resolveScalar } from "../source/scalars.ts";
import { folderOf, projectPath } from "./projectPaths.ts";

/** What a `.dvc` file says: which data it stands for and where it came from. */
export interface DvcFile {
  /** Relative to the project's root; undefined when it leaves the root. */
  readonly wdir: string | undefined;
  readonly outs: readonly DvcFileOut[];
  /** None for imports from other repositories and databases: those are no paths of this project. */
  readonly deps: readonly DvcFilePath[];
}

export interface DvcFilePath {
  /** As it is written. */
  readonly text: string;
  readonly node: TreeNode;
  /** Relative to the project's root; undefined for URLs and for what lies outside of it. */
  readonly path: string | undefined;
}

export interface DvcFileOut extends DvcFilePath {
  readonly isCached: boolean;
}

export function readDvcFile(file: LintFile): DvcFile {
  const root = asMap(file.root);
  const written = asScalar(valueAt(root, "wdir"))?.text ?? ".";
  const wdir = projectPath(folderOf(file.path), written);
  const deps = itemsOf(root, "deps").filter(
    (item) => pairAt(item, "repo") === undefined && pairAt(item, "db") === undefined,
  );
  return {
    wdir,
    outs: itemsOf(root, "outs").flatMap((item) =>
      readPath(item, wdir).map((path) => ({ ...path, isCached: !isFalse(valueAt(item, "cache")) })),
    ),
    deps: deps.flatMap((item) => readPath(item, wdir)),
  };
}

function itemsOf(root: TreeNode | undefined, section: string): readonly TreeNode[] {
  return asSeq(valueAt(root, section))?.items ?? [];
}

function readPath(item: TreeNode, wdir: string | undefined): DvcFilePath[] {
  const node = asScalar(valueAt(item, "path"));
  if (node === undefined || node.text === "") return [];
  const path = wdir === undefined ? undefined : projectPath(wdir, node.text);
  return [{ text: node.text, node, path }];
}

function isFalse(node: TreeNode | undefined): boolean {
  const scalar = asScalar(node);
  if (scalar === undefined) return false;
  const value = resolveScalar(scalar, "ruamel-1.2");
  return value.type === "bool" && !value.value;
}
