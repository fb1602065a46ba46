import { isLfsPointer, mayBecomeLfsPointer, reportLfsPointer } from "../lfsPointer.ts";
import type { RunChannel } from "../runChannel.ts";
import type { StreamReader } from "../runFormat.ts";

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "none";

/**
 * Hands a text file to a reader of UTF-8 lines: a byte order mark is left out, UTF-16 (as
 * PowerShell's `>` writes it) is turned into UTF-8, and a Git LFS pointer is one problem and
 * nothing else. For UTF-16, bytes that the reader reports count in UTF-8.
 */
export class TextStream implements StreamReader {
  readonly kind = "stream";
  readonly #inner: StreamReader;
  readonly #channel: RunChannel;
  #encoding: Encoding | undefined;
  /** What the inner reader left of the text turned to UTF-8. */
  #rest: Uint8Array = new Uint8Array(0);

  constructor(inner: StreamReader, channel: RunChannel) {
    this.#inner = inner;
    this.#channel = channel;
  }

  read(bytes: Uint8Array): number {
    if (this.#encoding === undefined) {
      return canTell(bytes) ? this.#begin(bytes) : 0;
    }
    if (this.#encoding === "utf-8") return this.#inner.read(bytes);
    if (this.#encoding === "none") return bytes.length;
    const used = this.#toUtf8(bytes, this.#encoding === "utf-16le");
    this.#rest = this.#rest.slice(this.#inner.read(this.#rest));
    return used;
  }

  reachEnd(rest: Uint8Array): void {
    if (this.#encoding === undefined) {
      this.#inner.reachEnd?.(rest);
      return;
    }
    if (this.#encoding === "utf-8") this.#inner.reachEnd?.(rest);
    else if (this.#encoding !== "none") this.#inner.reachEnd?.(this.#rest);
  }

  #begin(bytes: Uint8Array): number {
    const [encoding, markBytes] = detectEncoding(bytes);
    this.#encoding = encoding;
    if (isLfsPointer(bytes)) {
      this.#encoding = "none";
      reportLfsPointer(this.#channel);
    }
    return markBytes + this.read(bytes.subarray(markBytes));
  }

  /** Whole code units, and no half of a surrogate pair; answers the bytes that were used. */
  #toUtf8(bytes: Uint8Array, isLittle: boolean): number {
    const text = new Uint8Array(this.#rest.length + Math.ceil(bytes.length / 2) * 3);
    text.set(this.#rest);
    let length = this.#rest.length;
    let index = 0;
    for (; index + 1 < bytes.length; index += 2) {
      let code = unitAt(bytes, index, isLittle);
      if (code >= 0xd800 && code < 0xdc00) {
        if (index + 3 >= bytes.length) break;
        const low = unitAt(bytes, index + 2, isLittle);
        if (low >= 0xdc00 && low < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          index += 2;
        }
      }
      length = putUtf8(text, length, code);
    }
    this.#rest = text.subarray(0, length);
    return index;
  }
}

/** Whether there is enough for two characters of UTF-16, and for a Git LFS pointer if it is one. */
function canTell(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && (isLfsPointer(bytes) || !mayBecomeLfsPointer(bytes));
}

const marks: readonly [Encoding, readonly number[]][] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** The encoding of a text's beginning, and how long its byte order mark is. */
function detectEncoding(bytes: Uint8Array): [Encoding, number] {
  for (const [encoding, mark] of marks) {
    if (mark.every((byte, index) => bytes[index] === byte)) return [encoding, mark.length];
  }
  // Without a mark: such files begin with two letters of ASCII.
  const zeros = [0, 1, 2, 3].map((index) => (bytes[index] === 0 ? "0" : "x")).join("");
  if (zeros === "x0x0") return ["utf-16le", 0];
  return [zeros === "0x0x" ? "utf-16be" : "utf-8", 0];
}

function unitAt(bytes: Uint8Array, index: number, isLittle: boolean): number {
  const one = bytes[index] ?? 0;
  const other = bytes[index + 1] ?? 0;
  return isLittle ? one | (other << 8) : (one << 8) | other;
}

function putUtf8(target: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    target[at] = code;
    return at + 1;
  }
  if (code < 0x800) {
    target[at] = 0xc0 | (code >> 6);
    target[at + 1] = 0x80 | (code & 0x3f);
    return at + 2;
  }
  if (code < 0x10000) {
    target[at] = 0xe0 | (code >> 12);
    target[at + 1] = 0x80 | ((code >> 6) & 0x3f);
    target[at + 2] = 0x80 | (code & 0x3f);
    return at + 3;
  }
  target[at] = 0xf0 | (code >> 18);
  target[at + 1] = 0x80 | ((code >> 12) & 0x3f);
  target[at + 2] = 0x80 | ((code >> 6) & 0x3f);
  target[at + 3] = 0x80 | (code & 0x3f);
  return at + 4;
}
