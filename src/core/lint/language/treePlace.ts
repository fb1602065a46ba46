import { keyText, type MapNode, type Pair, type TreeNode } from "../source/nodes.ts";
import { holds } from "./textPlaces.ts";

/** Where an offset lies in a file's tree. */
export interface TreePlace {
  /** Keys and list positions from the root, that of a key itself at the end. */
  readonly steps: readonly (string | number)[];
  /** The innermost node that is written there. */
  readonly node: TreeNode;
  /** The innermost pair. */
  readonly pair: Pair | undefined;
  /** It is the pair's key. */
  readonly isKey: boolean;
  /** The mappings around it, outermost first. */
  readonly maps: readonly MapNode[];
}

/** The innermost node at an offset; aliases are not followed. */
export function findTreePlace(root: TreeNode | undefined, offset: number): TreePlace | undefined {
  if (root === undefined || !holds(root, offset)) return undefined;
  const steps: (string | number)[] = [];
  const maps: MapNode[] = [];
  let node = root;
  let pair: Pair | undefined;
  for (;;) {
    if (node.kind === "map") {
      maps.push(node);
      const found = pairHolding(node, offset);
      if (found === undefined) return { steps, node, pair, isKey: false, maps };
      pair = found;
      steps.push(keyText(found) ?? "?");
      if (holds(found.key, offset)) return { steps, node: found.key, pair, isKey: true, maps };
      node = found.value;
    } else if (node.kind === "seq") {
      const index = node.items.findIndex((item) => holds(item, offset));
      const item = node.items[index];
      if (item === undefined) return { steps, node, pair, isKey: false, maps };
      steps.push(index);
      node = item;
    } else return { steps, node, pair, isKey: false, maps };
  }
}

/** Keys win over the values before them that end where they begin. */
function pairHolding({ pairs }: MapNode, offset: number): Pair | undefined {
  return (
    pairs.find(({ key }) => holds(key, offset) && key.start < key.end) ??
    pairs.find(({ value }) => holds(value, offset))
  );
}
