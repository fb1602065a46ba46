import type { ProtobufCursor } from "./protobuf.ts";

/** A field of a message that holds nothing else of interest; 0 when it is left out. */
export function readNumber(message: ProtobufCursor, field: number): number {
  let value = 0;
  while (message.next()) {
    if (message.field === field) value = message.int64();
    else message.skip();
  }
  return value;
}

/** Timestamp: `seconds` (1), `nanos` (2). Milliseconds since the epoch. */
export function readTimestamp(message: ProtobufCursor): number {
  let seconds = 0;
  let nanos = 0;
  while (message.next()) {
    if (message.field === 1) seconds = message.int64();
    else if (message.field === 2) nanos = message.int64();
    else message.skip();
  }
  return message.isBad ? NaN : seconds * 1000 + nanos / 1e6;
}

/** Text fields by their numbers; the last of several, and empty ones left out. */
export function readTexts(
  message: ProtobufCursor,
  fields: readonly number[],
): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  while (message.next()) {
    if (fields.includes(message.field)) texts.set(message.field, message.text());
    else message.skip();
  }
  for (const [field, text] of texts) if (text === "") texts.delete(field);
  return texts;
}
