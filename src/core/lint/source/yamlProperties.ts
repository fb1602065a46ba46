import type { AliasNode, TreeNode } from "./nodes.ts";
import { declined, isFlowSign, isSpaceOrEnd, type YamlScanner } from "./yamlScanner.ts";

/** What stands before a node: `!tag` and `&anchor`. */
export interface Properties {
  readonly tag?: string;
  readonly anchor?: string;
}

const anchorSign = 0x26;
const tagSign = 0x21;

/** The properties that begin here, if some do; ends behind the blanks that follow them. */
export function readProperties(scanner: YamlScanner): Properties | undefined {
  const unit = scanner.text.charCodeAt(scanner.at);
  if (unit !== anchorSign && unit !== tagSign) return undefined;
  let properties: Properties = {};
  for (let sign = unit; ; sign = scanner.text.charCodeAt(scanner.at)) {
    if (sign === anchorSign && properties.anchor === undefined) {
      properties = { ...properties, anchor: readWord(scanner) };
    } else if (sign === tagSign && properties.tag === undefined) {
      properties = { ...properties, tag: readTag(scanner) };
    } else if (sign === anchorSign || sign === tagSign) throw declined;
    else return properties;
    scanner.skipBlanks();
  }
}

/** What is written behind a sign of one unit. */
function readWord(scanner: YamlScanner): string {
  const from = scanner.at + 1;
  let to = from;
  for (; ; to++) {
    const unit = scanner.text.charCodeAt(to);
    if (isSpaceOrEnd(unit) || isFlowSign(unit)) break;
  }
  if (isOdd(scanner.text, from, to)) throw declined;
  scanner.at = to;
  return scanner.text.slice(from, to);
}

/** Names that readers do not agree on. */
function isOdd(text: string, from: number, to: number): boolean {
  const isTag = text.charCodeAt(from - 1) === tagSign;
  const next = text.charCodeAt(to);
  if (isTag) return isFlowSign(next);
  const isOpening = next === 0x5b || next === 0x7b;
  return isOpening || to === from || text.charCodeAt(to - 1) === 0x3a;
}

/** `!!int` in full; others as they are written. */
function readTag(scanner: YamlScanner): string {
  if (scanner.text.charCodeAt(scanner.at + 1) === 0x3c) throw declined;
  const word = readWord(scanner);
  if (!/^!?[\w./:-]*$/.test(word)) throw declined;
  return word.startsWith("!") ? `tag:yaml.org,2002:${word.slice(1)}` : `!${word}`;
}

/** Behind `*`. A name that no anchor before it has is a fault. */
export function readAlias(scanner: YamlScanner): AliasNode {
  const start = scanner.at;
  const name = readWord(scanner);
  const end = scanner.at;
  if (!scanner.anchors.has(name)) tellUnknownAlias(scanner, name, start, end);
  return { kind: "alias", name, target: scanner.anchors.get(name), start, end };
}

function tellUnknownAlias(scanner: YamlScanner, name: string, start: number, end: number): void {
  scanner.fault("BAD_ALIAS", `no anchor \`&${name}\` stands before this`, start, end);
}

/** A node with its properties; known from now on to aliases. */
export function withProperties<T extends TreeNode>(
  scanner: YamlScanner,
  node: T,
  properties: Properties | undefined,
): T {
  if (properties === undefined) return node;
  if (node.kind === "alias") throw declined;
  const made = { ...node, ...properties };
  if (properties.anchor !== undefined) scanner.anchors.set(properties.anchor, made);
  return made;
}

/** Known to aliases inside of the node itself, which stand for nothing that is finished. */
export function announce(scanner: YamlScanner, properties: Properties | undefined): void {
  const { anchor } = properties ?? {};
  if (anchor !== undefined && !scanner.anchors.has(anchor)) scanner.anchors.set(anchor, undefined);
}
