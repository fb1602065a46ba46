import type { PointSink } from "../runChannel.ts";
import { decodeUtf8 } from "../text/utf8.ts";

/** A tag of an event file, and what has been learnt of it. */
export interface Tag {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Where its points go; null before its first one. */
  sink: PointSink | null;
  /** The plugin that its metadata named: only the first value of a tag need have metadata. */
  plugin: string;
  /** The tag that came after it last time: writers log the same tags in the same order. */
  following: Tag | null;
  /** The next one with the same hash. */
  readonly chained: Tag | null;
}

const maxTags = 250_000;

/** Finds tags by their bytes, so that no text is made of a tag that is known. */
export class TagTable {
  readonly #byHash = new Map<number, Tag>();
  #latest: Tag = createTag(new Uint8Array(0), null);
  #count = 0;

  /** The tag whose bytes lie from `start` to before `end`. */
  find(bytes: Uint8Array, start: number, end: number): Tag {
    const expected = this.#latest.following;
    if (expected !== null && isSame(expected.bytes, bytes, start, end)) {
      this.#latest = expected;
      return expected;
    }
    const found = this.#lookUp(bytes, start, end);
    this.#latest.following = found;
    this.#latest = found;
    return found;
  }

  #lookUp(bytes: Uint8Array, start: number, end: number): Tag {
    const hash = hashOf(bytes, start, end);
    const first = this.#byHash.get(hash) ?? null;
    for (let tag = first; tag !== null; tag = tag.chained) {
      if (isSame(tag.bytes, bytes, start, end)) return tag;
    }
    const tag = createTag(bytes.slice(start, end), first);
    if (this.#count < maxTags) {
      this.#count++;
      this.#byHash.set(hash, tag);
    }
    return tag;
  }
}

function createTag(bytes: Uint8Array, chained: Tag | null): Tag {
  return { name: decodeUtf8(bytes), bytes, sink: null, plugin: "", following: null, chained };
}

function isSame(tag: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (tag.length !== end - start) return false;
  for (let index = 0; index < tag.length; index++) {
    if (tag[index] !== bytes[start + index]) return false;
  }
  return true;
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}
