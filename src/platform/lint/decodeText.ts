import type { FileText } from "../../core/ports.ts";

/** A text file's bytes as text, without its byte order mark. Bytes that are no UTF-8 show as �. */
export function decodeText(bytes: Buffer): FileText {
  const encoding = detectEncoding(bytes);
  switch (encoding) {
    case "utf-8":
      return { text: bytes.toString("utf8"), encoding };
    case "utf-8-bom":
      return { text: bytes.toString("utf8", 3), encoding };
    case "utf-16le":
      return { text: withoutMark(bytes.toString("utf16le")), encoding };
    case "utf-16be":
      return { text: withoutMark(swapped(bytes).toString("utf16le")), encoding };
    case "binary":
      return { text: "", encoding };
  }
}

/** A text as the bytes of a file that was read with this encoding. */
export function encodeText(text: string, encoding: FileText["encoding"], hadMark: boolean): Buffer {
  switch (encoding) {
    case "utf-8-bom":
      return Buffer.from(`\uFEFF${text}`, "utf8");
    case "utf-16le":
      return Buffer.from(hadMark ? `\uFEFF${text}` : text, "utf16le");
    case "utf-16be":
      return swapped(Buffer.from(hadMark ? `\uFEFF${text}` : text, "utf16le"));
    case "utf-8":
    case "binary":
    case "too-large":
      return Buffer.from(text, "utf8");
  }
}

/** Whether a file of UTF-16 begins with a byte order mark. */
export function hasWideMark(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

type TextEncoding = Exclude<FileText["encoding"], "too-large">;

function detectEncoding(bytes: Buffer): TextEncoding {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8-bom";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return bytes.includes(0) ? guessWide(bytes) : "utf-8";
}

/** How much of a file without a mark is looked at. */
const lookedAt = 2048;

/**
 * UTF-16 without a mark: nearly every second byte of what is mostly ASCII is zero, and few of the
 * others are. Anything else with zeros in it is no text.
 */
function guessWide(bytes: Buffer): TextEncoding {
  if (bytes.length % 2 !== 0) return "binary";
  const length = Math.min(bytes.length, lookedAt);
  const zeros = [0, 0];
  for (let at = 0; at < length; at++) {
    if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  const most = (length / 2) * 0.7;
  const few = (length / 2) * 0.02;
  if (odd >= most && even <= few) return "utf-16le";
  return even >= most && odd <= few ? "utf-16be" : "binary";
}

function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** An odd last byte is dropped. */
function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();
}
