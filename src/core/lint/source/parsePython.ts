import type { MapNode, Pair, ScalarNode } from "./nodes.ts";
import type { ParsedSource } from "./parsedSource.ts";
import { readLiterals, skipContinued } from "./pythonLiterals.ts";
import { skipPythonText } from "./pythonTexts.ts";
import { maxNesting, SourceCursor, typedText } from "./sourceCursor.ts";

/**
 * What DVC reads out of a Python file of parameters: names that literals are assigned to, classes
 * as mappings of theirs, and what `__init__` of a class assigns to `self`. All else (imports, calls,
 * conditions) is passed over; nothing is run.
 */
export function parsePython(text: string): ParsedSource {
  const cursor = new SourceCursor(text);
  const root: OpenMap = { indent: 0, pairs: [], start: cursor.at, isSelf: false };
  readBody(cursor, root);
  const { faults, comments } = cursor;
  const node = toMap(root);
  return { root: node.pairs.length === 0 ? undefined : node, faults, comments, documentCount: 1 };
}

/** The names of a module, a class or an `__init__` that is being read. */
interface OpenMap {
  /** How deep its statements are indented; -1 until the first is seen. */
  indent: number;
  readonly pairs: Pair[];
  readonly start: number;
  /** Only what is assigned to `self` counts. */
  readonly isSelf: boolean;
  /** Puts the class into those around it when it ends. */
  readonly finish?: (map: MapNode) => void;
}

function toMap({ pairs, start }: OpenMap): MapNode {
  const from = pairs[0]?.key.start ?? start;
  const end = pairs.at(-1)?.value.end ?? start;
  return { kind: "map", pairs, isFlow: false, start: from, end };
}

/** Reads all statements, with the bodies that are open by their indentation. */
function readBody(cursor: SourceCursor, root: OpenMap): void {
  const open: OpenMap[] = [root];
  for (let indent = nextStatement(cursor); indent >= 0; indent = nextStatement(cursor)) {
    const top = bodyAt(indent, open) ?? root;
    const opened = indent === top.indent ? readStatement(cursor, top) : undefined;
    skipLine(cursor);
    if (opened === undefined) continue;
    const { indent: inner, start, isSelf } = opened;
    open.push(open.length < maxNesting ? opened : { indent: inner, start, isSelf, pairs: [] });
  }
  closeTo(1, open);
}

/** The body that a line of this indentation is in; those that end before it are closed. */
function bodyAt(indent: number, open: OpenMap[]): OpenMap | undefined {
  const last = open.at(-1);
  if (last !== undefined && last.indent < 0) {
    last.indent = indent > (open.at(-2)?.indent ?? -1) ? indent : Infinity;
  }
  closeTo(1 + open.findLastIndex((body, place) => place === 0 || body.indent <= indent), open);
  return open.at(-1);
}

function closeTo(count: number, open: OpenMap[]): void {
  while (open.length > count) {
    const closed = open.pop();
    if (closed !== undefined) closed.finish?.(toMap(closed));
  }
}

/** Moves to the next line with a statement; how far it is indented, -1 at the end of the file. */
function nextStatement(cursor: SourceCursor): number {
  for (;;) {
    const start = cursor.at;
    cursor.skipBlanks();
    const unit = cursor.code();
    if (unit === 0x23) cursor.takeComment(1);
    else if (cursor.isAtEnd) return -1;
    else if (unit === 0x0a || unit === 0x0d || unit === 0x0c) cursor.at += 1;
    else return cursor.at - start;
  }
}

const assigned = /(self[ \t]*\.[ \t]*)?([\p{L}_][\p{L}\p{N}_]*)[ \t]*(?:=(?!=)|:(?!=))/uy;
const classHead = /class[ \t]+([\p{L}_][\p{L}\p{N}_]*)[ \t]*/uy;
const initHead = /def[ \t]+__init__[ \t]*\(/y;

/** Reads what begins here into `into`; what it opens, if it opens something. */
function readStatement(cursor: SourceCursor, into: OpenMap): OpenMap | undefined {
  const { at } = cursor;
  const head = cursor.match(classHead);
  if (head !== undefined) {
    const name = head[1] ?? "";
    const start = at + head[0].indexOf(name, 5);
    return openClass(cursor, into, typedText(name, start, start + name.length));
  }
  if (cursor.match(initHead) !== undefined) {
    cursor.at -= 1;
    skipToColon(cursor);
    return openBody(cursor, { indent: -1, pairs: into.pairs, start: at, isSelf: true });
  }
  readAssignments(cursor, into);
  return undefined;
}

function openClass(cursor: SourceCursor, into: OpenMap, key: ScalarNode): OpenMap {
  skipToColon(cursor);
  const start = key.end;
  const empty: MapNode = { kind: "map", pairs: [], isFlow: false, start, end: start };
  const place = into.pairs.push({ key, value: empty }) - 1;
  const finish = (value: MapNode) => {
    into.pairs[place] = { key, value };
  };
  return openBody(cursor, { indent: -1, pairs: [], start, isSelf: false, finish });
}

/** A body that stands on the same line is read at once, and no line can follow in it. */
function openBody(cursor: SourceCursor, body: OpenMap): OpenMap {
  cursor.skipBlanks();
  if (!/[\r\n#]/.test(cursor.text.charAt(cursor.at)) && !cursor.isAtEnd) {
    readAssignments(cursor, body);
    return { ...body, indent: Infinity };
  }
  return body;
}

/** Assignments that `;` separates. */
function readAssignments(cursor: SourceCursor, into: OpenMap): void {
  do {
    cursor.skipBlanks();
    const start = cursor.at;
    const found = cursor.match(assigned);
    const pair = found === undefined ? undefined : readAssigned(cursor, found, into);
    if (pair === undefined) {
      cursor.at = start;
      skipSimple(cursor);
    } else into.pairs.push(pair);
    cursor.skipBlanks();
    if (cursor.code() !== 0x3b) return;
    cursor.at += 1;
  } while (!cursor.isAtEnd);
}

function readAssigned(
  cursor: SourceCursor,
  found: RegExpExecArray,
  into: OpenMap,
): Pair | undefined {
  const [all, self, name = ""] = found;
  if (into.isSelf && self === undefined) return undefined;
  const start = found.index + all.lastIndexOf(name, all.length - 1);
  if (all.endsWith(":") && !skipAnnotation(cursor)) return undefined;
  skipContinued(cursor);
  const value = readLiterals(cursor);
  if (value === undefined) return undefined;
  skipContinued(cursor);
  const isEnd = cursor.isAtEnd || /[\r\n#;]/.test(cursor.text.charAt(cursor.at));
  return isEnd ? { key: typedText(name, start, start + name.length), value } : undefined;
}

/** Moves behind the `=` of an annotated assignment; false when nothing is assigned. */
function skipAnnotation(cursor: SourceCursor): boolean {
  skipUntil(cursor, "=;");
  if (cursor.code() !== 0x3d) return false;
  cursor.at += 1;
  return true;
}

function skipToColon(cursor: SourceCursor): void {
  skipUntil(cursor, ":");
  if (cursor.code() === 0x3a) cursor.at += 1;
}

function skipSimple(cursor: SourceCursor): void {
  skipUntil(cursor, ";");
}

/** To the end of the statement's last line. */
function skipLine(cursor: SourceCursor): void {
  skipUntil(cursor, "");
}

const plain = /(?:\w+(?![\w"'])|[ \t])+/y;

/**
 * Moves to one of the signs outside of brackets and texts, or to the end of the statement. Behind
 * a fault brackets do not join lines any more: none of them may be closed.
 */
function skipUntil(cursor: SourceCursor, signs: string): void {
  const canJoin = cursor.faults.length === 0;
  const brackets: number[] = [];
  while (!cursor.isAtEnd) {
    if (cursor.match(plain) !== undefined) continue;
    const sign = cursor.text.charAt(cursor.at);
    if (brackets.length === 0 && (sign === "\n" || signs.includes(sign))) return;
    if (canJoin && "([{".includes(sign)) brackets.push(cursor.at);
    else if (")]}".includes(sign)) brackets.pop();
    skipSign(cursor, sign);
  }
  const [first] = brackets;
  if (first === undefined) return;
  cursor.fault("UNCLOSED", `\`${cursor.text.charAt(first)}\` is not closed`, first);
  // What stands on the lines below is read as if it were closed.
  cursor.at = cursor.lineEnd(first);
}

function skipSign(cursor: SourceCursor, sign: string): void {
  if (/["'\w]/.test(sign)) skipAnyText(cursor);
  else if (sign === "#") cursor.takeComment(1);
  else if (cursor.match(/\\\r?\n/y) === undefined) cursor.at += 1;
}

function skipAnyText(cursor: SourceCursor): void {
  const start = cursor.at;
  cursor.match(/\w*(?=["'])/y);
  const prefix = cursor.at - start;
  if (prefix <= 2) cursor.at = start;
  const skipped = skipPythonText(cursor);
  if (skipped === undefined) cursor.at = Math.max(cursor.at, start + 1);
  else if (skipped.to === undefined) {
    const end = Math.min(cursor.at, cursor.lineEnd(start));
    cursor.fault("UNCLOSED", "this text has no closing quote", start, Math.max(end, start + 1));
    cursor.at = end;
  }
}
