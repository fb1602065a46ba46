import type { RunChannel } from "../runChannel.ts";
import type { StreamReader } from "../runFormat.ts";
import { TextStream } from "./textStream.ts";
import { parseTolerantJson } from "./tolerantJson.ts";
import { decodeUtf8 } from "./utf8.ts";

export type JsonObject = Record<string, unknown>;

/** Both count from 0; bytes are those of the text in UTF-8, after a byte order mark. */
export interface LinePlace {
  readonly line: number;
  readonly byteOffset: number;
}

export interface JsonLinesOptions {
  /** Where lines that cannot be read are reported, as `json-line`. */
  readonly channel: RunChannel;
  /** Takes the object of one line, in the order of the file. */
  readonly onObject: (object: JsonObject, place: LinePlace) => void;
  /** Called with other lines; true for those that are meant to be there, and no problem. */
  readonly onOther?: (text: string) => boolean;
  /** Lines are items of a list that is not closed before the end: a comma behind them is left out. */
  readonly areListItems?: boolean;
  /** A longer line is skipped with a problem; 8 MiB when left out. */
  readonly maxLineBytes?: number;
}

/**
 * Reads a file of one JSON object a line as it grows. Python's `NaN` and `Infinity` come as the
 * strings of those names (`numberOf` makes numbers of them). Empty lines are nothing; lines that
 * are no object are one problem each. The last line counts without a newline once it is whole.
 */
export function createJsonLinesReader(options: JsonLinesOptions): StreamReader {
  return new TextStream(new JsonLinesReader(options), options.channel);
}

const newline = 0x0a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = 0x2c;
const defaultMaxLineBytes = 8 * 1024 * 1024;

class JsonLinesReader implements StreamReader {
  readonly kind = "stream";
  readonly #options: JsonLinesOptions;
  readonly #maxLineBytes: number;
  #line = 0;
  #offset = 0;
  #isSkipping = false;
  /** Bytes of the unfinished last line that were already read as an object. */
  #taken = 0;

  constructor(options: JsonLinesOptions) {
    this.#options = options;
    this.#maxLineBytes = options.maxLineBytes ?? defaultMaxLineBytes;
  }

  read(bytes: Uint8Array): number {
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      if (this.#isSkipping) this.#isSkipping = false;
      else this.#readLine(bytes.subarray(start, end));
      this.#offset += end + 1 - start;
      this.#line++;
      this.#taken = 0;
      start = end + 1;
    }
    if (bytes.length - start > this.#maxLineBytes || (this.#isSkipping && start < bytes.length)) {
      if (!this.#isSkipping) this.#reportTooLong();
      this.#isSkipping = true;
      this.#offset += bytes.length - start;
      return bytes.length;
    }
    return start;
  }

  reachEnd(rest: Uint8Array): void {
    const text = trim(rest);
    if (this.#isSkipping || this.#taken > 0 || text.at(-1) !== closeBrace) return;
    const object = parseObject(text);
    if (object === undefined) return;
    this.#taken = rest.length;
    this.#options.onObject(object, { line: this.#line, byteOffset: this.#offset });
  }

  #readLine(bytes: Uint8Array): void {
    if (bytes.length > this.#maxLineBytes) {
      this.#reportTooLong();
      return;
    }
    const { channel, onObject, onOther, areListItems } = this.#options;
    let text = trim(bytes.subarray(Math.min(this.#taken, bytes.length)));
    if (areListItems === true && text.at(-1) === comma) text = text.subarray(0, -1);
    if (text.length === 0) return;
    const place = { line: this.#line, byteOffset: this.#offset };
    const object = this.#taken === 0 ? parseObject(text) : undefined;
    if (object !== undefined) onObject(object, place);
    else if (onOther?.(decodeUtf8(text)) !== true) {
      channel.report("json-line", "this line is not a JSON object", place);
    }
  }

  #reportTooLong(): void {
    const message = `this line is longer than ${this.#maxLineBytes} bytes and was skipped`;
    const place = { line: this.#line, byteOffset: this.#offset };
    this.#options.channel.report("line-too-long", message, place);
  }
}

function parseObject(text: Uint8Array): JsonObject | undefined {
  if (text[0] !== openBrace) return undefined;
  const value = parseTolerantJson(decodeUtf8(text));
  return isJsonObject(value) ? value : undefined;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Without white space at both ends, and without the NUL bytes that a crash leaves in a file whose
 * length was written before its content.
 */
function trim(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && (bytes[start] ?? 0) <= 0x20) start++;
  while (end > start && (bytes[end - 1] ?? 0) <= 0x20) end--;
  return bytes.subarray(start, end);
}
