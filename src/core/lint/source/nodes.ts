/**
 * The tree of a configuration file, with places: YAML, JSON, TOML and Python files come out as the
 * same nodes, so that rules and language features are written once.
 *
 * Offsets count UTF-16 units from the start of the text.
 */

export interface Span {
  readonly start: number;
  /** Behind the last unit. */
  readonly end: number;
}

/** `typed`: the format itself says the type (JSON, TOML, Python); YAML resolves by dialect. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded" | "typed";

export interface ScalarNode extends Span {
  readonly kind: "scalar";
  /** The content: unquoted, unescaped, folded. Empty for a value that is left out. */
  readonly text: string;
  readonly style: ScalarStyle;
  /** Only for style `typed`. */
  readonly value?: ScalarValue;
  readonly tag?: string;
  readonly anchor?: string;
}

export interface MapNode extends Span {
  readonly kind: "map";
  readonly pairs: readonly Pair[];
  readonly isFlow: boolean;
  readonly tag?: string;
  readonly anchor?: string;
}

export interface Pair {
  readonly key: TreeNode;
  /** A scalar of no length where there is no value. */
  readonly value: TreeNode;
}

export interface SeqNode extends Span {
  readonly kind: "seq";
  readonly items: readonly TreeNode[];
  readonly isFlow: boolean;
  readonly tag?: string;
  readonly anchor?: string;
}

export interface AliasNode extends Span {
  readonly kind: "alias";
  readonly name: string;
  /** The anchored node before it; undefined when there is none. */
  readonly target: TreeNode | undefined;
}

export type TreeNode = ScalarNode | MapNode | SeqNode | AliasNode;

/** A scalar as a parser of the format gives it to a program. */
export type ScalarValue =
  | { readonly type: "null" }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "int"; readonly value: number | bigint }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "str"; readonly value: string }
  /** A date or a time, as it is written. */
  | { readonly type: "date"; readonly value: string }
  /** Anything else (bytes, a tagged object), with its name. */
  | { readonly type: "other"; readonly value: string };

/** What an alias stands for; the node itself for all others. Never an alias. */
export function target(node: TreeNode | undefined): Exclude<TreeNode, AliasNode> | undefined {
  let found = node;
  for (let steps = 0; found?.kind === "alias"; steps++) {
    if (steps > 100) return undefined;
    found = found.target;
  }
  return found;
}

export function asMap(node: TreeNode | undefined): MapNode | undefined {
  const found = target(node);
  return found?.kind === "map" ? found : undefined;
}

export function asSeq(node: TreeNode | undefined): SeqNode | undefined {
  const found = target(node);
  return found?.kind === "seq" ? found : undefined;
}

export function asScalar(node: TreeNode | undefined): ScalarNode | undefined {
  const found = target(node);
  return found?.kind === "scalar" ? found : undefined;
}

/** Whether nothing stands where a value could: `key:` and no more. */
export function isLeftOut(node: TreeNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && node.text === "";
}

/** The key's text; undefined for a key that is a list or a mapping. */
export function keyText({ key }: Pair): string | undefined {
  return asScalar(key)?.text;
}

const maxMerges = 1000;

/**
 * The pairs of a mapping after its merge keys (`<<`): its own first, then those of the merged
 * mappings that it does not have itself. At most 1,000 mappings are merged.
 */
export function pairsOf(node: TreeNode | undefined): readonly Pair[] {
  const map = asMap(node);
  if (map === undefined) return [];
  if (!map.pairs.some(isMerge)) return map.pairs;
  const found = new Map<string, Pair>();
  const left = { merges: maxMerges };
  addPairs(found, map, left);
  return [...found.values()];
}

function addPairs(found: Map<string, Pair>, map: MapNode, left: { merges: number }): void {
  for (const pair of map.pairs) {
    const name = keyText(pair) ?? `\0${pair.key.start}`;
    if (!isMerge(pair) && !found.has(name)) found.set(name, pair);
  }
  for (const pair of map.pairs) {
    for (const inner of isMerge(pair) ? mergedMaps(pair.value) : []) {
      left.merges -= 1;
      if (left.merges >= 0) addPairs(found, inner, left);
    }
  }
}

/** A merge key's value is a mapping or a list of them. */
function mergedMaps(node: TreeNode): readonly MapNode[] {
  const items = asSeq(node)?.items ?? [node];
  return items.flatMap((item) => asMap(item) ?? []);
}

function isMerge({ key }: Pair): boolean {
  return key.kind === "scalar" && key.style === "plain" && key.text === "<<";
}

/** The pair with a key, merge keys included; the last one where a key stands twice. */
export function pairAt(node: TreeNode | undefined, name: string): Pair | undefined {
  const map = asMap(node);
  if (map === undefined) return undefined;
  if (map.pairs.length > manyPairs) return indexOf(map).get(name);
  let found: Pair | undefined;
  for (const pair of map.pairs) {
    if (isMerge(pair)) return pairsOf(map).findLast((it) => keyText(it) === name);
    if (keyText(pair) === name) found = pair;
  }
  return found;
}

/** From so many pairs on looking one up through an index is worth making it. */
const manyPairs = 12;

const indexes = new WeakMap<MapNode, ReadonlyMap<string | undefined, Pair>>();

function indexOf(map: MapNode): ReadonlyMap<string | undefined, Pair> {
  const known = indexes.get(map);
  if (known !== undefined) return known;
  const made = new Map(pairsOf(map).map((pair) => [keyText(pair), pair]));
  indexes.set(map, made);
  return made;
}

export function valueAt(node: TreeNode | undefined, name: string): TreeNode | undefined {
  return pairAt(node, name)?.value;
}

/** The node at keys and list positions; undefined where a step does not exist. */
export function nodeAt(
  node: TreeNode | undefined,
  steps: readonly (string | number)[],
): TreeNode | undefined {
  let found = node;
  for (const step of steps) {
    const inner = target(found);
    found = inner?.kind === "seq" ? inner.items.at(Number(step)) : valueAt(inner, String(step));
  }
  return found;
}

export interface Visited {
  readonly node: TreeNode;
  /** Keys and list positions from the root. */
  readonly path: readonly (string | number)[];
  /** The pair whose value this is. */
  readonly pair?: Pair;
}

const maxVisited = 1_000_000;

/** All nodes that are written in the file, parents first; aliases are not followed. */
export function* visitTree(root: TreeNode | undefined): Generator<Visited> {
  const open: VisitedNode[] = root === undefined ? [] : [new VisitedNode(root)];
  for (let count = 0; count < maxVisited; count++) {
    const next = open.pop();
    if (next === undefined) return;
    yield next;
    const { node } = next;
    // From the last, so that the first is taken next.
    if (node.kind === "map") {
      for (let index = node.pairs.length - 1; index >= 0; index--) {
        const pair = node.pairs[index];
        if (pair !== undefined) open.push(new VisitedNode(pair.value, { parent: next, pair }));
      }
    } else if (node.kind === "seq") {
      for (let index = node.items.length - 1; index >= 0; index--) {
        const item = node.items[index];
        if (item !== undefined) open.push(new VisitedNode(item, { parent: next, index }));
      }
    }
  }
}

interface VisitedPlace {
  readonly parent: VisitedNode;
  readonly pair?: Pair;
  readonly index?: number;
}

/** Its path is only put together for those who ask. */
class VisitedNode implements Visited {
  readonly node: TreeNode;
  readonly pair?: Pair;
  readonly #place: VisitedPlace | undefined;

  constructor(node: TreeNode, place?: VisitedPlace) {
    this.node = node;
    this.#place = place;
    if (place?.pair !== undefined) this.pair = place.pair;
  }

  get path(): readonly (string | number)[] {
    const path: (string | number)[] = [];
    for (let place = this.#place; place !== undefined; place = place.parent.#place) {
      path.push(place.index ?? (place.pair && keyText(place.pair)) ?? "?");
    }
    return path.reverse();
  }
}
