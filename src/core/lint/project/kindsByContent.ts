import type { TreeNode } from "../source/nodes.ts";
import type { FileKind } from "./classify.ts";

/** Kinds that only show in the content: data sets of Ultralytics, Hydra, DeepSpeed, Accelerate. */
export function kindsByContent(_path: string, _root: TreeNode | undefined): readonly FileKind[] {
  return [];
}
