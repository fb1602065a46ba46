import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Document,
  type Node,
  type Pair as YamlPair,
} from "yaml";
import { describeError } from "../../../base/errors.ts";
import { quickOptions } from "../../config/boundedYaml.ts";
import type { AliasNode, Pair, ScalarNode, ScalarStyle, TreeNode } from "./nodes.ts";
import type { ParsedSource, SourceComment, SourceFault } from "./parsedSource.ts";

/**
 * YAML as a tree with places, by the parser of the `yaml` package: complete, and able to go on
 * behind a fault. Nothing is resolved here: what a plain scalar means depends on who reads it.
 */
export function parseYaml(text: string): ParsedSource {
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
    const root = first === undefined ? undefined : convertRoot(first);
    return { root, faults, comments: findComments(text), documentCount: documents.length };
  } catch (error) {
    const message = `the file cannot be read: ${describeError(error)}`;
    const fault = { code: "UNREADABLE", message, start: 0, end: Math.min(1, text.length) };
    return { root: undefined, faults: [fault], comments: [], documentCount: 1 };
  }
}

function convertRoot(document: Document.Parsed): TreeNode | undefined {
  if (document.contents === null) return undefined;
  const anchors = new Map<string, TreeNode>();
  return convert(document.contents, anchors, 0);
}

const maxNesting = 200;
const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

function convert(node: Node, anchors: Map<string, TreeNode>, depth: number): TreeNode {
  const [start, end] = node.range ?? [0, 0];
  if (isAlias(node)) {
    const alias: AliasNode = {
      kind: "alias",
      name: node.source,
      target: anchors.get(node.source),
      start,
      end,
    };
    return alias;
  }
  const extra = {
    ...(node.anchor === undefined ? {} : { anchor: node.anchor }),
    ...(node.tag === undefined || node.tag.startsWith("tag:yaml.org,2002:")
      ? {}
      : { tag: node.tag }),
  };
  const isTooDeep = depth >= maxNesting;
  const made = ((): TreeNode => {
    if (isMap(node)) {
      const pairs = isTooDeep
        ? []
        : node.items.map((pair) => convertPair(pair, anchors, { depth, end }));
      return { kind: "map", pairs, isFlow: node.flow === true, start, end, ...extra };
    }
    if (isSeq(node)) {
      const items = isTooDeep
        ? []
        : node.items.map((item) => convertItem(item, anchors, { depth, end }));
      return { kind: "seq", items, isFlow: node.flow === true, start, end, ...extra };
    }
    return convertScalar(node, extra);
  })();
  if (node.anchor !== undefined) anchors.set(node.anchor, made);
  return made;
}

interface Place {
  readonly depth: number;
  readonly end: number;
}

function convertPair(pair: YamlPair, anchors: Map<string, TreeNode>, { depth, end }: Place): Pair {
  const key = isNodeLike(pair.key) ? convert(pair.key, anchors, depth + 1) : emptyScalar(end);
  const value = isNodeLike(pair.value)
    ? convert(pair.value, anchors, depth + 1)
    : emptyScalar(key.end);
  return { key, value };
}

function convertItem(item: unknown, anchors: Map<string, TreeNode>, place: Place): TreeNode {
  if (isNodeLike(item)) return convert(item, anchors, place.depth + 1);
  // A mapping of one pair inside a flow list.
  return emptyScalar(place.end);
}

function isNodeLike(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function emptyScalar(at: number): ScalarNode {
  return { kind: "scalar", text: "", style: "plain", start: at, end: at };
}

function convertScalar(node: Node, extra: object): ScalarNode {
  const [start, end] = node.range ?? [0, 0];
  if (!isScalar(node)) return emptyScalar(start);
  const text = typeof node.value === "string" ? node.value : (node.source ?? "");
  return {
    kind: "scalar",
    text,
    style: styles[node.type ?? "PLAIN"] ?? "plain",
    start,
    end,
    ...extra,
  };
}

/** Comments, found by lines: a `#` at the line's start or behind white space, outside of quotes. */
export function findComments(text: string): readonly SourceComment[] {
  const found: SourceComment[] = [];
  for (let at = text.indexOf("#"); at >= 0; at = text.indexOf("#", at + 1)) {
    const before = text[at - 1];
    if (before !== undefined && !/\s/.test(before)) continue;
    const lineStart = text.lastIndexOf("\n", at - 1) + 1;
    const lead = text.slice(lineStart, at);
    const end = lineEnd(text, at);
    if (!isInsideQuotes(lead)) {
      found.push({ text: text.slice(at + 1, end), isOwnLine: lead.trim() === "", start: at, end });
      at = end;
    }
  }
  return found;
}

function lineEnd(text: string, from: number): number {
  const next = text.indexOf("\n", from);
  if (next < 0) return text.length;
  return text[next - 1] === "\r" ? next - 1 : next;
}

function isInsideQuotes(lead: string): boolean {
  const quotes =
    lead.replace(/\\./g, "").match(/(?<=^|[\s:[{,-])["']|["'](?=\s*[\],:}]|\s|$)/g) ?? [];
  return quotes.length % 2 === 1;
}
