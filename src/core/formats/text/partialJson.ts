import { setNamed } from "../namedValues.ts";

export interface PartialJson {
  /** Undefined when not even the beginning of a value could be read. */
  readonly value: unknown;
  /** Where it stopped being JSON, in characters; undefined for a text that is whole. */
  readonly faultOffset?: number;
}

type Frame =
  | { readonly list: unknown[] }
  | { readonly object: Record<string, unknown>; key: string | undefined };

const maxNesting = 200;

/**
 * JSON, also as Python writes it (`NaN`, `Infinity` and `-Infinity` become the strings of those
 * names), as far as it is good: of a text that was cut short or is damaged, the values that are
 * whole before that place. Slower than `JSON.parse`: for what that refuses.
 */
export function parsePartialJson(text: string): PartialJson {
  return new PartialParser(text).parse();
}

const spaces = /[ \t\r\n\uFEFF]*/y;
const scalar =
  /"(?:[^"\\\u0000-\u001f]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.+-])|(?:true|false|null|NaN|-?Infinity)(?!\w)/y;

class PartialParser {
  readonly #text: string;
  readonly #frames: Frame[] = [];
  #at = 0;
  #root: unknown;
  #isDone = false;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): PartialJson {
    while (!this.#isDone) {
      this.#skipSpaces();
      if (!this.#step()) return { value: this.#root, faultOffset: this.#at };
    }
    this.#skipSpaces();
    const isWhole = this.#at === this.#text.length;
    return isWhole ? { value: this.#root } : { value: this.#root, faultOffset: this.#at };
  }

  /** Takes one value, or one bracket with what stands before it; false at the fault. */
  #step(): boolean {
    const frame = this.#frames.at(-1);
    const char = this.#text[this.#at];
    if (frame === undefined) return this.#value();
    const isList = "list" in frame;
    if (char === (isList ? "]" : "}")) return this.#close();
    const isFirst = isList
      ? frame.list.length === 0
      : frame.key === undefined && isEmpty(frame.object);
    if (!isFirst) {
      if (char !== ",") return false;
      this.#at++;
      this.#skipSpaces();
    }
    return (isList || this.#readKey(frame)) && this.#value();
  }

  #readKey(frame: { key: string | undefined }): boolean {
    const key = this.#text[this.#at] === '"' ? this.#scalar() : undefined;
    if (typeof key !== "string") return false;
    this.#skipSpaces();
    if (this.#text[this.#at] !== ":") return false;
    this.#at++;
    this.#skipSpaces();
    frame.key = key;
    return true;
  }

  #value(): boolean {
    const char = this.#text[this.#at];
    if (char === "[" || char === "{") return this.#open(char);
    const value = this.#scalar();
    if (value === undefined) return false;
    this.#put(value);
    return true;
  }

  #open(bracket: "[" | "{"): boolean {
    if (this.#frames.length >= maxNesting) return false;
    this.#at++;
    const list: unknown[] = [];
    const object: Record<string, unknown> = {};
    const value = bracket === "[" ? list : object;
    const isRoot = this.#frames.length === 0;
    this.#put(value);
    this.#isDone = false;
    if (isRoot) this.#root = value;
    this.#frames.push(bracket === "[" ? { list } : { object, key: undefined });
    return true;
  }

  #close(): boolean {
    this.#at++;
    this.#frames.pop();
    this.#isDone = this.#frames.length === 0;
    return true;
  }

  #put(value: unknown): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) {
      this.#root = value;
      this.#isDone = true;
    } else if ("list" in frame) frame.list.push(value);
    else if (frame.key !== undefined) setNamed(frame.object, frame.key, value);
  }

  /** Undefined, with the place unchanged, where none stands or it is not whole. */
  #scalar(): unknown {
    const token = tokenAt(this.#text, this.#at);
    if (token === undefined) return undefined;
    // What the end of the text cut may have been longer: 1 of 12.
    const isCut = this.#at + token.length === this.#text.length && !token.startsWith('"');
    if (isCut && this.#frames.length > 0) return undefined;
    const isName = token === "NaN" || token.endsWith("Infinity");
    const value = isName ? token : parseToken(token);
    if (value !== undefined) this.#at += token.length;
    return value;
  }

  #skipSpaces(): void {
    spaces.lastIndex = this.#at;
    this.#at += spaces.exec(this.#text)?.[0].length ?? 0;
  }
}

function tokenAt(text: string, offset: number): string | undefined {
  scalar.lastIndex = offset;
  try {
    return scalar.exec(text)?.[0];
  } catch {
    // A string of very many megabytes is more than the expression's stack holds.
    return undefined;
  }
}

/** Undefined for a string with a wrong escape. */
function parseToken(token: string): unknown {
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
}

function isEmpty(object: object): boolean {
  for (const _key in object) return false;
  return true;
}
