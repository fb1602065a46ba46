import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import type { Span, TreeNode } from "../source/nodes.ts";
import type { Location, Range } from "./language.ts";

/** Places in texts: from spans to ranges, and from what is read to where it is written. */

export function rangeIn({ lines }: LintFile, { start, end }: Span): Range {
  return { start: lines.position(start), end: lines.position(Math.max(start, end)) };
}

/** Undefined for a file that is gone. */
export function locate(project: LintProject, path: string, span: Span): Location | undefined {
  const file = project.file(path);
  return file === undefined ? undefined : { path, range: rangeIn(file, span) };
}

export function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/**
 * Where a scalar's text is written, without quotes and anchors. Undefined where it is written
 * otherwise than it reads (escapes, several lines).
 */
export function contentSpan(file: LintFile, node: TreeNode): Span | undefined {
  if (node.kind !== "scalar") return undefined;
  const written = file.text.slice(node.start, node.end);
  const at = written.indexOf(node.text);
  if (at < 0 || node.text === "") return undefined;
  return { start: node.start + at, end: node.start + at + node.text.length };
}

/** The text of the line that an offset is on, up to the offset. */
export function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
}

const wordEnds = /[\s"'`=,;|&<>()]/;

/** The word of a command line around an offset; quotes, `=` and shell signs end it. */
export function shellWordAt(text: string, offset: number): Span | undefined {
  let start = offset;
  let end = offset;
  while (start > 0 && !wordEnds.test(text[start - 1] ?? " ") && offset - start < maxWord) start--;
  while (end < text.length && !wordEnds.test(text[end] ?? " ") && end - offset < maxWord) end++;
  return start === end ? undefined : { start, end };
}

const maxWord = 1000;

/** Where a string stands as a word of its own, within a span. */
export function wordSpans(text: string, word: string, { start, end }: Span): readonly Span[] {
  const found: Span[] = [];
  if (word === "") return found;
  for (let at = text.indexOf(word, start); at >= 0; at = text.indexOf(word, at + word.length)) {
    const after = at + word.length;
    if (after > end || found.length >= maxWord) break;
    const isWhole =
      (at === start || wordEnds.test(text[at - 1] ?? " ")) &&
      (after === end || wordEnds.test(text[after] ?? " "));
    if (isWhole) found.push({ start: at, end: after });
  }
  return found;
}

/** The dotted names of a string, each with its place. */
export function dottedWords(text: string, start: number): readonly Word[] {
  const words: Word[] = [];
  let at = start;
  for (const part of text.split(".")) {
    words.push({ text: part, start: at, end: at + part.length });
    at += part.length + 1;
  }
  return words;
}

export interface Word extends Span {
  readonly text: string;
}
