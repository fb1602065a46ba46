import type { Misfit } from "../../dvc/misfits.ts";
import type { Fix } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import { asMap, type TreeNode } from "../../source/nodes.ts";
import { indentLines, listPairs, quoteScalar, replaceNode, wrapInList } from "./structureFixes.ts";

/** The fix for a value of a wrong kind, where there is one that is sure. */
export function mendWrongType(file: LintFile, misfit: Misfit): Fix | undefined {
  const { kind, at } = misfit;
  if (kind === "misplaced-flags") return indentFlags(file, at);
  if (kind === "key-type") return quoteScalar(file, at);
  if (kind !== "wrong-type") return undefined;
  return at.kind === "scalar" ? fixScalar(file, misfit) : fixCollection(file, misfit);
}

function fixCollection(file: LintFile, { at, shape }: Misfit): Fix | undefined {
  const edits = at.kind === "map" && shape.kind === "list" ? listPairs(file, at) : undefined;
  return edits && { title: "Make it a list", applicability: "unsafe", edits };
}

function fixScalar(file: LintFile, { at, shape, pair, parent }: Misfit): Fix | undefined {
  if (shape.kind === "list" && pair !== undefined && parent?.kind === "map") {
    return wrapInList(file, pair, parent);
  }
  if (shape.kind === "bool") return unquoteBool(file, at);
  const takesText = shape.kind === "text" || shape.kind === "literal" || shape.kind === "either";
  return takesText ? quoteScalar(file, at) : undefined;
}

function unquoteBool(file: LintFile, node: TreeNode): Fix | undefined {
  const value = node.kind === "scalar" ? node.text.toLowerCase() : "";
  if (value !== "true" && value !== "false") return undefined;
  const edits = [replaceNode(file, node, value)];
  return { title: "Take the quotes away", applicability: "safe", edits };
}

function indentFlags(file: LintFile, node: TreeNode): Fix | undefined {
  const map = asMap(node);
  const first = map?.pairs[0];
  if (map === undefined || first === undefined || map.isFlow) return undefined;
  const edits = indentLines(file, first.key.end, map.end, 2);
  return { title: "Indent below the output", applicability: "safe", edits };
}
