/** Text from bytes. Every host has `TextDecoder`; no one's types may be used in this layer. */
declare class TextDecoder {
  constructor(encoding: "utf-8" | "latin1", options?: { readonly fatal: boolean });
  decode(bytes: Uint8Array): string;
}

const utf8 = new TextDecoder("utf-8");
const latin1 = new TextDecoder("latin1");

/** Wrong bytes become U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/** One character for each byte, so that offsets in bytes are offsets in the text. */
export function decodeBytes(bytes: Uint8Array): string {
  return latin1.decode(bytes);
}
