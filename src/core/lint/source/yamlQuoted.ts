import type { ScalarNode } from "./nodes.ts";
import { declined, type YamlScanner } from "./yamlScanner.ts";

/**
 * A scalar in quotes; ends behind the closing one. One that is not closed is a fault and ends with
 * its line.
 */
export function readQuoted(scanner: YamlScanner): ScalarNode {
  const { text, at: start } = scanner;
  const isDouble = text.charCodeAt(start) === 0x22;
  const close = isDouble ? doubleClose(text, start + 1) : singleClose(text, start + 1);
  if (close < 0) return readUnclosed(scanner);
  scanner.at = close + 1;
  const raw = text.slice(start + 1, close);
  const isLong = raw.includes("\n");
  if (isLong) {
    if (/^(?:---|\.\.\.)(?:\s|$)/m.test(raw)) throw declined;
    scanner.lineStart = text.lastIndexOf("\n", close) + 1;
  }
  const content = isDouble
    ? readDouble(scanner, raw, start + 1)
    : (isLong ? fold(raw) : raw).replaceAll("''", "'");
  return scalar(content, isDouble, start, close + 1);
}

function scalar(text: string, isDouble: boolean, start: number, end: number): ScalarNode {
  return { kind: "scalar", text, style: isDouble ? "double" : "single", start, end };
}

/**
 * The same in a block, where nothing may follow one of several lines on its last: it is taken as
 * not closed, so that the keys below it stay.
 */
export function readBlockQuoted(scanner: YamlScanner): ScalarNode {
  const { at, lineStart } = scanner;
  const node = readQuoted(scanner);
  if (lineStart === scanner.lineStart) return node;
  scanner.skipBlanks();
  if (scanner.isAtLineEnd()) return node;
  scanner.at = at;
  scanner.lineStart = lineStart;
  return readUnclosed(scanner);
}

/** The rest of the line. */
function readUnclosed(scanner: YamlScanner): ScalarNode {
  const { text, at: start } = scanner;
  const end = scanner.lineEnd(start);
  scanner.fault("UNCLOSED", "this text has no closing quote", start, end);
  scanner.at = end;
  return scalar(text.slice(start + 1, end), text.charCodeAt(start) === 0x22, start, end);
}

function singleClose(text: string, from: number): number {
  let close = text.indexOf("'", from);
  while (close >= 0 && text.charCodeAt(close + 1) === 0x27) close = text.indexOf("'", close + 2);
  return close;
}

function doubleClose(text: string, from: number): number {
  const close = text.indexOf('"', from);
  if (close < 0 || !text.slice(from, close).includes("\\")) return close;
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x5c) at += 1;
    else if (unit === 0x22) return at;
  }
  return -1;
}

/** Line breaks between words are blanks; each blank line is a line break. */
function fold(raw: string): string {
  return raw.replace(/[ \t]*\r?\n(?:[ \t]*\r?\n)*[ \t]*/g, folded);
}

function folded(breaks: string): string {
  const count = breaks.split("\n").length - 1;
  return count === 1 ? " " : "\n".repeat(count - 1);
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

const escape =
  /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r?\n(?:[ \t]*\r?\n)*[ \t]*)|([^]|$))|[ \t]*\r?\n(?:[ \t]*\r?\n)*[ \t]*/g;

function readDouble(scanner: YamlScanner, raw: string, start: number): string {
  if (!raw.includes("\\")) return raw.includes("\n") ? fold(raw) : raw;
  return raw.replace(escape, (all, ...found: unknown[]) => {
    const [byte, short, long, joined, sign, offset] = found;
    if (!all.startsWith("\\")) return folded(all);
    if (typeof joined === "string") return "\n".repeat(joined.split("\n").length - 2);
    const digits = byte ?? short ?? long;
    const point = typeof digits === "string" ? parseInt(digits, 16) : NaN;
    if (point <= 0x10ffff) return String.fromCodePoint(point);
    const known = typeof sign === "string" ? escapes[sign] : undefined;
    if (known !== undefined) return known;
    const at = start + Number(offset);
    scanner.fault("BAD_ESCAPE", `\`${all}\` is no escape of YAML`, at, at + all.length);
    return all;
  });
}
