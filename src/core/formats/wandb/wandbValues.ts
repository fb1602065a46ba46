import { isJsonObject, type JsonObject } from "../text/jsonLines.ts";
import { numberOf } from "../text/tolerantJson.ts";
import { setAtPath, type ItemKey, type ItemList } from "./wandbItems.ts";

/** What the items of a record say, told apart by what they are. */
export interface ValueVisitor {
  /** Whether the value of this key is to be looked at. */
  wants(name: string): boolean;
  number(name: string, value: number): void;
  text(name: string, value: string): void;
  list(name: string, value: readonly unknown[]): void;
  /** A value with a `_type`: an image, a histogram, a table. */
  media(name: string, value: JsonObject): void;
}

const maxNesting = 16;

/**
 * Visits the values of a record. Nested objects are visited by their leaves, named with dots,
 * whether they are written as one object, as older versions do, or leaf by leaf. Null is nothing.
 */
export function visitValues(items: ItemList, visitor: ValueVisitor): void {
  const media = findMedia(items);
  for (let index = 0; index < items.length; index++) {
    const key = items.keyAt(index);
    if (media !== undefined && key.path.length > 1) {
      const found = mediaAbove(media, key);
      if (found !== undefined) {
        const rest = key.path.slice(found.depth);
        setAtPath(found.value, rest, items.valueAt(index));
        continue;
      }
    }
    if (!visitor.wants(key.name)) continue;
    const number = items.numberAt(index);
    if (number !== undefined) visitor.number(key.name, number);
    else visitLeaves(key.name, items.valueAt(index), visitor);
  }
  for (const { name, value } of media?.values() ?? []) visitor.media(name, value);
}

interface SplitMedia {
  readonly name: string;
  readonly value: JsonObject;
  readonly depth: number;
}

/** Visits a value, or the leaves of an object. */
export function visitLeaves(name: string, value: unknown, visitor: ValueVisitor, depth = 0): void {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    const number = numberOf(value);
    if (number === undefined) visitor.text(name, String(value));
    else visitor.number(name, number);
  } else if (Array.isArray(value)) {
    visitor.list(name, value);
  } else if (isJsonObject(value)) {
    if (typeof value["_type"] === "string") visitor.media(name, value);
    else if (depth < maxNesting) {
      for (const [part, item] of Object.entries(value)) {
        visitLeaves(`${name}.${part}`, item, visitor, depth + 1);
      }
    }
  }
}

/** Newer versions write an image leaf by leaf too: one of its leaves is `_type`. */
function findMedia(items: ItemList): Map<string, SplitMedia> | undefined {
  let media: Map<string, SplitMedia> | undefined;
  for (let index = 0; index < items.length; index++) {
    const { path } = items.keyAt(index);
    if (path.length < 2 || path.at(-1) !== "_type") continue;
    const above = path.slice(0, -1);
    media ??= new Map<string, SplitMedia>();
    media.set(above.join("\0"), { name: above.join("."), value: {}, depth: above.length });
  }
  return media;
}

function mediaAbove(
  media: ReadonlyMap<string, SplitMedia>,
  { path }: ItemKey,
): SplitMedia | undefined {
  for (let depth = 1; depth < path.length; depth++) {
    const found = media.get(path.slice(0, depth).join("\0"));
    if (found !== undefined) return found;
  }
  return undefined;
}
