import { keyText, pairsOf, target, type Pair, type TreeNode } from "./nodes.ts";

export interface DottedKey {
  readonly key: string;
  readonly pair: Pair;
  readonly isMapping: boolean;
}

const maxLeadLength = 200;

/** Dotted names of all keys below a node, outer ones first, at most so many. */
export function dottedKeys(root: TreeNode | undefined, limit: number): readonly DottedKey[] {
  const found: DottedKey[] = [];
  const open: [string, TreeNode | undefined][] = [["", root]];
  for (const [lead, node] of open) {
    for (const pair of pairsOf(node)) {
      const name = keyText(pair);
      if (name === undefined) continue;
      const key = lead + name;
      const isMapping = target(pair.value)?.kind === "map";
      found.push({ key, pair, isMapping });
      if (found.length >= limit) return found;
      if (isMapping && lead.length < maxLeadLength) open.push([`${key}.`, pair.value]);
    }
  }
  return found;
}
