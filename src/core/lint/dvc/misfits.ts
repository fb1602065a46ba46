import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import {
  asScalar,
  keyText,
  pairsOf,
  target,
  type MapNode,
  type Pair,
  type ScalarNode,
  type SeqNode,
  type TreeNode,
} from "../source/nodes.ts";
import { resolveScalar } from "../source/scalars.ts";
import { shapeOfFile } from "./schema.ts";
import type { MapShape, Shape } from "./shape.ts";

export type MisfitKind =
  | "unknown-key" // a key that the level does not know
  | "key-type" // a name that is no text
  | "missing-key" // a key that has to be there
  | "null" // nothing where something has to stand
  | "wrong-type" // anything else that stands there
  | "misplaced-flags" // flags beside an output instead of below it
  | "root"; // the file is no mapping

/** A place of one of DVC's files that its loader would refuse. */
export interface Misfit {
  readonly kind: MisfitKind;
  /** The value; the key for unknown keys; the key above where a key is missing. */
  readonly at: TreeNode;
  /** What may stand there; for unknown and missing keys, what the mapping around may be. */
  readonly shape: Shape;
  /** Keys and list positions; the unknown or missing key is the last. */
  readonly path: readonly (string | number)[];
  /** Whose value or key it is. Undefined in lists. */
  readonly pair: Pair | undefined;
  /** The mapping or list that it stands in, as it is written; undefined for the root. */
  readonly parent: MapNode | SeqNode | undefined;
}

/** What does not fit in a file; nothing for files that are none of DVC's. Found once for all rules. */
export function misfitsOf(file: LintFile, project: LintProject): readonly Misfit[] {
  return project.rememberOf("dvc-misfits", file.path, () => {
    // Asked anew, so that the answer is forgotten with the file.
    const known = project.file(file.path) ?? file;
    const shape = shapeOfFile(known.kinds);
    return shape === undefined ? [] : findMisfits(known.root, shape);
  });
}

export function findMisfits(root: TreeNode | undefined, shape: MapShape): readonly Misfit[] {
  const walk: Walk = { found: new Map(), shared: new Map(), left: maxVisited };
  if (root === undefined || isFalsy(root)) {
    checkRequired(walk, [], shape, { ...rootPlace, parent: root ?? nothing });
    return [...walk.found.values()];
  }
  if (target(root)?.kind !== "map") {
    add(walk, { kind: "root", at: root, shape }, rootPlace);
    return [...walk.found.values()];
  }
  checkNode(walk, root, shape, rootPlace);
  return [...walk.found.values()];
}

const nothing: ScalarNode = { kind: "scalar", text: "", style: "plain", start: 0, end: 0 };

const maxVisited = 500_000;
const maxMisfits = 2000;

interface Walk {
  /** By kind and place, so that what is shared by aliases is told once. */
  readonly found: Map<string, Misfit>;
  /** Nodes that aliases and merge keys lead to, with the shapes they were held against. */
  readonly shared: Map<TreeNode, Shape[]>;
  left: number;
}

/** How a value was come by. */
interface Place {
  readonly above: Place | undefined;
  readonly step: string | number;
  readonly pair: Pair | undefined;
  readonly parent: MapNode | SeqNode | undefined;
  readonly isShared: boolean;
}

const rootPlace: Place = {
  above: undefined,
  step: "",
  pair: undefined,
  parent: undefined,
  isShared: false,
};

function pathOf(place: Place): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at: Place = place; at.above !== undefined; at = at.above) steps.push(at.step);
  return steps.reverse();
}

function add(walk: Walk, misfit: Pick<Misfit, "kind" | "at" | "shape">, place: Place): void {
  const path = pathOf(place);
  const { kind, at } = misfit;
  const key = `${kind}:${at.start}:${kind === "missing-key" ? path.at(-1) : ""}`;
  if (walk.found.size >= maxMisfits || walk.found.has(key)) return;
  const { pair, parent } = place;
  walk.found.set(key, { ...misfit, path, pair, parent });
}

/** The loader takes an empty file, `false` and `0` for an empty mapping. */
function isFalsy(root: TreeNode): boolean {
  const found = target(root);
  if (found?.kind === "seq") return found.items.length === 0;
  if (found?.kind !== "scalar") return false;
  const value = resolveScalar(found, "ruamel-1.2");
  return value.type === "null" || ("value" in value && !value.value);
}

function checkNode(walk: Walk, node: TreeNode, shape: Shape, place: Place): void {
  walk.left -= 1;
  if (walk.left < 0 || shape.kind === "any") return;
  const found = target(node);
  if (found === undefined) return;
  const isShared = place.isShared || found !== node;
  if (isShared && isSeen(walk, found, shape)) return;
  const inner = isShared === place.isShared ? place : { ...place, isShared };
  if (found.kind === "scalar") checkScalar(walk, found, shape, inner);
  else if (found.kind === "seq") checkSeq(walk, found, shape, inner);
  else checkMap(walk, found, shape, inner);
}

function isSeen(walk: Walk, node: TreeNode, shape: Shape): boolean {
  const shapes = walk.shared.get(node);
  if (shapes === undefined) walk.shared.set(node, [shape]);
  else if (shapes.includes(shape)) return true;
  else shapes.push(shape);
  return false;
}

function checkScalar(walk: Walk, node: ScalarNode, shape: Shape, place: Place): void {
  if (fitsScalar(node, shape)) return;
  const isNull = resolveScalar(node, "ruamel-1.2").type === "null";
  add(walk, { kind: isNull ? "null" : "wrong-type", at: node, shape }, place);
}

function fitsScalar(node: ScalarNode, shape: Shape): boolean {
  if (shape.kind === "either") return shape.shapes.some((inner) => fitsScalar(node, inner));
  const value = resolveScalar(node, "ruamel-1.2");
  switch (shape.kind) {
    case "any":
      return true;
    case "text":
      return value.type === "str";
    case "literal":
      return value.type === "str" && value.value === shape.value;
    case "integer":
      return value.type === "int" || value.type === "bool";
    case "checksum":
      return isChecksum(node.text, value.type);
    case "bool":
    case "null":
      return value.type === shape.kind;
    default:
      return false;
  }
}

function isChecksum(text: string, type: string): boolean {
  return (
    type === "null" || ((type === "str" || type === "int") && (text === "" || text.length > 2))
  );
}

function checkSeq(walk: Walk, node: SeqNode, shape: Shape, place: Place): void {
  const fitting = optionsOf(shape).find(({ kind }) => kind === "list" || kind === "anyList");
  if (fitting === undefined) {
    add(walk, { kind: "wrong-type", at: node, shape }, place);
    return;
  }
  if (fitting.kind !== "list") return;
  for (const [index, item] of node.items.entries()) {
    const { isShared } = place;
    const inner = { above: place, step: index, pair: undefined, parent: node, isShared };
    checkNode(walk, item, fitting.items, inner);
  }
}

function checkMap(walk: Walk, node: MapNode, shape: Shape, place: Place): void {
  const fitting = mapShapeFor(node, shape);
  if (fitting === undefined) add(walk, { kind: "wrong-type", at: node, shape }, place);
  if (fitting?.kind !== "map") return;
  const pairs = pairsOf(node);
  if (fitting.level === "output entry" && hasFlagsBeside(pairs, fitting)) {
    add(walk, { kind: "misplaced-flags", at: node, shape: fitting }, place);
    return;
  }
  const isShared = place.isShared || pairs !== node.pairs;
  for (const pair of pairs) {
    const inner = { above: place, step: keyText(pair) ?? "?", pair, parent: node, isShared };
    checkPair(walk, pair, fitting, inner);
  }
  checkRequired(walk, pairs, fitting, { ...place, parent: node });
}

function checkRequired(
  walk: Walk,
  pairs: readonly Pair[],
  shape: MapShape,
  { parent, ...place }: Omit<Place, "parent"> & { readonly parent: TreeNode },
): void {
  for (const name of shape.required ?? []) {
    if (pairs.some((pair) => keyText(pair) === name)) continue;
    const at = place.pair?.key ?? parent;
    const above = { ...place, parent: undefined };
    add(walk, { kind: "missing-key", at, shape }, { ...above, above, step: name });
  }
}

function checkPair(walk: Walk, pair: Pair, shape: MapShape, place: Place): void {
  const key = asScalar(pair.key);
  const isText = key !== undefined && resolveScalar(key, "ruamel-1.2").type === "str";
  if (shape.entries !== undefined) {
    if (!isText) add(walk, { kind: "key-type", at: pair.key, shape }, place);
    else checkNode(walk, pair.value, shape.entries, place);
    return;
  }
  const known = isText && Object.hasOwn(shape.keys, key.text) ? shape.keys[key.text] : undefined;
  if (known === undefined) add(walk, { kind: "unknown-key", at: pair.key, shape }, place);
  else checkNode(walk, pair.value, known.shape, place);
}

function optionsOf(shape: Shape): readonly Shape[] {
  return shape.kind === "either" ? shape.shapes.flatMap(optionsOf) : [shape];
}

function mapShapeFor(node: MapNode, shape: Shape): Shape | undefined {
  const options = optionsOf(shape);
  const choice = options.find((it) => it.kind === "choice");
  if (choice === undefined) return options.find(({ kind }) => kind === "map" || kind === "anyMap");
  const names = new Set(pairsOf(node).map(keyText));
  return choice.choices.find(({ when }) => when.length === 0 || when.some((key) => names.has(key)))
    ?.shape;
}

/** `- model.pkl:` with `cache: false` in the same column: two outputs for the loader. */
function hasFlagsBeside(pairs: readonly Pair[], shape: MapShape): boolean {
  const [first, ...others] = pairs;
  const flags = shape.entries;
  if (first === undefined || others.length === 0 || flags?.kind !== "map") return false;
  const value = asScalar(first.value);
  if (value === undefined || resolveScalar(value, "ruamel-1.2").type !== "null") return false;
  return others.every((pair) => Object.hasOwn(flags.keys, keyText(pair) ?? ""));
}
