import type { TextEdit } from "../finding.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { Span, TreeNode } from "../source/nodes.ts";
import { lineAt } from "../suppressedSpan.ts";
import { readSuppressions } from "../suppressions.ts";

/**
 * The edit that writes a comment which silences a rule's finding at a place: into a comment that
 * is there already, behind the line, or on a line of its own above where a comment behind it would
 * be part of a value. Undefined for files that cannot hold comments.
 */
export function suppressFinding(
  file: LintFile,
  { rule, at }: { readonly rule: string; readonly at: Span },
): TextEdit | undefined {
  if (file.language === "json" || file.encoding !== "utf-8") return undefined;
  const { path } = file;
  const line = lineAt(file, at.start);
  const known = readSuppressions(file).find(
    (one) => one.selectors !== null && !one.isOwnLine && isWithin(one.at.start, line),
  );
  const last = known?.selectors?.at(-1);
  if (last !== undefined) return { path, start: last.end, end: last.end, text: `, ${rule}` };
  const comment = `# sextant: ignore[${rule}]`;
  const above = lineForOwn(file, at.start, line);
  if (above === undefined) {
    const text = file.text.slice(line.start, line.end);
    const end = line.start + text.trimEnd().length;
    return { path, start: end, end: line.end, text: ` ${comment}` };
  }
  const indent = /^[ \t]*/.exec(file.text.slice(above.start, above.end))?.[0] ?? "";
  const lineEnd = file.text.includes("\r\n") ? "\r\n" : "\n";
  return { path, start: above.start, end: above.start, text: indent + comment + lineEnd };
}

/** Files in which `#` behind a value may belong to the value. */
const ownLineLanguages: ReadonlySet<string> = new Set(["ini", "lines"]);

/** The line above which the comment goes; undefined when it can stand behind the finding's line. */
function lineForOwn(file: LintFile, offset: number, line: Span): Span | undefined {
  if (ownLineLanguages.has(file.language)) return firstOfContinued(file, line);
  const [key, value] = longTextAt(file.root, line);
  if (value === undefined) return undefined;
  const isBlock =
    value.kind === "scalar" && (value.style === "literal" || value.style === "folded");
  // A comment may stand behind `|`, but in no line below it.
  if (isBlock && isWithin(value.start, line) && offset < value.start) return undefined;
  return lineAt(file, key.start);
}

/** The text over several lines that goes on behind a line, with the key it belongs to. */
function longTextAt(root: TreeNode | undefined, line: Span): readonly [Span, TreeNode | undefined] {
  let above: Span = line;
  let node = root;
  for (let depth = 0; node !== undefined && depth < maxNesting; depth++) {
    if (node.kind === "scalar") return [above, isLong(node, line) ? node : undefined];
    if (node.kind === "alias") break;
    const parts: readonly (readonly [Span, TreeNode])[] =
      node.kind === "map"
        ? node.pairs.map(({ key, value }) => [key, value])
        : node.items.map((item) => [item, item]);
    const found = parts.findLast(([head]) => head.start <= line.end);
    if (found === undefined) break;
    [above, node] = found;
  }
  return [above, undefined];
}

/** Whether a string reaches into a line from above, or out of it below. */
function isLong({ start, end }: Span, line: Span): boolean {
  return (start < line.start && end > line.start) || end > line.end + 1;
}

const maxNesting = 1000;

/** A requirement's first line, when the lines before end in `\`. */
function firstOfContinued(file: LintFile, line: Span): Span {
  let first = line;
  while (first.start > 0) {
    const before = lineAt(file, first.start - 1);
    if (file.text[before.end - 1] !== "\\") break;
    first = before;
  }
  return first;
}

function isWithin(offset: number, { start, end }: Span): boolean {
  return offset >= start && offset <= end;
}
