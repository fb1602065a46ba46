import type { ScalarNode } from "./nodes.ts";
import { isBlank, type YamlScanner } from "./yamlScanner.ts";

const header = /[|>](?:([1-9])([-+])?|([-+])([1-9])?)?/y;

/** A literal (`|`) or folded (`>`) scalar below a node indented by `indent`. */
export function readBlockScalar(scanner: YamlScanner, indent: number): ScalarNode {
  const { text, at: start } = scanner;
  header.lastIndex = start;
  const found = header.exec(text);
  const [all = "|", early, lateChomp, earlyChomp, late] = found ?? [];
  scanner.at = start + all.length;
  const isLiteral = text.charCodeAt(start) === 0x7c;
  const headEnd = scanner.at;
  scanner.endLine();
  if (text.charCodeAt(scanner.at) === 0x23) scanner.at = scanner.takeComment(scanner.at);
  const given = Number(early ?? late ?? 0);
  const body = readLines(scanner, indent, given === 0 ? 0 : Math.max(indent, 0) + given);
  const isCut = body.end === text.length;
  const content = isLiteral ? body.lines.join("\n") : foldLines(body.lines);
  const chomp = lateChomp ?? earlyChomp ?? "";
  return {
    kind: "scalar",
    text: content + (isCut ? "" : ending(chomp, body.lines.length > 0, body.blanks)),
    style: isLiteral ? "literal" : "folded",
    start,
    end: Math.max(body.end, headEnd),
  };
}

function ending(chomp: string, hasContent: boolean, blanks: number): string {
  if (chomp === "-") return "";
  if (chomp === "+") return "\n".repeat(blanks + (hasContent ? 1 : 0));
  return hasContent ? "\n" : "";
}

interface Body {
  /** Without their indentation; up to the last that is not blank. */
  readonly lines: readonly string[];
  /** How many blank lines follow. */
  readonly blanks: number;
  /** Behind the last line that is not blank; -1 for none. */
  readonly end: number;
}

/** The lines; ends at the start of the first that does not belong to them. */
function readLines(scanner: YamlScanner, indent: number, given: number): Body {
  const lines: string[] = [];
  let width = given;
  let blanks = 0;
  let widest = 0;
  let end = -1;
  let next = lineAfter(scanner, scanner.at);
  while (next < scanner.text.length) {
    const at = skipIndentation(scanner.text, next, width);
    const column = at - next;
    const lineEnd = scanner.lineEnd(at);
    if (at >= lineEnd) {
      if (lineEnd < scanner.text.length) blanks += 1;
      widest = Math.max(widest, column);
    } else {
      if (endsBody(scanner, at, column, { indent, width })) break;
      if (width === 0 && widest > column) tellBlankLine(scanner, at);
      width = Math.max(width, column);
      for (; blanks > 0; blanks--) lines.push("");
      const line = scanner.text.slice(at, lineEnd);
      lines.push(line);
      if (!isBlank(line.charCodeAt(0)) || line.trim() !== "") end = lineEnd;
    }
    next = lineAfter(scanner, lineEnd);
  }
  scanner.at = next;
  scanner.lineStart = next;
  return { lines, blanks, end };
}

/** The start of the line below; the end of the text where there is none. */
function lineAfter({ text }: YamlScanner, at: number): number {
  const next = text.indexOf("\n", at);
  return next < 0 ? text.length : next + 1;
}

/** Behind the blanks of a line's start: at most `width` of them, or all where that is not known. */
function skipIndentation(text: string, lineStart: number, width: number): number {
  let at = lineStart;
  while (text.charCodeAt(at) === 0x20 && (width === 0 || at - lineStart < width)) at += 1;
  return at;
}

interface Indents {
  readonly indent: number;
  /** 0 while the first line is not seen. */
  readonly width: number;
}

/** Whether a line that is not empty is behind the scalar. */
function endsBody(
  scanner: YamlScanner,
  at: number,
  column: number,
  { indent, width }: Indents,
): boolean {
  if (width > 0 ? column < width : column <= indent) return true;
  if (column > 0) return false;
  scanner.at = at;
  scanner.lineStart = at;
  return scanner.isAtMarker();
}

function tellBlankLine(scanner: YamlScanner, at: number): void {
  const message = "a blank line before this text is indented more than the text";
  scanner.fault("BAD_INDENT", message, at);
}

/** Single line breaks between lines that are not indented further are blanks. */
function foldLines(lines: readonly string[]): string {
  let text = "";
  let pending = 0;
  let isBefore = false;
  for (const line of lines) {
    if (line === "") {
      pending += 1;
      continue;
    }
    const isIndented = isBlank(line.charCodeAt(0));
    const isFirst = text === "" && !isBefore;
    const breaks = isFirst ? pending : pending + 1;
    const folds = !isFirst && !isIndented && !isBefore && text !== "";
    text += folds ? (pending === 0 ? " " : "\n".repeat(pending)) : "\n".repeat(breaks);
    text += line;
    pending = 0;
    isBefore = isIndented;
  }
  return text;
}
