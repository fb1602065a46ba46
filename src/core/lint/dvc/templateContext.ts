import {
  keyText,
  pairsOf,
  target,
  type AliasNode,
  type Pair,
  type Span,
  type ScalarValue,
  type TreeNode,
} from "../source/nodes.ts";
import { resolveScalar, type Dialect } from "../source/scalars.ts";
import { createBudget, spend, type ReadingBudget } from "./readingBudget.ts";

/** Values as templates see them, with the places where they are written. Never changed once made. */
export type ContextNode = ContextScalar | ContextList | ContextMap | UnknownNode;

interface ContextPlace {
  /** Where the value is written; undefined for what a loop makes. */
  readonly origin: Origin | undefined;
  /** The file that DVC tracks the value in; undefined for inline `vars` and loops. */
  readonly file: string | undefined;
  /** Dotted path in its file. */
  readonly key: string;
}

export interface Origin {
  readonly path: string;
  readonly at: Span;
}

export interface ContextScalar extends ContextPlace {
  readonly kind: "scalar";
  readonly value: ScalarValue;
}

export interface ContextList extends ContextPlace {
  readonly kind: "list";
  readonly items: readonly ContextNode[];
}

export interface ContextMap extends ContextPlace {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, ContextNode>;
  /** Keys that are no texts (`1:`): DVC leaves them out. */
  readonly dropped: ReadonlyMap<string, Span>;
}

/** What DVC cannot hold, and what is behind the bounds of this reading. */
export interface UnknownNode extends ContextPlace {
  readonly kind: "unknown";
}

/** A value of a type that DVC refuses, as a date. */
export interface UnsupportedValue {
  readonly origin: Origin;
  readonly key: string;
  readonly value: ScalarValue;
}

export interface ReadValues {
  readonly node: ContextNode;
  readonly unsupported: readonly UnsupportedValue[];
}

export interface ContextSource {
  /** The file that the values are written in. */
  readonly path: string;
  readonly isTracked: boolean;
  readonly dialect: Dialect;
}

const maxValues = 200_000;
const maxDepth = 400;

/** Values of a tree. */
export function readContext(
  root: TreeNode,
  source: ContextSource,
  budget = createBudget(maxValues),
): ReadValues {
  const reader = new ContextReader(source, budget);
  const node = reader.read(root, "", 0);
  return { node, unsupported: reader.unsupported };
}

class ContextReader {
  readonly unsupported: UnsupportedValue[] = [];
  readonly #source: ContextSource;
  readonly #budget: ReadingBudget;

  constructor(source: ContextSource, budget: ReadingBudget) {
    this.#source = source;
    this.#budget = budget;
  }

  read(written: TreeNode, key: string, depth: number): ContextNode {
    const node = target(written);
    const { path, isTracked } = this.#source;
    const origin = { path, at: { start: written.start, end: written.end } };
    const place = { origin, file: isTracked ? path : undefined, key };
    if (!spend(this.#budget) || node === undefined || depth > maxDepth) {
      return { kind: "unknown", ...place };
    }
    if (node.kind === "scalar" || isUnsupportedCollection(node)) {
      return this.#readValue(node, place);
    }
    const lead = key === "" ? "" : `${key}.`;
    if (node.kind === "seq") {
      const items = node.items.map((item, index) => this.read(item, `${lead}${index}`, depth + 1));
      return { kind: "list", items, ...place };
    }
    return { kind: "map", ...this.#readPairs(pairsOf(node), lead, depth), ...place };
  }

  #readValue(
    node: Exclude<TreeNode, AliasNode>,
    place: ContextPlace & { readonly origin: Origin },
  ): ContextNode {
    const value: ScalarValue =
      node.kind === "scalar"
        ? resolveScalar(node, this.#source.dialect)
        : { type: "other", value: (node.tag ?? "").replace(coreTag, "") };
    if (value.type === "str") spend(this.#budget, value.value.length >> 6);
    if (value.type !== "date" && value.type !== "other") return { kind: "scalar", value, ...place };
    if (value.type === "date" || !isHarmless(value.value)) {
      this.unsupported.push({ origin: place.origin, key: place.key, value });
    }
    return { kind: "unknown", ...place };
  }

  #readPairs(
    pairs: readonly Pair[],
    lead: string,
    depth: number,
  ): Pick<ContextMap, "entries" | "dropped"> {
    const entries = new Map<string, ContextNode>();
    let dropped = noKeys;
    for (const pair of pairs) {
      const name = keyText(pair) ?? "?";
      if (isTextKey(pair, this.#source.dialect)) {
        entries.set(name, this.read(pair.value, `${lead}${name}`, depth + 1));
      } else {
        dropped = new Map([...dropped, [name, pair.key]]);
      }
    }
    return { entries, dropped };
  }
}

const coreTag = "tag:yaml.org,2002:";

/** Of the collections of Python, only lists and mappings can be held. */
function isUnsupportedCollection({ tag }: TreeNode & { readonly tag?: string }): boolean {
  return tag === "tuple" || tag === "set" || tag === `${coreTag}set`;
}

/** DVC holds bytes, and writes them as Python does. Tags of YAML itself (`!!float 1`) are plain values. */
function isHarmless(type: string): boolean {
  return type === "bytes" || (type.startsWith(coreTag) && !type.endsWith(":timestamp"));
}

const noKeys: ReadonlyMap<string, Span> = new Map();

export function isTextKey({ key }: Pair, dialect: Dialect): boolean {
  const node = target(key);
  return node?.kind === "scalar" && resolveScalar(node, dialect).type === "str";
}

export const emptyContext: ContextMap = {
  kind: "map",
  entries: new Map(),
  dropped: noKeys,
  origin: undefined,
  file: undefined,
  key: "",
};

/** A value that stands twice. */
export interface MergeConflict {
  readonly key: string;
  readonly before: ContextNode;
  readonly after: ContextNode;
}

/** Mappings are merged in depth; anything else that is there already stays and is a conflict. */
export function mergeContexts(
  into: ContextMap,
  update: ContextMap,
  conflicts: MergeConflict[],
): ContextMap {
  if (into.entries.size === 0 && into.dropped.size === 0) {
    return { ...update, origin: into.origin ?? update.origin };
  }
  return mergeMaps(into, update, { conflicts, lead: "" });
}

interface Merging {
  readonly conflicts: MergeConflict[];
  readonly lead: string;
}

function mergeMaps(into: ContextMap, update: ContextMap, merging: Merging): ContextMap {
  const entries = new Map(into.entries);
  for (const [name, after] of update.entries) {
    const before = entries.get(name);
    const key = `${merging.lead}${name}`;
    if (before === undefined) entries.set(name, after);
    else if (before.kind === "map" && after.kind === "map") {
      entries.set(name, mergeMaps(before, after, { ...merging, lead: `${key}.` }));
    } else merging.conflicts.push({ key, before, after });
  }
  const dropped = update.dropped.size === 0 ? into.dropped : joinKeys(into, update);
  return { ...into, entries, dropped };
}

function joinKeys(into: ContextMap, update: ContextMap): ReadonlyMap<string, Span> {
  return new Map([...into.dropped, ...update.dropped]);
}

/** A value, or how far the steps lead: the last value on the way, and how many steps it took. */
export type Lookup =
  | { readonly found: ContextNode }
  | { readonly found: undefined; readonly last: ContextNode; readonly depth: number };

export function lookUp(root: ContextNode, steps: readonly string[]): Lookup {
  let last = root;
  for (const [depth, step] of steps.entries()) {
    const next = stepInto(last, step);
    if (next === undefined) return { found: undefined, last, depth };
    if (next.kind === "unknown") return { found: next };
    last = next;
  }
  return { found: last };
}

function stepInto(node: ContextNode, step: string): ContextNode | undefined {
  if (node.kind === "map") return node.entries.get(step);
  if (node.kind === "unknown") return node;
  if (node.kind === "scalar" || !/^[-+]?\d+(?:_\d+)*$/.test(step)) return undefined;
  return node.items.at(Number(step.replaceAll("_", "")));
}
