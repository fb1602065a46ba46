import type { LintFile } from "./project/lintFile.ts";
import type { Span } from "./source/nodes.ts";
import { spanBelow, spanOfLine } from "./suppressedSpan.ts";

/**
 * Comments that silence findings: `# sextant: ignore[DVC101, DVC2] reason` behind the line, or on
 * a line of its own above a key or an item, which is then covered with all that is in it;
 * `# sextant: ignore-file[DVC101] reason` for the whole file. Without brackets: every rule.
 */
export interface Suppression {
  /** From the `#` of its own to the end of the comment. */
  readonly at: Span;
  /** Null for every rule. */
  readonly selectors: readonly Selector[] | null;
  /** What it covers; undefined for nothing: no item follows. */
  readonly covers: Span | undefined;
  readonly isOwnLine: boolean;
}

/** An id, a name, or the beginning of an id, as it is written. */
export interface Selector extends Span {
  readonly text: string;
}

const mark = "sextant:";
/** Each is looked up in the tree: a file of nothing else must not take long. */
const maxSuppressions = 1000;

/** In the order of the text. JSON has no comments. */
export function readSuppressions(file: LintFile): readonly Suppression[] {
  if (!file.text.includes(mark)) return [];
  const found: Suppression[] = [];
  for (const { start, end, isOwnLine } of commentsOf(file)) {
    const comment = file.text.slice(start, end);
    const suppression = comment.includes(mark) ? readComment(comment, start) : undefined;
    if (suppression === undefined) continue;
    if (found.length >= maxSuppressions) break;
    const { at, selectors, isFile } = suppression;
    const covers = isFile
      ? { start: 0, end: file.text.length }
      : isOwnLine
        ? spanBelow(file, end)
        : spanOfLine(file, start);
    found.push({ at, selectors, covers, isOwnLine: isOwnLine && at.start === start });
  }
  return found;
}

interface Comment extends Span {
  readonly isOwnLine: boolean;
}

/** Of files of lines too, whose comments begin with `#` at a line's start or behind white space. */
function commentsOf(file: LintFile): readonly Comment[] {
  if (file.language === "json") return [];
  if (file.language !== "ini" && file.language !== "lines") return file.comments;
  const found: Comment[] = [];
  for (let at = file.text.indexOf(mark); at >= 0; at = file.text.indexOf(mark, at + 1)) {
    const lineStart = file.text.lastIndexOf("\n", at) + 1;
    if ((found.at(-1)?.start ?? -1) >= lineStart) continue;
    const lineEnd = file.text.indexOf("\n", at);
    const end = lineEnd < 0 ? file.text.length : lineEnd;
    const before = /^(?:.*?\s)??(?=#)/.exec(file.text.slice(lineStart, at));
    if (before === null) continue;
    const start = lineStart + before[0].length;
    found.push({ start, end, isOwnLine: before[0].trim() === "" });
  }
  return found;
}

interface ReadComment {
  readonly at: Span;
  readonly selectors: readonly Selector[] | null;
  readonly isFile: boolean;
}

const pattern = /#\s*sextant:\s*ignore(?<file>-file)?(?![\w-])(?:\[(?<list>[^\]\n]*)\])?/d;

/** `offset`: where the comment begins in the file. */
function readComment(comment: string, offset: number): ReadComment | undefined {
  const match = pattern.exec(comment);
  if (match === null) return undefined;
  const at = { start: offset + match.index, end: offset + comment.trimEnd().length };
  const isFile = match.groups?.["file"] !== undefined;
  const [listStart] = match.indices?.groups?.["list"] ?? [0];
  const list = match.groups?.["list"];
  if (list === undefined) return { at, isFile, selectors: null };
  const selectors = [...list.matchAll(/[^\s,]+/g)].map((found): Selector => {
    const start = offset + listStart + found.index;
    return { text: found[0], start, end: start + found[0].length };
  });
  return { at, isFile, selectors };
}
