import { maskedCrc32c } from "../wire/crc32c.ts";

const headerBytes = 12;
const footerBytes = 4;
/** A longer record is not looked for: it would not end within the bytes at hand. */
const maxRecordBytes = 1024 * 1024;

/**
 * Where the first whole record begins among bytes from the middle of an event file; -1 for none.
 * The checksum of the length before a record tells it: by chance it fits once in four billion places.
 */
export function findRecord(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + headerBytes + footerBytes <= bytes.length; at++) {
    const length = view.getUint32(at, true);
    if (length > maxRecordBytes || view.getUint32(at + 4, true) !== 0) continue;
    if (view.getUint32(at + 8, true) !== maskedCrc32c(bytes, at, at + 8)) continue;
    return at;
  }
  return -1;
}
