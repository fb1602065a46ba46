import type { Pair, ScalarNode, ScalarValue, SeqNode, TreeNode } from "./nodes.ts";
import {
  exactInteger,
  maxNesting,
  typedScalar,
  typedText,
  type SourceCursor,
} from "./sourceCursor.ts";
import { readPythonText } from "./pythonTexts.ts";

/**
 * A literal as `ast.literal_eval` takes it; undefined for all that would have to be run. Ends
 * behind it, or anywhere when there is none.
 */
export function readLiteral(cursor: SourceCursor, depth: number): TreeNode | undefined {
  if (depth > maxNesting) return undefined;
  const unit = cursor.code();
  if (unit === 0x5b) return readItems(cursor, depth, "]");
  if (unit === 0x28) return readItems(cursor, depth, ")");
  if (unit === 0x7b) return readBraces(cursor, depth);
  return readText(cursor, depth) ?? readNumber(cursor) ?? readName(cursor);
}

/** A value, or several that commas make a tuple, as behind `=`. */
export function readLiterals(cursor: SourceCursor): TreeNode | undefined {
  const first = readLiteral(cursor, 0);
  if (first === undefined) return undefined;
  cursor.skipBlanks();
  if (cursor.code() !== 0x2c) return first;
  const items: TreeNode[] = [first];
  while (cursor.code() === 0x2c) {
    cursor.at += 1;
    cursor.skipBlanks();
    if (cursor.isAtEnd || /[\r\n#;]/.test(cursor.text.charAt(cursor.at))) break;
    const item = readLiteral(cursor, 0);
    if (item === undefined) return undefined;
    items.push(item);
    cursor.skipBlanks();
  }
  const end = items.at(-1)?.end ?? first.end;
  return { kind: "seq", items, isFlow: true, tag: "tuple", start: first.start, end };
}

/** Inside brackets line breaks, comments and `\` at line ends are white space. */
function skipSpace(cursor: SourceCursor): void {
  for (;;) {
    const unit = cursor.code();
    if (unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)) cursor.at += 1;
    else if (unit === 0x5c && /^\\\r?\n/.test(cursor.text.slice(cursor.at, cursor.at + 3))) {
      cursor.at += 2;
    } else if (unit === 0x23) cursor.takeComment(1);
    else return;
  }
}

/** Blanks, and `\` at line ends. */
export function skipContinued(cursor: SourceCursor): void {
  cursor.match(/(?:[ \t]|\\\r?\n)*/y);
}

/** A list, a tuple, or a value in parentheses. */
function readItems(cursor: SourceCursor, depth: number, close: string): TreeNode | undefined {
  const start = cursor.at;
  cursor.at += 1;
  const items: TreeNode[] = [];
  let hasComma = false;
  skipSpace(cursor);
  while (!cursor.startsWith(close)) {
    const item = readLiteral(cursor, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
    skipSpace(cursor);
    if (cursor.code() === 0x2c) {
      hasComma = true;
      cursor.at += 1;
      skipSpace(cursor);
    } else if (!cursor.startsWith(close)) return undefined;
  }
  cursor.at += 1;
  const [first] = items;
  if (close === ")" && first !== undefined && !hasComma) return { ...first, start, end: cursor.at };
  const seq: SeqNode = { kind: "seq", items, isFlow: true, start, end: cursor.at };
  return close === ")" ? { ...seq, tag: "tuple" } : seq;
}

/** A dictionary or a set. */
function readBraces(cursor: SourceCursor, depth: number): TreeNode | undefined {
  const start = cursor.at;
  cursor.at += 1;
  const pairs: Pair[] = [];
  const items: TreeNode[] = [];
  skipSpace(cursor);
  while (cursor.code() !== 0x7d) {
    const key = readLiteral(cursor, depth + 1);
    if (key === undefined) return undefined;
    skipSpace(cursor);
    if (cursor.code() === 0x3a) {
      cursor.at += 1;
      skipSpace(cursor);
      const value = readLiteral(cursor, depth + 1);
      if (value === undefined) return undefined;
      pairs.push({ key, value });
      skipSpace(cursor);
    } else items.push(key);
    if (items.length > 0 && pairs.length > 0) return undefined;
    if (cursor.code() === 0x2c) {
      cursor.at += 1;
      skipSpace(cursor);
    } else if (cursor.code() !== 0x7d) return undefined;
  }
  cursor.at += 1;
  const place = { isFlow: true, start, end: cursor.at };
  return items.length > 0
    ? { kind: "seq", items, tag: "set", ...place }
    : { kind: "map", pairs, ...place };
}

/** Texts that stand side by side are one. */
function readText(cursor: SourceCursor, depth: number): ScalarNode | undefined {
  const start = cursor.at;
  const first = readPythonText(cursor);
  if (first === undefined) return undefined;
  let { end } = first;
  const parts = [first.text];
  for (;;) {
    if (depth > 0) skipSpace(cursor);
    else skipContinued(cursor);
    const next = readPythonText(cursor);
    if (next === undefined) break;
    parts.push(next.text);
    end = next.end;
  }
  cursor.at = end;
  const text = parts.join("");
  if (first.isBytes) return typedScalar(text, { type: "other", value: "bytes" }, start, end);
  return typedText(text, start, end);
}

const number =
  /[-+]?[ \t]*(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?[jJ]?)(?![\w.])/y;

function readNumber(cursor: SourceCursor): ScalarNode | undefined {
  const start = cursor.at;
  const text = cursor.match(number)?.[0];
  if (text === undefined) return undefined;
  const isNegative = text.startsWith("-");
  const digits = text.replace(/^[-+][ \t]*/, "").replaceAll("_", "");
  return typedScalar(text, numberValue(digits, isNegative), start, cursor.at);
}

function numberValue(digits: string, isNegative: boolean): ScalarValue {
  if (/j$/i.test(digits)) return { type: "other", value: "complex" };
  if (/^(?:\d+|0[xob].*)$/i.test(digits)) return exactInteger(digits.toLowerCase(), isNegative);
  return { type: "float", value: isNegative ? -Number(digits) : Number(digits) };
}

const name = /(?:None|True|False|\.\.\.|set\(\))(?![\w.([])/y;

function readName(cursor: SourceCursor): TreeNode | undefined {
  const start = cursor.at;
  const text = cursor.match(name)?.[0];
  if (text === undefined) return undefined;
  const end = cursor.at;
  if (text === "set()") {
    return { kind: "seq", items: [], isFlow: true, tag: "set", start, end };
  }
  if (text === "None") return typedScalar(text, { type: "null" }, start, end);
  if (text === "...") return typedScalar(text, { type: "other", value: "ellipsis" }, start, end);
  return typedScalar(text, { type: "bool", value: text === "True" }, start, end);
}
