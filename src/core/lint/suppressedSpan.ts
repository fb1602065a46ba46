import type { LintFile } from "./project/lintFile.ts";
import type { Span, TreeNode } from "./source/nodes.ts";

/** Spans end behind the line's end. A line with the texts over several lines that begin on it, as the block behind `cmd: |`. */
export function spanOfLine(file: LintFile, offset: number): Span {
  const line = lineAt(file, offset);
  let end = line.end + 1;
  forEachNodeOn(file.root, line, (node) => {
    if (node.kind === "scalar" && node.start >= line.start) end = Math.max(end, node.end);
  });
  return { start: line.start, end };
}

/**
 * What an own line's comment stands above: the key with its value, or the item of a list, that
 * begins on the next line; the line itself where none does. Undefined at the end of the file.
 */
export function spanBelow(file: LintFile, offset: number): Span | undefined {
  const next = nextContent(file, offset);
  if (next === undefined) return undefined;
  const line = lineAt(file, next);
  return outermostAt(file.root, line) ?? continuedLine(file, line);
}

/** A line that ends in `\`, with those that go on with it. */
function continuedLine(file: LintFile, line: Span): Span {
  let { end } = line;
  while (file.language === "lines" && file.text[end - 1] === "\\") {
    const next = lineAt(file, end + 1).end;
    if (next <= end) break;
    end = next;
  }
  return { start: line.start, end: end + 1 };
}

/** Without its end; `\r` is no part of it. */
export function lineAt(file: LintFile, offset: number): Span {
  const start = offset === 0 ? 0 : file.text.lastIndexOf("\n", offset - 1) + 1;
  const found = file.text.indexOf("\n", offset);
  const end = found < 0 ? file.text.length : found;
  return { start, end: file.text[end - 1] === "\r" ? Math.max(start, end - 1) : end };
}

/** The first character behind blank lines and lines of comments. */
function nextContent({ text }: LintFile, offset: number): number | undefined {
  const content = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;
  let at = text.indexOf("\n", offset) + 1;
  if (at === 0) return undefined;
  while (at < text.length) {
    content.lastIndex = at;
    const blank = content.exec(text);
    if (blank === null) return at + (/^[ \t]*/.exec(text.slice(at, at + 1000))?.[0].length ?? 0);
    at += Math.max(1, blank[0].length);
  }
  return undefined;
}

/** The first key with its value, or item, that begins on a line, parents before what is in them. */
function outermostAt(root: TreeNode | undefined, line: Span): Span | undefined {
  let node = root;
  for (let depth = 0; node !== undefined && depth < maxNesting; depth++) {
    const index = indexBehind(node, line.start);
    const part = partAt(node, index);
    if (part === undefined || part.start > line.end) return undefined;
    if (part.start >= line.start) return part;
    node = valueOf(node, index);
  }
  return undefined;
}

const maxNesting = 1000;

function partAt(node: TreeNode, index: number): Span | undefined {
  if (node.kind === "seq") return node.items[index];
  const pair = node.kind === "map" ? node.pairs[index] : undefined;
  return pair && { start: pair.key.start, end: Math.max(pair.key.end, pair.value.end) };
}

function valueOf(node: TreeNode, index: number): TreeNode | undefined {
  if (node.kind === "seq") return node.items[index];
  return node.kind === "map" ? node.pairs[index]?.value : undefined;
}

/** The first part of a node that ends behind an offset; -1 for none. */
function indexBehind(node: TreeNode, offset: number): number {
  if (node.kind === "seq") return node.items.findIndex(({ end }) => end > offset);
  if (node.kind !== "map") return -1;
  return node.pairs.findIndex(({ key, value }) => value.end > offset || key.end > offset);
}

/** Calls for the nodes that reach into a line. */
function forEachNodeOn(
  root: TreeNode | undefined,
  line: Span,
  visit: (node: TreeNode) => void,
): void {
  const open: TreeNode[] = root === undefined ? [] : [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    visit(node);
    const first = indexBehind(node, line.start);
    for (let index = first; index >= 0; index++) {
      const part = partAt(node, index);
      const value = valueOf(node, index);
      if (part === undefined || value === undefined || part.start > line.end) break;
      open.push(value);
    }
  }
}
