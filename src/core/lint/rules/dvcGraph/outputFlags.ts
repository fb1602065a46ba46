import type { StageOut } from "../../dvc/expandPipeline.ts";
import type { Applicability, Fix, TextEdit } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import { asMap, pairAt, type TreeNode } from "../../source/nodes.ts";

/** `cache: false` for an output; undefined where the layout is not a plain one. */
export function setUncached(
  file: LintFile,
  out: StageOut,
  applicability: Applicability,
): Fix | undefined {
  const edit = editFlags(file, out.node, out.flags);
  if (edit === undefined) return undefined;
  return { title: "Add `cache: false`", applicability, edits: [edit] };
}

function editFlags(
  file: LintFile,
  path: TreeNode,
  flags: TreeNode | undefined,
): TextEdit | undefined {
  if (flags === undefined) return addFlags(file, path);
  const map = flags.kind === "map" ? asMap(flags) : undefined;
  const cache = pairAt(map, "cache")?.value;
  if (cache !== undefined) {
    return { path: file.path, start: cache.start, end: cache.end, text: "false" };
  }
  const first = map?.pairs[0];
  if (map === undefined || first === undefined) return undefined;
  const start = first.key.start;
  const text = map.isFlow
    ? "cache: false, "
    : `cache: false\n${" ".repeat(columnOf(file.text, start))}`;
  return { path: file.path, start, end: start, text };
}

/** `- x` becomes `- x:` with the flag below, and in a flow list `x: {cache: false}`. */
function addFlags(file: LintFile, path: TreeNode): TextEdit | undefined {
  const { text } = file;
  if (path.kind !== "scalar" || text.slice(path.start, path.end).includes("\n")) return undefined;
  const lineStart = text.lastIndexOf("\n", path.start - 1) + 1;
  const lead = text.slice(lineStart, path.start);
  const indent = /^\s*-\s+$/.test(lead) ? `\n${" ".repeat(lead.length + 2)}` : undefined;
  const flag = indent === undefined ? ": {cache: false}" : `:${indent}cache: false`;
  return { path: file.path, start: path.end, end: path.end, text: flag };
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf("\n", offset - 1) - 1;
}
