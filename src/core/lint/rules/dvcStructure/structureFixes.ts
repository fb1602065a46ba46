import type { Fix, TextEdit } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import {
  isLeftOut,
  type MapNode,
  type Pair,
  type ScalarNode,
  type TreeNode,
} from "../../source/nodes.ts";

/** Edits that rules on structure share. They are undefined where the layout is not a plain one. */

/** A value in place of another. */
export function replaceNode(file: LintFile, node: TreeNode, text: string): TextEdit {
  return { path: file.path, start: node.start, end: node.end, text };
}

/** A scalar of one line in double quotes. */
export function quoteScalar(file: LintFile, node: TreeNode): Fix | undefined {
  const source = file.text.slice(node.start, node.end);
  if (node.kind !== "scalar" || node.style !== "plain" || /["\\\n]|^$/.test(source)) {
    return undefined;
  }
  return {
    title: `Put \`${source}\` in quotes`,
    applicability: "safe",
    edits: [replaceNode(file, node, `"${source}"`)],
  };
}

/** `outs: x` as a list with one entry, on a line of its own. */
export function wrapInList(file: LintFile, pair: Pair, parent: MapNode): Fix | undefined {
  const { value } = pair;
  const source = file.text.slice(value.start, value.end);
  if (value.kind !== "scalar" || source === "" || source.includes("\n")) return undefined;
  const title = "Wrap in a list";
  if (parent.isFlow) {
    if (!/^[\w./-]+$|^"[^"]*"$|^'[^']*'$/.test(source)) return undefined;
    return { title, applicability: "safe", edits: [replaceNode(file, value, `[${source}]`)] };
  }
  const colon = file.text.indexOf(":", pair.key.end);
  if (colon < 0 || colon >= value.start) return undefined;
  if (file.text.slice(colon + 1, value.start).trim() !== "") return undefined;
  const text = `\n${" ".repeat(columnOf(file, pair.key.start) + 2)}- `;
  const edit = { path: file.path, start: colon + 1, end: value.start, text };
  return { title, applicability: "safe", edits: [edit] };
}

/** A key with its value, and the whole lines that they fill. */
export function deletePair(file: LintFile, pair: Pair): TextEdit | undefined {
  const { text } = file;
  const start = text.lastIndexOf("\n", pair.key.start - 1) + 1;
  if (text.slice(start, pair.key.start).trim() !== "") return undefined;
  const end = lineEnd(text, Math.max(pair.key.end, pair.value.end));
  return { path: file.path, start, end: Math.min(end + 1, text.length), text: "" };
}

/** The colon behind a key that has no value, with the white space before it. */
export function deleteColon(file: LintFile, pair: Pair): TextEdit | undefined {
  const colon = file.text.indexOf(":", pair.key.end);
  if (colon < 0 || file.text.slice(pair.key.end, colon).trim() !== "") return undefined;
  const end = isLeftOut(pair.value) ? colon + 1 : Math.max(colon + 1, pair.value.end);
  return { path: file.path, start: pair.key.end, end, text: "" };
}

/** The pairs of a block mapping as a list of mappings with one key each; those without a value as texts. */
export function listPairs(file: LintFile, map: MapNode): readonly TextEdit[] | undefined {
  if (map.isFlow) return undefined;
  const edits: TextEdit[] = [];
  for (const pair of map.pairs) {
    const { start } = pair.key;
    if (pair.key.kind !== "scalar") return undefined;
    edits.push({ path: file.path, start, end: start, text: "- " });
    const isEmpty = isNullScalar(pair.value);
    const colon = isEmpty ? deleteColon(file, pair) : undefined;
    if (isEmpty && colon === undefined) return undefined;
    if (colon !== undefined) edits.push(colon);
    else edits.push(...indentLines(file, lineEnd(file.text, pair.key.end), pair.value.end, 2));
  }
  return edits;
}

/** Spaces before each line that begins behind `from` and up to `to`, empty ones left out. */
export function indentLines(
  file: LintFile,
  from: number,
  to: number,
  width: number,
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (let at = file.text.indexOf("\n", from); at >= 0 && at + 1 < to;) {
    const next = file.text.indexOf("\n", at + 1);
    const line = file.text.slice(at + 1, next < 0 ? undefined : next);
    const start = at + 1;
    if (line.trim() !== "") {
      edits.push({ path: file.path, start, end: start, text: " ".repeat(width) });
    }
    at = next;
  }
  return edits;
}

export function columnOf(file: LintFile, offset: number): number {
  return offset - (file.text.lastIndexOf("\n", offset - 1) + 1);
}

export function lineEnd(text: string, from: number): number {
  const next = text.indexOf("\n", from);
  return next < 0 ? text.length : next;
}

export function isNullScalar(node: TreeNode): node is ScalarNode {
  return (
    node.kind === "scalar" && node.style === "plain" && /^(?:|~|null|Null|NULL)$/.test(node.text)
  );
}
