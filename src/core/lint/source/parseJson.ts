import type { MapNode, Pair, ScalarNode, ScalarValue, SeqNode, TreeNode } from "./nodes.ts";
import type { ParsedSource } from "./parsedSource.ts";
import {
  exactInteger,
  maxNesting,
  missingValue,
  SourceCursor,
  typedScalar,
  typedText,
} from "./sourceCursor.ts";

/**
 * JSON as a tree with places. Takes what Python's `json` takes (`NaN`, `Infinity`, keys that stand
 * twice) and goes on behind what it does not: comments, commas that are too many or missing, words
 * without quotes, brackets that are not closed. Each is a fault.
 */
export function parseJsonSource(text: string): ParsedSource {
  const cursor = new SourceCursor(text);
  skipSpace(cursor);
  const root = cursor.isAtEnd ? undefined : readValue(cursor, 0);
  skipSpace(cursor);
  if (!cursor.isAtEnd) {
    cursor.fault("EXTRA_CONTENT", "the file goes on behind its value", cursor.at, cursor.lineEnd());
  }
  const { faults, comments } = cursor;
  return { root, faults, comments, documentCount: 1 };
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;

function skipSpace(cursor: SourceCursor): void {
  for (;;) {
    const unit = cursor.code();
    if (unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09) cursor.at += 1;
    else if (unit === 0x2f && (cursor.code(1) === 0x2f || cursor.code(1) === 0x2a))
      skipComment(cursor);
    else if (unit === 0x23) skipComment(cursor);
    else return;
  }
}

function skipComment(cursor: SourceCursor): void {
  const isBlock = cursor.startsWith("/*");
  const close = isBlock ? cursor.text.indexOf("*/", cursor.at + 2) : -1;
  const end = isBlock ? (close < 0 ? cursor.text.length : close + 2) : cursor.lineEnd();
  cursor.fault("COMMENT", "JSON has no comments", cursor.at, end);
  cursor.takeComment(cursor.code() === 0x23 ? 1 : 2, end);
}

function readValue(cursor: SourceCursor, depth: number): TreeNode {
  const unit = cursor.code();
  if (unit === quote || unit === 0x27) return readText(cursor);
  if (unit === 0x7b) return depth < maxNesting ? readMap(cursor, depth) : skipDeep(cursor);
  if (unit === 0x5b) return depth < maxNesting ? readList(cursor, depth) : skipDeep(cursor);
  return readWord(cursor);
}

function readMap(cursor: SourceCursor, depth: number): MapNode {
  const start = cursor.at;
  const pairs: Pair[] = [];
  readItems(cursor, "}", () => pairs.push(readPair(cursor, depth)));
  return { kind: "map", pairs, isFlow: true, start, end: cursor.at };
}

function readList(cursor: SourceCursor, depth: number): SeqNode {
  const start = cursor.at;
  const items: TreeNode[] = [];
  readItems(cursor, "]", () => items.push(readValue(cursor, depth + 1)));
  return { kind: "seq", items, isFlow: true, start, end: cursor.at };
}

/** What stands between brackets, one `readItem` each; ends behind the closing one. */
function readItems(cursor: SourceCursor, close: "}" | "]", readItem: () => unknown): void {
  const open = cursor.at;
  cursor.at += 1;
  let isSeparated = true;
  for (;;) {
    skipSpace(cursor);
    if (cursor.startsWith(close)) break;
    const unit = cursor.code();
    // A closing bracket of another kind belongs to who opened it.
    if (cursor.isAtEnd || unit === 0x7d || unit === 0x5d) {
      cursor.fault("UNCLOSED", `\`${cursor.text.charAt(open)}\` is not closed`, open);
      return;
    }
    if (unit === comma) {
      cursor.fault("MISSING_VALUE", "a value is missing before this comma");
      cursor.at += 1;
      continue;
    }
    if (unit === colon) {
      cursor.fault("UNEXPECTED", "a colon cannot stand here");
      cursor.at += 1;
      isSeparated = true;
      continue;
    }
    if (!isSeparated) cursor.fault("MISSING_COMMA", "a comma is missing before this");
    const before = cursor.at;
    readItem();
    if (cursor.at === before) cursor.at += 1;
    isSeparated = readComma(cursor, close);
  }
  cursor.at += 1;
}

function readComma(cursor: SourceCursor, close: string): boolean {
  skipSpace(cursor);
  if (cursor.code() !== comma) return false;
  const at = cursor.at;
  cursor.at += 1;
  skipSpace(cursor);
  if (cursor.startsWith(close)) {
    cursor.fault(
      "TRAILING_COMMA",
      `a comma stands before \`${close}\`, which JSON does not allow`,
      at,
    );
  }
  return true;
}

function readPair(cursor: SourceCursor, depth: number): Pair {
  const unit = cursor.code();
  const key = readValue(cursor, depth + 1);
  if (unit !== quote && unit !== 0x27) {
    const message = "a key must be a string in double quotes";
    cursor.fault("BAD_KEY", message, key.start, Math.max(key.end, key.start + 1));
  }
  skipSpace(cursor);
  if (cursor.code() !== colon) {
    cursor.fault("MISSING_COLON", "a colon is missing behind this key", key.start, key.end);
    const isLast = cursor.isAtEnd || ",]}".includes(cursor.text.charAt(cursor.at));
    return { key, value: isLast ? missingValue(key.end) : readValue(cursor, depth + 1) };
  }
  cursor.at += 1;
  const behind = cursor.at;
  skipSpace(cursor);
  const next = cursor.code();
  if (cursor.isAtEnd || next === comma || next === 0x7d || next === 0x5d) {
    cursor.fault("MISSING_VALUE", "a value is missing behind this colon", behind - 1);
    return { key, value: missingValue(behind) };
  }
  return { key, value: readValue(cursor, depth + 1) };
}

/** Behind a bracket that is nested too deep, whatever is in it. */
function skipDeep(cursor: SourceCursor): ScalarNode {
  const start = cursor.at;
  let depth = 0;
  const next = /["[\]{}]/g;
  do {
    next.lastIndex = cursor.at;
    const found = next.exec(cursor.text);
    cursor.at = found === null ? cursor.text.length : found.index;
    if (cursor.code() === quote) readText(cursor);
    else {
      depth += cursor.code() === 0x5b || cursor.code() === 0x7b ? 1 : -1;
      cursor.at = Math.min(cursor.at + 1, cursor.text.length);
    }
  } while (depth > 0 && !cursor.isAtEnd);
  cursor.fault("TOO_DEEP", `what is nested more than ${maxNesting} levels deep is not read`, start);
  return missingValue(start);
}

const notPlain = /[\\\0-\x1f]/;
const escapes: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

function readText(cursor: SourceCursor): ScalarNode {
  const { text, at: start } = cursor;
  const sign = text.charAt(start);
  if (sign === "'") cursor.fault("BAD_QUOTES", "strings of JSON stand in double quotes", start);
  let close = text.indexOf(sign, start + 1);
  while (close > 0 && isEscaped(text, close, start)) close = text.indexOf(sign, close + 1);
  const raw = close < 0 ? "" : text.slice(start + 1, close);
  if (close < 0 || (raw.includes("\n") && !isText(text, close))) {
    const lineEnd = cursor.lineEnd(start);
    cursor.fault("UNCLOSED", "this text has no closing quote", start, Math.max(lineEnd, start + 1));
    cursor.at = lineEnd;
    return typedText(text.slice(start + 1, lineEnd), start, lineEnd);
  }
  const end = close + 1;
  cursor.at = end;
  return typedText(notPlain.test(raw) ? unescape(cursor, raw, start + 1) : raw, start, end);
}

/** Whether what follows a quote fits the end of a string that runs over several lines. */
function isText(text: string, close: number): boolean {
  const next = /\s*(.?)/sy;
  next.lastIndex = close + 1;
  return /^[,:}\]]?$/.test(next.exec(text)?.[1] ?? "");
}

function isEscaped(text: string, at: number, from: number): boolean {
  let before = at;
  while (before - 1 > from && text.charCodeAt(before - 1) === 0x5c) before -= 1;
  return (at - before) % 2 === 1;
}

function unescape(cursor: SourceCursor, raw: string, start: number): string {
  const control = /[\0-\x1f]/.exec(raw);
  if (control !== null) {
    const message = "a line break, tab or control sign inside a string must be escaped";
    cursor.fault("BAD_CHARACTER", message, start + control.index);
  }
  return raw.replace(/\\(u[0-9a-fA-F]{4}|.|$)/gs, (all, code: string, index: number) => {
    if (code.length === 5) return String.fromCharCode(parseInt(code.slice(1), 16));
    const known = escapes[code] ?? (/^["\\/]$/.test(code) ? code : undefined);
    if (known !== undefined) return known;
    const at = start + index;
    cursor.fault("BAD_ESCAPE", `\`${all}\` is no escape of JSON`, at, at + all.length);
    return code;
  });
}

const word = /[^\s,:[\]{}"]+/y;
const integer = /^-?(?:0|[1-9]\d*)$/;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const words: Readonly<Record<string, ScalarValue>> = {
  true: { type: "bool", value: true },
  false: { type: "bool", value: false },
  null: { type: "null" },
  NaN: { type: "float", value: NaN },
  Infinity: { type: "float", value: Infinity },
  "-Infinity": { type: "float", value: -Infinity },
};

function readWord(cursor: SourceCursor): ScalarNode {
  const start = cursor.at;
  const text = cursor.match(word)?.[0] ?? "";
  const value = Object.hasOwn(words, text) ? words[text] : numberOf(text);
  if (value !== undefined) return typedScalar(text, value, start, cursor.at);
  if (text === "") {
    cursor.fault("UNEXPECTED", `\`${cursor.text.charAt(start)}\` cannot stand here`, start);
    return missingValue(start);
  }
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  cursor.fault("BAD_WORD", `\`${shown}\` is no value of JSON`, start, cursor.at);
  return typedText(text, start, cursor.at);
}

function numberOf(text: string): ScalarValue | undefined {
  const isNegative = text.startsWith("-");
  if (integer.test(text)) return exactInteger(isNegative ? text.slice(1) : text, isNegative);
  return number.test(text) ? { type: "float", value: Number(text) } : undefined;
}
