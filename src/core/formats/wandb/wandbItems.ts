import { setNamed } from "../namedValues.ts";
import { numberOf, parseTolerantJson } from "../text/tolerantJson.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { ProtobufCursor, wireTypes } from "../wire/protobuf.ts";

/** The key of an item; one object for all items whose key is written alike. */
export interface ItemKey {
  /** The parts of the path with dots between them, as W&B shows nested keys. */
  readonly name: string;
  /** Of one part for most. */
  readonly path: readonly string[];
  /** The key as it is written, to tell it from others of the same hash. */
  readonly written: Uint8Array;
}

/** The field of an item that holds its JSON. */
const valueField = 16;
const maxKeys = 100_000;

/**
 * Items of history, summary, config and system records: a key, as one name (field 1) or as a path
 * of names (field 2), and JSON (field 16). Values are decoded when they are asked for: most
 * summaries say what the history has said already.
 */
export class ItemList {
  length = 0;
  readonly #keys: ItemKey[] = [];
  #bytes: Uint8Array = new Uint8Array(0);
  #starts: number[] = [];
  #ends: number[] = [];
  #known = new Map<number, ItemKey[]>();
  #knownCount = 0;
  readonly #item = new ProtobufCursor(new Uint8Array(0));

  /** Begins a new list: the items of a record whose bytes these are. */
  clear(bytes: Uint8Array): void {
    this.length = 0;
    this.#bytes = bytes;
  }

  /**
   * Takes the item that `record` has come to. Views and cursors are not made for each: there are
   * millions of items.
   */
  add(record: ProtobufCursor): void {
    const item = this.#enter(record);
    if (item === undefined) return;
    const keyStart = item.position;
    let keyEnd = keyStart;
    let start = -1;
    let end = -1;
    while (item.next()) {
      if (item.field === valueField && item.wireType === wireTypes.bytes) {
        const length = item.rawVarint();
        start = item.position;
        end = start + length;
        if (end > item.end) return;
        item.position = end;
      } else {
        item.skip();
        if (start < 0) keyEnd = item.position;
      }
    }
    if (item.isBad || start < 0) return;
    this.#keys[this.length] = this.#keyOf(item, keyStart, keyEnd);
    this.#starts[this.length] = start;
    this.#ends[this.length] = end;
    this.length++;
  }

  /** Takes the key of an item that has no value, as one that is removed. */
  addKey(record: ProtobufCursor): void {
    const item = this.#enter(record);
    if (item === undefined) return;
    const start = item.position;
    let end = start;
    while (item.next()) {
      const isKey = item.field === 1 || item.field === 2;
      item.skip();
      if (isKey) end = item.position;
    }
    if (item.isBad) return;
    this.#keys[this.length] = this.#keyOf(item, start, end);
    this.length++;
  }

  keyAt(index: number): ItemKey {
    return this.#keys[index] ?? noKey;
  }

  jsonAt(index: number): string {
    const start = this.#starts[index] ?? 0;
    const end = this.#ends[index] ?? 0;
    return end - start <= 40
      ? shortText(this.#bytes, start, end)
      : decodeUtf8(this.#bytes.subarray(start, end));
  }

  valueAt(index: number): unknown {
    return parseTolerantJson(this.jsonAt(index));
  }

  /** A number, true or false as 1 or 0; undefined for anything else. */
  numberAt(index: number): number | undefined {
    const letter = this.#bytes[this.#starts[index] ?? 0] ?? 0;
    // { and [
    if (letter === 0x7b || letter === 0x5b) return undefined;
    return parseNumber(this.jsonAt(index));
  }

  /** The cursor of the item, with `record` gone past it; undefined when that is bad input. */
  #enter(record: ProtobufCursor): ProtobufCursor | undefined {
    if (record.wireType !== wireTypes.bytes) {
      record.skip();
      return undefined;
    }
    const start = record.position;
    record.skip();
    if (record.isBad) return undefined;
    // From its length on.
    const item = this.#item.reset(record.bytes, start, record.position);
    item.rawVarint();
    return item;
  }

  #keyOf(item: ProtobufCursor, start: number, end: number): ItemKey {
    const { bytes } = item;
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    const alike = this.#known.get(hash);
    for (const known of alike ?? []) if (isSame(known.written, bytes, start, end)) return known;
    const path = readPath(item.reset(bytes, start, end));
    const key: ItemKey = { name: path.join("."), path, written: bytes.slice(start, end) };
    if (this.#knownCount++ >= maxKeys) {
      this.#known = new Map();
      this.#knownCount = 0;
    }
    if (alike === undefined) this.#known.set(hash, [key]);
    else alike.push(key);
    return key;
  }
}

const noKey: ItemKey = { name: "", path: [], written: new Uint8Array(0) };

/** The number that a JSON text is; see `numberAt`. */
export function parseNumber(json: string): number | undefined {
  const value = Number(json);
  if (value === value && json.trim() !== "") return value;
  if (json === "true") return 1;
  if (json === "false") return 0;
  // Older versions put the names of non-finite numbers into quotes.
  return numberOf(json.startsWith('"') ? json.slice(1, -1) : json);
}

/** Puts a value into nested objects; what is no object on the way is replaced. */
export function setAtPath(
  root: Record<string, unknown>,
  path: readonly string[],
  value: unknown,
): void {
  let target = root;
  for (const part of path.slice(0, -1)) {
    const next = Object.hasOwn(target, part) ? target[part] : undefined;
    if (typeof next === "object" && next !== null && !Array.isArray(next)) {
      target = next as Record<string, unknown>;
    } else {
      const created: Record<string, unknown> = {};
      setNamed<unknown>(target, part, created);
      target = created;
    }
  }
  setNamed(target, path.at(-1) ?? "", value);
}

function readPath(key: ProtobufCursor): string[] {
  const path: string[] = [];
  while (key.next()) {
    if (key.field === 1 || key.field === 2) path.push(key.text());
    else key.skip();
  }
  return path.length === 0 ? [""] : path.slice(0, 32);
}

function isSame(written: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (written.length !== end - start) return false;
  for (let index = 0; index < written.length; index++) {
    if (written[index] !== bytes[start + index]) return false;
  }
  return true;
}

/** ASCII without the decoder, which takes longer to begin than to decode a number. */
function shortText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) return decodeUtf8(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}
