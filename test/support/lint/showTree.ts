import type { ScalarNode, ScalarValue, TreeNode } from "../../../src/core/lint/source/nodes.ts";
import type { ParsedSource } from "../../../src/core/lint/source/parsedSource.ts";

/**
 * A tree as short text for comparing: `{a: 1, b: ["x", &n y, *n]}`. Texts of a typed format stand in
 * quotes, whole numbers that are not safe end with `n`, dates and others with their type before them.
 */
export function showTree(node: TreeNode | undefined): string {
  if (node === undefined) return "nothing";
  if (node.kind === "alias") return `*${node.name}${node.target === undefined ? "?" : ""}`;
  const tag = node.tag === undefined ? "" : `!<${node.tag}> `;
  const lead = `${node.anchor === undefined ? "" : `&${node.anchor} `}${tag}`;
  if (node.kind === "map") {
    const pairs = node.pairs.map(({ key, value }) => `${showTree(key)}: ${showTree(value)}`);
    return `${lead}{${pairs.join(", ")}}`;
  }
  if (node.kind === "seq") return `${lead}[${node.items.map(showTree).join(", ")}]`;
  return lead + (node.value === undefined ? showText(node) : showValue(node.value));
}

function showValue(value: ScalarValue): string {
  if (value.type === "str") return JSON.stringify(value.value);
  if (value.type === "null") return "null";
  if (value.type === "date" || value.type === "other") return `${value.type} ${value.value}`;
  return `${value.value}${typeof value.value === "bigint" ? "n" : ""}`;
}

function showText({ text, style }: ScalarNode): string {
  return style === "plain" && !text.includes("\n") ? text : JSON.stringify(text);
}

/** All nodes with their places, for comparing two trees exactly. */
export function showPlaces(node: TreeNode | undefined): unknown {
  if (node === undefined) return undefined;
  const place = { kind: node.kind, at: [node.start, node.end] };
  if (node.kind === "alias") return { ...place, name: node.name, target: node.target?.start };
  const named = { ...place, tag: node.tag, anchor: node.anchor };
  if (node.kind === "scalar") return { ...named, style: node.style, text: node.text };
  if (node.kind === "seq")
    return { ...named, isFlow: node.isFlow, items: node.items.map(showPlaces) };
  const pairs = node.pairs.map(({ key, value }) => [showPlaces(key), showPlaces(value)]);
  return { ...named, isFlow: node.isFlow, pairs };
}

/** Faults as `CODE "the text that it is at"`. */
export function showFaults({ faults }: ParsedSource, text: string): readonly string[] {
  return faults.map(({ code, start, end }) => `${code} ${JSON.stringify(text.slice(start, end))}`);
}
