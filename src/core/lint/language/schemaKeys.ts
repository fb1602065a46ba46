import { shapeOfFile } from "../dvc/schema.ts";
import type { KeyEntry, KeyTable, MapShape, Shape } from "../dvc/shape.ts";
import type { LintFile } from "../project/lintFile.ts";
import { keyText, pairsOf, type MapNode, type TreeNode } from "../source/nodes.ts";
import type { Element } from "./element.ts";
import { contentSpan } from "./textPlaces.ts";
import type { TreePlace } from "./treePlace.ts";

/** What a key of DVC's files means; undefined for names that are free, and keys it does not know. */
export function schemaKeyAt(file: LintFile, place: TreePlace): Element | undefined {
  const { pair, isKey, maps, steps } = place;
  const span = pair === undefined ? undefined : contentSpan(file, pair.key);
  const name = pair === undefined ? undefined : keyText(pair);
  if (!isKey || span === undefined || name === undefined) return undefined;
  const shape = shapeOfFile(file.kinds);
  const shapes = shape === undefined ? [] : mapShapes(shape, steps.slice(0, -1), maps);
  for (const { keys } of shapes) {
    const entry = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (entry !== undefined) return { kind: "key", span, name, summary: entry.summary };
  }
  return undefined;
}

/**
 * What the mapping at keys and positions may be. `maps`: those that are written on the way, which
 * decide between a stage and a loop; where they are not known both are answered.
 */
function mapShapes(
  root: Shape,
  steps: readonly (string | number)[],
  maps: readonly MapNode[] = [],
): readonly MapShape[] {
  return shapesAt(root, steps, maps).flatMap((shape) => mapsOf(shape, undefined));
}

/** What may stand at keys and positions. */
export function shapesAt(
  root: Shape,
  steps: readonly (string | number)[],
  maps: readonly MapNode[] = [],
): readonly Shape[] {
  let shapes: readonly Shape[] = [root];
  let depth = 0;
  for (const step of steps) {
    if (typeof step === "number") {
      shapes = shapes.flatMap(itemsOf);
      continue;
    }
    const written = maps[depth++];
    shapes = shapes
      .flatMap((shape) => mapsOf(shape, written))
      .flatMap(({ keys, entries }) => entryOf(keys, step)?.shape ?? entries ?? []);
  }
  return shapes;
}

function entryOf(keys: KeyTable, name: string): KeyEntry | undefined {
  return Object.hasOwn(keys, name) ? keys[name] : undefined;
}

function itemsOf(shape: Shape): readonly Shape[] {
  if (shape.kind === "list") return [shape.items];
  return shape.kind === "either" ? shape.shapes.flatMap(itemsOf) : [];
}

function mapsOf(shape: Shape, written: TreeNode | undefined): readonly MapShape[] {
  switch (shape.kind) {
    case "map":
      return [shape];
    case "either":
      return shape.shapes.flatMap((it) => mapsOf(it, written));
    case "choice": {
      const names = new Set(pairsOf(written).map(keyText));
      const chosen = shape.choices.find(({ when }) => when.some((name) => names.has(name)));
      return chosen === undefined ? shape.choices.map((it) => it.shape) : [chosen.shape];
    }
    default:
      return [];
  }
}
