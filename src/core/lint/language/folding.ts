import type { LintProject } from "../project/lintProject.ts";
import { visitTree } from "../source/nodes.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { FoldingRange } from "./language.ts";

const maxRanges = 5000;

/** What can be folded: values of more than one line, and comments of several lines. */
export function foldingRanges(project: LintProject, path: string): readonly FoldingRange[] {
  const file = project.file(path);
  if (file === undefined) return [];
  const found = new Map<number, FoldingRange>();
  for (const { node, pair } of visitTree(file.root)) {
    if (found.size >= maxRanges) break;
    const from = pair?.key ?? node;
    if (node.kind === "alias" || (pair === undefined && node === file.root)) continue;
    const startLine = file.lines.position(from.start).line;
    const endLine = lastLine(file, node.start, node.end);
    if (endLine > startLine && !found.has(startLine)) {
      found.set(startLine, { startLine, endLine, kind: "region" });
    }
  }
  for (const range of commentRanges(file)) found.set(range.startLine, range);
  return [...found.values()].sort((one, other) => one.startLine - other.startLine);
}

/** The last line of a span that is not blank. */
function lastLine({ text, lines }: LintFile, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(text[at - 1] ?? "")) at--;
  return lines.position(at).line;
}

function commentRanges({ comments, lines }: LintFile): readonly FoldingRange[] {
  const found: FoldingRange[] = [];
  let startLine = -1;
  let endLine = -1;
  const close = (): void => {
    if (endLine > startLine) found.push({ startLine, endLine, kind: "comment" });
  };
  for (const { start, isOwnLine } of comments) {
    if (!isOwnLine) continue;
    const { line } = lines.position(start);
    if (line !== endLine + 1 || startLine < 0) {
      close();
      startLine = line;
    }
    endLine = line;
  }
  close();
  return found;
}
