import {
  CST,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  parseAllDocuments,
  type Alias,
  type Node,
  type Pair as YamlPair,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { describeError } from "../../../base/errors.ts";
import { quickOptions } from "../../config/boundedYaml.ts";
import type {
  AliasNode,
  MapNode,
  Pair,
  ScalarNode,
  ScalarStyle,
  SeqNode,
  TreeNode,
} from "./nodes.ts";
import type { ParsedSource, SourceComment, SourceFault } from "./parsedSource.ts";
import { maxNesting, startsLine } from "./sourceCursor.ts";
import { emptyScalar } from "./yamlScanner.ts";

/**
 * YAML as a tree with places, by the parser of the `yaml` package: slow, but complete, and able to
 * go on behind a fault. The nodes and their places are those of `parseFastYaml`.
 */
export function parsePackageYaml(text: string): ParsedSource {
  try {
    const documents = parseAllDocuments(text, {
      ...quickOptions,
      schema: "failsafe",
      keepSourceTokens: false,
    });
    if (!Array.isArray(documents))
      return { root: undefined, faults: [], comments: [], documentCount: 0 };
    const first = documents[0];
    const faults = documents.flatMap(({ errors }) =>
      errors.map(({ message, pos, code }): SourceFault => ({
        code,
        message: (message.split("\n", 1)[0] ?? message).replace(/ at line \d+, column \d+:?$/, ""),
        start: pos[0],
        end: Math.max(pos[1], pos[0] + 1),
      })),
    );
    const conversion = {
      text,
      anchors: new Map<string, TreeNode>(),
      faults,
      open: new Set<string>(),
    };
    const made = first?.contents ? convert(first.contents, conversion, 0) : undefined;
    const root = made === undefined || isEmpty(made) ? undefined : made;
    return { root, faults, comments: findComments(text), documentCount: documents.length };
  } catch (error) {
    const message = `the file cannot be read: ${describeError(error)}`;
    const fault = { code: "UNREADABLE", message, start: 0, end: Math.min(1, text.length) };
    return { root: undefined, faults: [fault], comments: [], documentCount: 1 };
  }
}

interface Conversion {
  readonly text: string;
  readonly anchors: Map<string, TreeNode>;
  readonly faults: SourceFault[];
  /** Anchors of collections that have begun. */
  readonly open: Set<string>;
}

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

function convert(node: Node, conversion: Conversion, depth: number): TreeNode {
  if (isAlias(node)) return convertAlias(node, conversion);
  const { anchor, tag } = node;
  const made = {
    ...(isScalar(node)
      ? convertScalar(node, conversion)
      : convertCollection(node, conversion, depth)),
    ...(anchor === undefined ? {} : { anchor }),
    ...(tag === undefined ? {} : { tag }),
  };
  if (anchor !== undefined) conversion.anchors.set(anchor, made);
  return made;
}

function convertAlias(node: Alias, { anchors, faults, open }: Conversion): AliasNode {
  const [start, end] = node.range ?? [0, 0];
  const name = node.source;
  const target = anchors.get(name);
  if (target === undefined && !open.has(name)) {
    const message = `no anchor \`&${name}\` stands before this`;
    faults.push({ code: "BAD_ALIAS", message, start, end });
  }
  return { kind: "alias", name, target, start, end };
}

function convertCollection(node: Node, conversion: Conversion, depth: number): MapNode | SeqNode {
  if (node.anchor !== undefined) conversion.open.add(node.anchor);
  return isMap(node) ? convertMap(node, conversion, depth) : convertSeq(node, conversion, depth);
}

function convertMap(node: YAMLMap, conversion: Conversion, depth: number): MapNode {
  const [start, end] = node.range ?? [0, 0];
  const isFlow = node.flow === true;
  const items = depth < maxNesting ? node.items : [];
  const pairs = items.map((pair) => convertPair(pair, conversion, depth + 1));
  if (isFlow && conversion.text.charAt(start) === "{") {
    return { kind: "map", pairs, isFlow, start, end };
  }
  const from = pairs[0]?.key.start ?? start;
  return { kind: "map", pairs, isFlow, start: from, end: pairs.at(-1)?.value.end ?? from };
}

function convertSeq(node: Node, conversion: Conversion, depth: number): SeqNode {
  const [start, end] = node.range ?? [0, 0];
  const isFlow = isSeq(node) && node.flow === true;
  const nodes = isSeq(node) && depth < maxNesting ? node.items : [];
  const items = nodes.map((item) =>
    isNode(item) ? placeItem(convert(item, conversion, depth + 1), conversion) : emptyScalar(start),
  );
  if (isFlow) return { kind: "seq", items, isFlow, start, end };
  return { kind: "seq", items, isFlow, start, end: items.at(-1)?.end ?? start };
}

/** An item that is left out stands right behind its `-`. */
function placeItem(item: TreeNode, { text }: Conversion): TreeNode {
  if (!isEmpty(item)) return item;
  const at = text.slice(0, item.start).trimEnd().length;
  return text.charAt(at - 1) === "-" ? { ...item, start: at, end: at } : item;
}

function isEmpty(node: TreeNode): boolean {
  const { start, end, tag, anchor } = { tag: undefined, anchor: undefined, ...node };
  return node.kind === "scalar" && start === end && tag === undefined && anchor === undefined;
}

/** An empty value stands right behind its key's colon. */
function convertPair(pair: YamlPair, conversion: Conversion, depth: number): Pair {
  const key = isNode(pair.key) ? convert(pair.key, conversion, depth) : emptyScalar(0);
  const colon = conversion.text.indexOf(":", key.end);
  const value = isNode(pair.value) ? convert(pair.value, conversion, depth) : emptyScalar(key.end);
  const at = colon + 1;
  const isMoved = isEmpty(value) && colon >= 0 && at <= value.start;
  return { key, value: isMoved ? { ...value, start: at, end: at } : value };
}

function convertScalar(node: Scalar, { text }: Conversion): ScalarNode {
  const [start, end] = node.range ?? [0, 0];
  const style = styles[node.type ?? "PLAIN"] ?? "plain";
  const value = typeof node.value === "string" ? node.value : (node.source ?? "");
  if (style !== "literal" && style !== "folded") {
    return { kind: "scalar", text: value, style, start, end };
  }
  const last = blockEnd(text, start, end);
  // The package ends the last line of a file even where the file does not.
  const content = last === text.length ? value.replace(/\n$/, "") : value;
  return { kind: "scalar", text: content, style, start, end: last };
}

/** Behind the last line of a block scalar that is not blank. */
function blockEnd(text: string, start: number, end: number): number {
  const headEnd = start + (/^[|>][-+0-9]*/.exec(text.slice(start, start + 3))?.[0].length ?? 1);
  const headLine = text.indexOf("\n", start);
  const last = start + text.slice(start, end).trimEnd().length;
  if (headLine < 0 || last <= headLine) return headEnd;
  const lineEnd = text.indexOf("\n", last);
  const behind = lineEnd < 0 ? text.length : lineEnd;
  return text.charCodeAt(behind - 1) === 0x0d ? behind - 1 : behind;
}

/** Comments, as the package's own lexer tells them apart from text. */
function findComments(text: string): readonly SourceComment[] {
  if (!text.includes("#")) return [];
  const found: SourceComment[] = [];
  let at = 0;
  let isContent = false;
  for (const token of new Lexer().lex(text)) {
    const type: string | null = isContent ? null : CST.tokenType(token);
    isContent = !isContent && type === "scalar";
    if (type === "comment") {
      const end = at + token.replace(/\r$/, "").length;
      const isOwnLine = startsLine(text, at);
      found.push({ text: text.slice(at + 1, end), isOwnLine, start: at, end });
    }
    if (!isMark(type, token)) at += token.length;
  }
  return found;
}

/** Whether a token only says what comes next, and is not in the text. */
function isMark(type: string | null, token: string): boolean {
  const isNamed = type === "scalar" || type === "doc-mode" || type === "flow-error-end";
  return isNamed && token.length === 1 && token < " ";
}
