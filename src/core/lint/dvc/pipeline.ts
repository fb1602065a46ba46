import type { LintFile } from "../project/lintFile.ts";
import {
  asMap,
  keyText,
  pairAt,
  pairsOf,
  type MapNode,
  type Pair,
  type TreeNode,
} from "../source/nodes.ts";

/** A `dvc.yaml` as it is written, before templates are filled in. */
export interface Pipeline {
  readonly file: LintFile;
  /** Undefined when the file is no mapping. */
  readonly root: MapNode | undefined;
  /** The value of top-level `vars`. */
  readonly vars: TreeNode | undefined;
  readonly stages: readonly StageEntry[];
}

/** One entry of `stages`. */
export interface StageEntry {
  readonly name: string;
  readonly pair: Pair;
  /** Decided by its keys: `foreach` or `do` make a loop, `matrix` a matrix. */
  readonly kind: "stage" | "foreach" | "matrix";
  /** Where the stage's own keys stand: the entry, or what is below `do`. Undefined for no mapping. */
  readonly body: MapNode | undefined;
  /** What is looped over: the value of `foreach` or `matrix`. */
  readonly loop: TreeNode | undefined;
}

export function readPipeline(file: LintFile): Pipeline {
  const root = asMap(file.root);
  return {
    file,
    root,
    vars: pairAt(root, "vars")?.value,
    stages: pairsOf(pairAt(root, "stages")?.value).map(readStage),
  };
}

function readStage(pair: Pair): StageEntry {
  const name = keyText(pair) ?? "";
  const outer = asMap(pair.value);
  const body = pairAt(outer, "do");
  const loop = pairAt(outer, "foreach");
  if (body !== undefined || loop !== undefined) {
    return { name, pair, kind: "foreach", body: asMap(body?.value), loop: loop?.value };
  }
  const matrix = pairAt(outer, "matrix");
  const kind = matrix === undefined ? "stage" : "matrix";
  return { name, pair, kind, body: outer, loop: matrix?.value };
}
