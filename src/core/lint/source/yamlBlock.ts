import type { MapNode, Pair, ScalarNode, SeqNode, TreeNode } from "./nodes.ts";
import { maxNesting } from "./sourceCursor.ts";
import { readBlockScalar } from "./yamlBlockScalars.ts";
import { readFlowRoot } from "./yamlFlow.ts";
import { readPlain, scanPlain } from "./yamlPlain.ts";
import { announce, readAlias, readProperties, withProperties } from "./yamlProperties.ts";
import { readBlockQuoted } from "./yamlQuoted.ts";
import { declined, emptyScalar, isSpaceOrEnd, type YamlScanner } from "./yamlScanner.ts";

/**
 * The node that begins at the scanner's place, inside of a node that is indented by `indent` (-1
 * for the root). It may be a list or a mapping whose first entry or key stands here.
 */
export function readNode(scanner: YamlScanner, indent: number): TreeNode {
  const { column } = scanner;
  if (scanner.depth >= maxNesting) return skipDeep(scanner, indent);
  if (scanner.isAtEntry()) return readSeq(scanner, indent, column);
  const { at: start, lineStart: line } = scanner;
  const properties = readProperties(scanner);
  announce(scanner, properties);
  if (properties !== undefined && scanner.isAtLineEnd()) {
    const below = readBelow(scanner, indent, scanner.at, false);
    if (below.start === below.end && scanner.column === indent && scanner.isAtEntry())
      throw declined;
    return withProperties(scanner, below, properties);
  }
  const content = readContent(scanner, indent);
  const node = withProperties(scanner, content, properties);
  if (isBlockStyle(content)) return node;
  scanner.skipBlanks();
  const isKey = line === scanner.lineStart && isKeyHere(scanner, content, start);
  if (isKey || isKeyWithoutColon(scanner, content, indent)) {
    return readMap(scanner, indent, column, node);
  }
  scanner.endLine();
  return node;
}

function isBlockStyle(node: TreeNode): boolean {
  return node.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}

/** Longer keys on one line are none for YAML. */
const maxKeyLength = 1024;

function isKeyHere(scanner: YamlScanner, content: TreeNode, start: number): boolean {
  if (!scanner.isAtColon()) return false;
  if (
    content.kind !== "scalar" ||
    content.start === scanner.at ||
    scanner.at - start > maxKeyLength
  )
    throw declined;
  return true;
}

/** A word on a line of its own at the top, with keys below it: someone is about to write a key. */
function isKeyWithoutColon(scanner: YamlScanner, content: TreeNode, indent: number): boolean {
  const isWord = content.kind === "scalar" && content.style === "plain";
  return isWord && indent < 0 && scanner.endedAtKey && scanner.isAtLineEnd();
}

/** What stands on the line: a scalar, an alias or a flow collection. */
function readContent(scanner: YamlScanner, indent: number): TreeNode {
  const unit = scanner.text.charCodeAt(scanner.at);
  scanner.endedAtKey = false;
  if (isWordSign(unit)) return readPlain(scanner, indent, scanPlain);
  if (unit === 0x22 || unit === 0x27) return readBlockQuoted(scanner);
  if (unit === 0x5b || unit === 0x7b) return readFlowRoot(scanner, indent);
  if (unit === 0x7c || unit === 0x3e) {
    if (indent < 0) throw declined;
    return readBlockScalar(scanner, indent);
  }
  if (unit === 0x2a) return readAlias(scanner);
  checkStart(scanner, unit);
  return readPlain(scanner, indent, scanPlain);
}

/** A letter or digit: nearly all scalars begin with one. */
function isWordSign(unit: number): boolean {
  return (
    (unit > 0x60 && unit < 0x7b) || (unit > 0x2f && unit < 0x3a) || (unit > 0x40 && unit < 0x5b)
  );
}

/** What no plain scalar may begin with is a fault, and read as if it could. */
function checkStart(scanner: YamlScanner, unit: number): void {
  const sign = scanner.text.charAt(scanner.at);
  if (unit === 0x3f || unit === 0x3a) {
    if (isSpaceOrEnd(scanner.text.charCodeAt(scanner.at + 1))) throw declined;
  } else if (unit === 0x2d) {
    if (!scanner.isAtEntry()) return;
    scanner.fault("BAD_ENTRY", "an entry of a list must begin on a line of its own");
  } else if (unit === 0x25 && scanner.column === 0) {
    throw declined;
  } else if ("%@`,]}#".includes(sign) && sign !== "") {
    scanner.fault("BAD_SCALAR_START", `a string cannot begin with \`${sign}\`: put it in quotes`);
  }
}

/** The value below its key or `-`, or nothing. A list may stand right below its key. */
function readBelow(
  scanner: YamlScanner,
  indent: number,
  emptyAt: number,
  isValue: boolean,
): TreeNode {
  if (!scanner.toNext()) return emptyScalar(emptyAt);
  const { column } = scanner;
  if (column > indent) {
    tellTabs(scanner);
    return readNode(scanner, indent);
  }
  const isList = isValue && column === indent && scanner.isAtEntry();
  return isList ? readSeq(scanner, indent, column) : emptyScalar(emptyAt);
}

/** Notes that a tab stands before the first thing of a line. */
export function tellTabs(scanner: YamlScanner): void {
  const { tabAt } = scanner;
  if (tabAt < 0) return;
  scanner.fault("TAB_AS_INDENT", "tabs cannot indent lines: use blanks", tabAt, scanner.at);
}

/** A list whose entries stand at `column`. */
function readSeq(scanner: YamlScanner, indent: number, column: number): SeqNode {
  const { at: start } = scanner;
  const items: TreeNode[] = [];
  scanner.depth += 1;
  do {
    scanner.at += 1;
    const dashEnd = scanner.at;
    scanner.skipBlanks();
    const isBelow = scanner.isAtLineEnd();
    const item = isBelow ? readBelow(scanner, column, dashEnd, false) : readNode(scanner, column);
    items.push(item);
  } while (toEntry(scanner, indent, column));
  scanner.depth -= 1;
  return { kind: "seq", items, isFlow: false, start, end: items.at(-1)?.end ?? start };
}

/** Moves to the list's next entry; false where it ends. */
function toEntry(scanner: YamlScanner, indent: number, column: number): boolean {
  while (scanner.toNext()) {
    const isEntry = scanner.isAtEntry();
    if (isEntry && scanner.column === column) return true;
    if (scanner.column <= indent) return false;
    tellTabs(scanner);
    if (!isEntry && scanner.column < column) return false;
    if (scanner.isAtColon()) throw declined;
    const message = isEntry
      ? "this entry is not indented like those before it"
      : "an entry of the list should stand here, with `- ` before it";
    scanner.fault("BAD_INDENT", message);
    if (isEntry) return true;
    scanner.skipBelow(scanner.column);
  }
  return false;
}

/** A mapping whose keys stand at `column`, from behind its first key. */
function readMap(scanner: YamlScanner, indent: number, column: number, first: TreeNode): MapNode {
  const pairs: Pair[] = [];
  scanner.depth += 1;
  let key: TreeNode | undefined = first;
  do {
    pairs.push({ key, value: readValue(scanner, column, key) });
    key = readKey(scanner, indent, column);
  } while (key !== undefined);
  scanner.depth -= 1;
  const end = pairs.at(-1)?.value.end ?? first.end;
  return { kind: "map", pairs, isFlow: false, start: first.start, end };
}

/** The next key of a mapping, up to its `:`; undefined where the mapping ends. */
function readKey(scanner: YamlScanner, indent: number, column: number): TreeNode | undefined {
  while (scanner.toNext()) {
    if (scanner.column !== column) {
      if (scanner.column <= indent) return undefined;
      tellTabs(scanner);
      scanner.fault("BAD_INDENT", "this is not indented like the keys before it");
    } else tellTabs(scanner);
    if (!scanner.isAtEntry()) return readKeyHere(scanner);
    if (scanner.column <= indent) return undefined;
    scanner.fault("BAD_ENTRY", "a key should stand here, not an entry of a list");
    scanner.skipBelow(Math.max(scanner.column, column));
  }
  return undefined;
}

function readKeyHere(scanner: YamlScanner): TreeNode {
  const { at: start, text } = scanner;
  const properties = readProperties(scanner);
  const unit = text.charCodeAt(scanner.at);
  const isQuoted = unit === 0x22 || unit === 0x27;
  if (unit === 0x2a || unit === 0x5b || unit === 0x7b || unit === 0x7c || unit === 0x3e)
    throw declined;
  if (properties !== undefined && scanner.isAtLineEnd()) throw declined;
  const line = scanner.lineStart;
  const key = isQuoted ? readBlockQuoted(scanner) : readPlainKey(scanner, unit);
  scanner.skipBlanks();
  if (line !== scanner.lineStart || scanner.at - start > maxKeyLength) throw declined;
  return withProperties(scanner, key, properties);
}

function readPlainKey(scanner: YamlScanner, unit: number): ScalarNode {
  const start = scanner.at;
  if (!isWordSign(unit)) checkStart(scanner, unit);
  const end = scanPlain(scanner);
  if (end === start && scanner.isAtColon()) throw declined;
  return { kind: "scalar", text: scanner.text.slice(start, end), style: "plain", start, end };
}

/** What stands behind a key of a mapping at `column`; nothing, with a fault, where `:` is missing. */
function readValue(scanner: YamlScanner, column: number, key: TreeNode): TreeNode {
  if (!scanner.isAtColon()) {
    if (scanner.text.charCodeAt(scanner.at) === 0x3a) throw declined;
    scanner.fault("MISSING_COLON", "`:` is missing behind this key", key.start, key.end);
    scanner.at = scanner.lineEnd(scanner.at);
    return emptyScalar(key.end);
  }
  const colonEnd = scanner.at + 1;
  scanner.at = colonEnd;
  scanner.skipBlanks();
  if (scanner.isAtLineEnd()) return readBelow(scanner, column, colonEnd, true);
  const properties = readProperties(scanner);
  if (properties === undefined) return readInline(scanner, column);
  announce(scanner, properties);
  const value = scanner.isAtLineEnd()
    ? readBelow(scanner, column, scanner.at, true)
    : readInline(scanner, column);
  return withProperties(scanner, value, properties);
}

/** A value on the line of its key. Another `:` makes it a string that should stand in quotes. */
function readInline(scanner: YamlScanner, column: number): TreeNode {
  const start = scanner.at;
  const line = scanner.lineStart;
  const value = readContent(scanner, column);
  if (isBlockStyle(value)) return value;
  scanner.skipBlanks();
  if (scanner.isAtColon() && line === scanner.lineStart) {
    const message = "a second `:` on a line: put the value in quotes";
    scanner.fault("NESTED_MAPPING", message, scanner.at);
    const end = scanner.lineEnd(start);
    scanner.at = end;
    const text = scanner.text.slice(start, end).trimEnd();
    return { kind: "scalar", text, style: "plain", start, end: start + text.length };
  }
  scanner.endLine();
  return value;
}

/** What is nested too deep, with all that is below it. */
function skipDeep(scanner: YamlScanner, indent: number): TreeNode {
  const { at: start } = scanner;
  const message = `what is nested more than ${maxNesting} levels deep is not read`;
  scanner.fault("TOO_DEEP", message, start);
  scanner.skipBelow(indent);
  return emptyScalar(start);
}
