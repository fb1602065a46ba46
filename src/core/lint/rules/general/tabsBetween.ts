import type { LintFile } from "../../project/lintFile.ts";
import type { Span, TreeNode } from "../../source/nodes.ts";

/**
 * The first tab outside of quoted texts, blocks and comments. YAML allows it between values, but
 * the scanners of PyYAML and ruamel.yaml stop there. Undefined where it is not sure.
 */
export function findTab({ text, root, comments, documentCount }: LintFile): number | undefined {
  let tab = text.indexOf("\t");
  // Of further documents nothing is known.
  if (tab < 0 || root === undefined || documentCount > 1) return undefined;
  const spans: readonly Span[] = [...textsOf(root), ...comments];
  const ordered = [...spans].sort((one, other) => one.start - other.start);
  let index = 0;
  let behind = 0;
  for (; tab >= 0; tab = text.indexOf("\t", tab + 1)) {
    for (
      let span = ordered[index];
      span !== undefined && span.start <= tab;
      span = ordered[index]
    ) {
      behind = Math.max(behind, span.end);
      index += 1;
    }
    // Blank lines behind a block may belong to it.
    if (tab >= behind && (behind === 0 || text.slice(behind, tab).trim() !== "")) return tab;
  }
  return undefined;
}

/** The texts that may hold tabs. */
function textsOf(root: TreeNode): readonly Span[] {
  const found: Span[] = [];
  const open: TreeNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === "scalar" && node.style !== "plain") found.push(node);
    else if (node.kind === "seq") open.push(...node.items);
    else if (node.kind === "map") for (const { key, value } of node.pairs) open.push(key, value);
  }
  return found;
}
