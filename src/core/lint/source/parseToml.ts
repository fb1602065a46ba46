import type { ScalarNode } from "./nodes.ts";
import type { ParsedSource } from "./parsedSource.ts";
import { maxNesting, SourceCursor } from "./sourceCursor.ts";
import { createTable, headerTable, listedTable, tableNode } from "./tomlTables.ts";
import { readTomlKey, readTomlPair, tellTooDeep } from "./tomlValues.ts";

/**
 * TOML 1.0 as a tree with places. A line that cannot be read is a fault, and reading goes on at
 * the next line that begins like a key or a header.
 */
export function parseToml(text: string): ParsedSource {
  const cursor = new SourceCursor(text);
  const root = createTable(cursor.at, "header");
  let table = root;
  let depth = 0;
  while (!skipLines(cursor).isAtEnd) {
    const faultCount = cursor.faults.length;
    if (cursor.code() === 0x5b) {
      const header = readHeader(cursor);
      const isRead = header !== undefined && header.keys.length <= maxNesting;
      depth = isRead ? header.keys.length : 0;
      if (header === undefined) table = createTable(cursor.at, "header");
      else if (!isRead) tellTooDeep(header.keys, cursor);
      else table = (header.isList ? listedTable : headerTable)(root, header.keys, cursor);
    } else {
      readTomlPair(cursor, table, depth);
    }
    endLine(cursor, cursor.faults.length > faultCount);
  }
  const { faults, comments } = cursor;
  const node = tableNode(root);
  return { root: node.pairs.length === 0 ? undefined : node, faults, comments, documentCount: 1 };
}

/** Moves behind blank lines and comments. */
function skipLines(cursor: SourceCursor): SourceCursor {
  for (;;) {
    const unit = cursor.code();
    if (unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d) cursor.at += 1;
    else if (unit === 0x23) cursor.takeComment(1);
    else return cursor;
  }
}

const nextStatement =
  /^[ \t]{0,200}(?:\[{1,2}[^\]\n,]+\]{1,2}[ \t\r]*(?:#.*)?$|[\w"'.-][\w"'. \t-]{0,200}=)/gm;

/** Behind a statement only a comment may stand. Behind a fault all is skipped that is not clear. */
function endLine(cursor: SourceCursor, isFaulty: boolean): void {
  cursor.skipBlanks();
  if (cursor.code() === 0x23) cursor.takeComment(1);
  if (cursor.isAtEnd || cursor.at === cursor.lineEnd()) return;
  if (!isFaulty) {
    cursor.fault("EXTRA_CONTENT", "the line goes on behind its value", cursor.at, cursor.lineEnd());
  }
  nextStatement.lastIndex = cursor.at;
  cursor.at = nextStatement.exec(cursor.text)?.index ?? cursor.text.length;
}

interface Header {
  readonly keys: readonly ScalarNode[];
  readonly isList: boolean;
}

function readHeader(cursor: SourceCursor): Header | undefined {
  const start = cursor.at;
  const isList = cursor.code(1) === 0x5b;
  cursor.at += isList ? 2 : 1;
  const keys = readTomlKey(cursor);
  const close = isList ? "]]" : "]";
  if (keys.length === 0) return undefined;
  if (cursor.startsWith(close)) cursor.at += close.length;
  else
    cursor.fault("UNCLOSED", `\`${close}\` is missing behind the table's name`, start, cursor.at);
  return { keys, isList };
}
