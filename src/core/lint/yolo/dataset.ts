import type { LintFile } from "../project/lintFile.ts";
import {
  asMap,
  asScalar,
  asSeq,
  isLeftOut,
  keyText,
  pairAt,
  pairsOf,
  type MapNode,
  type Pair,
  type ScalarNode,
  type ScalarValue,
  type TreeNode,
} from "../source/nodes.ts";
import { resolveScalar } from "../source/scalars.ts";

/** A data set of Ultralytics (YOLO) as its file describes it. */
export interface YoloDataset {
  readonly root: MapNode;
  /** Whether nothing else could be meant; what breaks the rules of YOLO is an error only then. */
  readonly isCertain: boolean;
  readonly splits: readonly YoloSplit[];
  readonly path: ScalarNode | undefined;
}

export interface YoloSplit {
  readonly name: string;
  readonly pair: Pair;
  /** One folder or file, or several, in the order of the file; those that are no text left out. */
  readonly paths: readonly ScalarNode[];
}

const splitNames = ["train", "val", "validation", "test", "minival"] as const;

/** A scalar as Ultralytics reads it: with PyYAML. */
export function yoloValue(node: ScalarNode): ScalarValue {
  return resolveScalar(node, "pyyaml-1.1");
}

/** Whether a file's top level is that of a data set. Files of models and of settings are not. */
export function isYoloDataset(map: MapNode): boolean {
  const keys = new Set(map.pairs.map(keyText));
  if (!keys.has("names") && !keys.has("nc")) return false;
  if (["backbone", "head", "epochs", "model", "defaults"].some((key) => keys.has(key)))
    return false;
  const splits = map.pairs.filter((pair) => isSplitName(keyText(pair)));
  if (splits.length === 0) return keys.has("names") && keys.has("nc") && keys.has("path");
  return splits.every(({ value }) => isPlace(value)) && splits.some(({ value }) => !isNull(value));
}

function isSplitName(name: string | undefined): boolean {
  return name !== undefined && (splitNames as readonly string[]).includes(name);
}

/** Texts, lists of them, or nothing: what training settings have as `train: true` is none. */
function isPlace(node: TreeNode): boolean {
  const scalar = asScalar(node);
  if (scalar !== undefined) {
    const { type } = yoloValue(scalar);
    return type === "str" || type === "null";
  }
  const list = asSeq(node);
  return list?.items.every((item) => asScalar(item) !== undefined) ?? false;
}

export function isNull(node: TreeNode): boolean {
  if (isLeftOut(node)) return true;
  const scalar = asScalar(node);
  return scalar !== undefined && yoloValue(scalar).type === "null";
}

const usualName = /^(?:data|dataset|[\w.-]*(?:coco|voc|yolo|dataset|data)[\w.-]*)\.ya?ml$/i;

/** Undefined where the file is none. */
export function readYoloDataset(file: LintFile): YoloDataset | undefined {
  const root = asMap(file.root);
  if (root === undefined) return undefined;
  const isCertain =
    (pairAt(root, "names") !== undefined && pairAt(root, "nc") !== undefined) ||
    usualName.test(file.name);
  const splits = pairsOf(root).flatMap((pair): YoloSplit[] => {
    const name = keyText(pair);
    return name !== undefined && isSplitName(name)
      ? [{ name, pair, paths: textsOf(pair.value) }]
      : [];
  });
  const path = asScalar(pairAt(root, "path")?.value);
  return { root, isCertain, splits, path: path === undefined || isNull(path) ? undefined : path };
}

function textsOf(node: TreeNode): readonly ScalarNode[] {
  const items = asSeq(node)?.items ?? [node];
  return items.flatMap((item) => {
    const scalar = asScalar(item);
    return scalar !== undefined && yoloValue(scalar).type === "str" && scalar.text !== ""
      ? [scalar]
      : [];
  });
}

/** The classes that `names` gives: a list's positions, or a mapping's keys. */
export interface YoloNames {
  readonly pair: Pair;
  /** How many classes there are for Ultralytics: a key that stands twice counts once. */
  readonly count: number;
  readonly classes: readonly YoloClass[];
}

export interface YoloClass {
  /** Undefined for a key that is no whole number. */
  readonly index: number | undefined;
  readonly key: TreeNode;
  readonly name: TreeNode;
}

/** Undefined where `names` is missing, null, or neither a list nor a mapping. */
export function readYoloNames({ root }: YoloDataset): YoloNames | undefined {
  const pair = pairAt(root, "names");
  if (pair === undefined) return undefined;
  const list = asSeq(pair.value);
  if (list !== undefined) {
    const classes = list.items.map((name, index): YoloClass => ({ index, key: name, name }));
    return { pair, count: classes.length, classes };
  }
  if (asMap(pair.value) === undefined) return undefined;
  const keys = new Set<string>();
  const classes = pairsOf(pair.value).map(({ key, value }): YoloClass => {
    const scalar = asScalar(key);
    const index = scalar === undefined ? undefined : wholeNumber(yoloValue(scalar));
    // PyYAML keeps `0` and `"0"` apart; the same number twice is one key.
    keys.add(
      scalar?.style === "plain" && index !== undefined ? String(index) : `"${scalar?.text ?? ""}`,
    );
    return { index, key, name: value };
  });
  return { pair, count: keys.size, classes };
}

/** As Python's `int(value)` reads it; undefined where that raises. */
function wholeNumber(value: ScalarValue): number | undefined {
  switch (value.type) {
    case "int":
      return Number(value.value);
    case "float":
      return Number.isFinite(value.value) ? Math.trunc(value.value) : undefined;
    case "bool":
      return value.value ? 1 : 0;
    case "str":
      return /^\s*[-+]?\d+(?:_\d+)*\s*$/.test(value.value)
        ? Number(value.value.replaceAll("_", ""))
        : undefined;
    default:
      return undefined;
  }
}
