import type { MapNode, Pair, SeqNode, TreeNode } from "./nodes.ts";
import { maxNesting } from "./sourceCursor.ts";
import { readPlain, scanFlowPlain } from "./yamlPlain.ts";
import { announce, readAlias, readProperties, withProperties } from "./yamlProperties.ts";
import { readQuoted } from "./yamlQuoted.ts";
import {
  declined,
  emptyScalar,
  isFlowSign,
  isSpaceOrEnd,
  type YamlScanner,
} from "./yamlScanner.ts";

/**
 * `[…]` or `{…}` in a block that is indented by `indent`. Where it cannot be read on, it ends with
 * what was read, and the scanner goes to the first line below that is not inside of it.
 */
export function readFlowRoot(scanner: YamlScanner, indent: number): TreeNode {
  const start = scanner.at;
  const openLine = scanner.lineStart;
  const node = readFlow(scanner);
  if (!scanner.isFlowBroken) return node;
  scanner.isFlowBroken = false;
  const isSameLine = scanner.lineStart === openLine;
  const sign = scanner.text.charAt(start);
  const message = `\`${sign}\` is not closed, or a comma is missing before what follows`;
  if (isSameLine && scanner.at < scanner.text.length) scanner.fault("BAD_FLOW", message);
  else scanner.fault("UNCLOSED", `\`${sign}\` is not closed`, start);
  const isOutside = !isSameLine && scanner.column <= indent && scanner.at < scanner.text.length;
  if (!isOutside || isClosing(scanner)) skipBroken(scanner, indent);
  scanner.toLineBefore(start);
  return { ...node, end: Math.min(node.end, scanner.at) };
}

function isClosing(scanner: YamlScanner): boolean {
  return /^[\]}]/.test(scanner.text.charAt(scanner.at));
}

function skipBroken(scanner: YamlScanner, indent: number): void {
  scanner.skipBelow(indent);
  if (scanner.at < scanner.text.length && isClosing(scanner)) {
    scanner.at = scanner.lineEnd(scanner.at);
  }
}

function readFlow(scanner: YamlScanner): MapNode | SeqNode {
  if (scanner.depth >= maxNesting) return skipDeep(scanner);
  scanner.depth += 1;
  const isMap = scanner.text.charCodeAt(scanner.at) === 0x7b;
  const node = isMap ? readFlowMap(scanner) : readFlowSeq(scanner);
  scanner.depth -= 1;
  return node;
}

function readFlowSeq(scanner: YamlScanner): SeqNode {
  const start = scanner.at;
  const items: TreeNode[] = [];
  scanner.at += 1;
  while (toItem(scanner, 0x5d)) {
    const item = readFlowNode(scanner);
    items.push(isAtFlowColon(scanner, item) ? readSinglePair(scanner, item) : item);
    if (!toComma(scanner, 0x5d)) break;
  }
  return { kind: "seq", items, isFlow: true, start, end: closeFlow(scanner) };
}

function readFlowMap(scanner: YamlScanner): MapNode {
  const start = scanner.at;
  const pairs: Pair[] = [];
  scanner.at += 1;
  while (toItem(scanner, 0x7d)) {
    const key = readFlowNode(scanner);
    if (scanner.isFlowBroken) break;
    const hasValue = isAtFlowColon(scanner, key);
    pairs.push({ key, value: hasValue ? readFlowValue(scanner) : emptyScalar(key.end) });
    if (!toComma(scanner, 0x7d)) break;
  }
  return { kind: "map", pairs, isFlow: true, start, end: closeFlow(scanner) };
}

/** Behind the closing bracket, or where the text stops to make sense. */
function closeFlow(scanner: YamlScanner): number {
  if (!scanner.isFlowBroken) scanner.at += 1;
  return scanner.at;
}

/** Moves to an item; false where the collection ends. */
function toItem(scanner: YamlScanner, close: number): boolean {
  if (scanner.isFlowBroken) return false;
  if (!scanner.toNext()) scanner.isFlowBroken = true;
  const unit = scanner.text.charCodeAt(scanner.at);
  if (unit === close || scanner.isFlowBroken) return false;
  if (unit === 0x2c || unit === 0x5d || unit === 0x7d) scanner.isFlowBroken = true;
  return !scanner.isFlowBroken;
}

/** Moves behind the comma; false where the collection ends. */
function toComma(scanner: YamlScanner, close: number): boolean {
  if (scanner.isFlowBroken) return false;
  if (!scanner.toNext()) scanner.isFlowBroken = true;
  const unit = scanner.text.charCodeAt(scanner.at);
  if (scanner.isFlowBroken || unit === close) return false;
  if (unit === 0x2c) scanner.at += 1;
  else scanner.isFlowBroken = true;
  return !scanner.isFlowBroken;
}

/** Moves to the `:` behind a key on its line, if there is one. Behind quotes and brackets it may touch what follows. */
function isAtFlowColon(scanner: YamlScanner, key: TreeNode): boolean {
  if (scanner.isFlowBroken) return false;
  const { at } = scanner;
  scanner.skipBlanks();
  const { text } = scanner;
  if (text.charCodeAt(scanner.at) !== 0x3a) {
    if (text.charCodeAt(scanner.at) === 0x0a && nextIsColon(scanner)) throw declined;
    scanner.at = at;
    return false;
  }
  const next = text.charCodeAt(scanner.at + 1);
  const mayTouch = key.kind !== "alias" && !(key.kind === "scalar" && key.style === "plain");
  return mayTouch || isSpaceOrEnd(next) || isFlowSign(next);
}

function nextIsColon(scanner: YamlScanner): boolean {
  const next = /\s*:/y;
  next.lastIndex = scanner.at;
  return next.test(scanner.text);
}

function readFlowValue(scanner: YamlScanner): TreeNode {
  const colonEnd = scanner.at + 1;
  scanner.at = colonEnd;
  if (!scanner.toNext()) {
    scanner.isFlowBroken = true;
    return emptyScalar(colonEnd);
  }
  const unit = scanner.text.charCodeAt(scanner.at);
  if (unit === 0x2c || unit === 0x5d || unit === 0x7d) return emptyScalar(colonEnd);
  return readFlowNode(scanner);
}

/** `[key: value]` is a list of one mapping. */
function readSinglePair(scanner: YamlScanner, key: TreeNode): MapNode {
  const value = readFlowValue(scanner);
  return { kind: "map", pairs: [{ key, value }], isFlow: true, start: key.start, end: value.end };
}

function readFlowNode(scanner: YamlScanner): TreeNode {
  const properties = readProperties(scanner);
  if (properties !== undefined) {
    const end = scanner.at;
    if (!scanner.toNext()) throw declined;
    const unit = scanner.text.charCodeAt(scanner.at);
    if (unit === 0x2c || unit === 0x5d || unit === 0x7d || unit === 0x3a) throw declined;
    if (unit === 0x23 || end === scanner.at) announce(scanner, properties);
  }
  announce(scanner, properties);
  return withProperties(scanner, readFlowContent(scanner), properties);
}

function readFlowContent(scanner: YamlScanner): TreeNode {
  const { text, at } = scanner;
  const unit = text.charCodeAt(at);
  if (unit === 0x5b || unit === 0x7b) return readFlow(scanner);
  if (unit === 0x22 || unit === 0x27) return readQuoted(scanner);
  if (unit === 0x2a) return readAlias(scanner);
  const next = text.charCodeAt(at + 1);
  if (unit === 0x2d && (isSpaceOrEnd(next) || isFlowSign(next))) throw declined;
  if ("?:#%@`|>".includes(text.charAt(at))) throw declined;
  return readPlain(scanner, -1, scanFlowPlain);
}

/** Behind a bracket that is nested too deep, whatever is in it. */
function skipDeep(scanner: YamlScanner): SeqNode {
  const { text, at: start } = scanner;
  const message = `what is nested more than ${maxNesting} levels deep is not read`;
  scanner.fault("TOO_DEEP", message, start);
  const next = /[[\]{}]/g;
  next.lastIndex = start;
  let depth = 0;
  let end = text.length;
  for (let found = next.exec(text); found !== null; found = next.exec(text)) {
    depth += found[0] === "[" || found[0] === "{" ? 1 : -1;
    if (depth > 0) continue;
    end = next.lastIndex;
    break;
  }
  scanner.at = end;
  scanner.lineStart = text.lastIndexOf("\n", end - 1) + 1;
  return { kind: "seq", items: [], isFlow: true, start, end };
}
