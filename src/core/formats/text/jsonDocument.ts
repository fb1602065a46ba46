import { isJsonObject, type JsonObject } from "./jsonLines.ts";
import { unlessPointer } from "../lfsPointer.ts";
import { parsePartialJson } from "./partialJson.ts";
import type { RunChannel } from "../runChannel.ts";
import type { DocumentReader } from "../runFormat.ts";
import { decodeUtf8 } from "./utf8.ts";

export interface JsonDocumentOptions {
  readonly channel: RunChannel;
  /** 16 MiB when left out. */
  readonly maxBytes?: number;
  /** Puts the value into the channel, which is empty; it may be anything. */
  readonly onValue: (value: unknown) => void;
}

const defaultMaxBytes = 16 * 1024 * 1024;

/**
 * Reader of a JSON file that is written anew each time, as Python does it: in place, so that it may
 * be seen half written. After a good reading such a state is passed over; without one, what is good
 * of it is shown with one problem, `json-damaged`.
 */
export function createJsonDocument(options: JsonDocumentOptions): DocumentReader {
  const { channel, onValue } = options;
  let wasRead = false;
  const read = unlessPointer(channel, (bytes) => {
    const text = textOf(bytes);
    const { value, faultOffset } = parse(text);
    if (faultOffset !== undefined && (wasRead || text.trim() === "")) return false;
    channel.clear();
    if (faultOffset === undefined) wasRead = true;
    else reportDamage(channel, text, faultOffset);
    if (value !== undefined) onValue(value);
    return true;
  });
  return { kind: "document", maxBytes: options.maxBytes ?? defaultMaxBytes, read };
}

/** Of a file that is one object; another value is nothing. */
export function createObjectReader(
  channel: RunChannel,
  onObject: (object: JsonObject) => void,
): DocumentReader {
  const onValue = (value: unknown): void => {
    if (isJsonObject(value)) onObject(value);
  };
  return createJsonDocument({ channel, onValue });
}

function parse(text: string): { readonly value: unknown; readonly faultOffset?: number } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return parsePartialJson(text);
  }
}

function reportDamage(channel: RunChannel, text: string, offset: number): void {
  let line = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  const place = { line, byteOffset: utf8Length(text, offset) };
  const message =
    offset === text.length
      ? "the file ends before its JSON does: what stands before that is shown"
      : "the file stops being JSON here: what stands before that is shown";
  channel.report("json-damaged", message, place);
}

/** UTF-8, or UTF-16 with its mark, as PowerShell writes it. */
function textOf(bytes: Uint8Array): string {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (!isLittle && !isBig) return decodeUtf8(bytes);
  const [low, high] = isLittle ? [0, 1] : [1, 0];
  const parts: string[] = [];
  const units: number[] = [];
  for (let index = 2; index + 1 < bytes.length; index += 2) {
    units.push((bytes[index + low] ?? 0) | ((bytes[index + high] ?? 0) << 8));
    if (units.length < 8192) continue;
    parts.push(String.fromCharCode(...units));
    units.length = 0;
  }
  return parts.join("") + String.fromCharCode(...units);
}

function utf8Length(text: string, end: number): number {
  let length = 0;
  for (let index = 0; index < end; index++) {
    const code = text.charCodeAt(index);
    // Each half of a surrogate pair counts two of its four bytes.
    if (code < 0x80) length += 1;
    else length += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  return length;
}
