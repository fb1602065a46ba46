import type { ScalarNode, SeqNode, TreeNode } from "./nodes.ts";
import {
  maxNesting,
  missingValue,
  typedScalar,
  typedText,
  type SourceCursor,
} from "./sourceCursor.ts";
import { readTomlText, wordValue } from "./tomlScalars.ts";
import { createTable, setEntry, tableBelow, tableNode, type Table } from "./tomlTables.ts";

/** `key = value`, put into the table. */
export function readTomlPair(cursor: SourceCursor, table: Table, depth: number): void {
  const keys = readTomlKey(cursor);
  const last = keys.at(-1);
  if (last === undefined) return;
  const isTooDeep = depth + keys.length > maxNesting;
  if (isTooDeep) tellTooDeep(keys, cursor);
  const target = isTooDeep ? table : tableBelow(table, keys.slice(0, -1), "dotted", cursor);
  if (cursor.code() !== 0x3d) {
    cursor.fault("MISSING_EQUALS", "`=` is missing behind this key", last.start, last.end);
    setEntry(target, { key: last, value: missingValue(last.end) }, cursor);
    return;
  }
  cursor.at += 1;
  cursor.skipBlanks();
  const value = readTomlValue(cursor, depth + keys.length);
  if (!isTooDeep) setEntry(target, { key: last, value }, cursor);
}

export function tellTooDeep(keys: readonly ScalarNode[], cursor: SourceCursor): void {
  const message = `what is nested more than ${maxNesting} levels deep is not read`;
  cursor.fault("TOO_DEEP", message, keys[0]?.start);
}

const bareKey = /[A-Za-z0-9_-]+/y;

/** A dotted key; empty, with a fault, where none stands. Ends behind the blanks that follow it. */
export function readTomlKey(cursor: SourceCursor): readonly ScalarNode[] {
  const keys: ScalarNode[] = [];
  for (;;) {
    cursor.skipBlanks();
    const start = cursor.at;
    const unit = cursor.code();
    const isQuoted = unit === 0x22 || unit === 0x27;
    const bare = isQuoted ? undefined : cursor.match(bareKey)?.[0];
    if (isQuoted) {
      const { text, end } = readTomlText(cursor);
      keys.push(typedText(text, start, end));
    } else if (bare === undefined) {
      const message =
        keys.length === 0 ? "a key is missing here" : "a name is missing behind the dot";
      cursor.fault("BAD_KEY", message);
      return keys;
    } else keys.push(typedText(bare, start, cursor.at));
    cursor.skipBlanks();
    if (cursor.code() !== 0x2e) return keys;
    cursor.at += 1;
  }
}

/** A value; what cannot be read is a fault and comes out as far as it was understood. */
function readTomlValue(cursor: SourceCursor, depth: number): TreeNode {
  const start = cursor.at;
  const unit = cursor.code();
  if (unit === 0x22 || unit === 0x27) {
    const { text, end } = readTomlText(cursor);
    return typedText(text, start, end);
  }
  if (unit !== 0x5b && unit !== 0x7b) return readWord(cursor);
  if (depth >= maxNesting) {
    cursor.fault("TOO_DEEP", `what is nested more than ${maxNesting} levels deep is not read`);
    return missingValue(start);
  }
  return unit === 0x5b ? readList(cursor, depth) : readInlineTable(cursor, depth);
}

function skipSpace(cursor: SourceCursor): void {
  for (;;) {
    const unit = cursor.code();
    if (unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d) cursor.at += 1;
    else if (unit === 0x23) cursor.takeComment(1);
    else return;
  }
}

function readList(cursor: SourceCursor, depth: number): SeqNode {
  const start = cursor.at;
  const items: TreeNode[] = [];
  const faultCount = cursor.faults.length;
  cursor.at += 1;
  let end = cursor.at;
  for (;;) {
    skipSpace(cursor);
    if (cursor.code() === 0x5d) {
      cursor.at += 1;
      end = cursor.at;
      break;
    }
    if (cursor.isAtEnd) {
      cursor.fault("UNCLOSED", "`[` is not closed", start);
      break;
    }
    const item = readTomlValue(cursor, depth + 1);
    items.push(item);
    end = item.end;
    if (cursor.faults.length > faultCount) break;
    skipSpace(cursor);
    if (cursor.code() === 0x2c) cursor.at += 1;
    else if (cursor.code() !== 0x5d) {
      cursor.fault("UNCLOSED", "`]` or a comma is missing in this list", start, end);
      // What comes next may be the next key.
      cursor.at = end;
      break;
    }
  }
  return { kind: "seq", items, isFlow: true, start, end };
}

/** Line breaks, comments and a comma at the end are of TOML 1.1, which parsers already take. */
function readInlineTable(cursor: SourceCursor, depth: number): TreeNode {
  const start = cursor.at;
  const inner = createTable(start, "header", start, true);
  const faultCount = cursor.faults.length;
  cursor.at += 1;
  skipSpace(cursor);
  let end = cursor.at;
  while (cursor.code() !== 0x7d && cursor.faults.length === faultCount) {
    readTomlPair(cursor, inner, depth);
    end = cursor.at;
    skipSpace(cursor);
    if (cursor.code() === 0x2c) {
      cursor.at += 1;
      skipSpace(cursor);
    } else if (cursor.code() !== 0x7d && cursor.faults.length === faultCount) {
      cursor.fault("UNCLOSED", "`}` or a comma is missing in this table", start, end);
      // What comes next may be the next key.
      cursor.at = end;
    }
  }
  if (cursor.code() === 0x7d) end = cursor.at += 1;
  return { ...tableNode(inner), isFlow: true, start, end: Math.max(end, start + 1) };
}

const word = /[^\s,[\]{}#="']+(?: \d\d:[^\s,[\]{}#="']+)?/y;

function readWord(cursor: SourceCursor): ScalarNode {
  const start = cursor.at;
  const text = cursor.match(word)?.[0] ?? "";
  const value = wordValue(text);
  if (value !== undefined) return typedScalar(text, value, start, cursor.at);
  if (text === "") {
    cursor.fault("MISSING_VALUE", "a value is missing here");
    return missingValue(start);
  }
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  cursor.fault(
    "BAD_WORD",
    `\`${shown}\` is no value of TOML: strings stand in quotes`,
    start,
    cursor.at,
  );
  return typedText(text, start, cursor.at);
}
