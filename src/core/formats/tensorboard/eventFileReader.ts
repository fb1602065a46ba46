import { isLfsPointer, reportLfsPointer } from "../lfsPointer.ts";
import type { RunChannel } from "../runChannel.ts";
import type { StreamReader } from "../runFormat.ts";
import { maskedCrc32c } from "../wire/crc32c.ts";
import type { EventValues } from "./eventValues.ts";
import { EventWalker } from "./eventWalker.ts";

/** Before a record: its length in 8 bytes, and 4 bytes of checksum of those. After it: 4 more. */
const headerBytes = 12;
const footerBytes = 4;
/** A longer record is read as it comes, and its images are passed over unread. */
const maxHeldRecordBytes = 128 * 1024;

/** Checksums of the lengths seen so far: records of one file have a few lengths. 0 is unknown. */
const lengthChecksums = new Uint32Array(4096);

/**
 * Reads an event file: TFRecord framing around `Event` messages
 * (tensorboard/data/server/{tf_record,event_file}.rs, tensorboard/compat/proto/event.proto).
 *
 * Events that hold nothing but plain numbers, which are nearly all, are read right here, with no
 * object for any of them; the others by the walker. A record's length is trusted only with its
 * checksum: a wrong one ends the reading. The checksum over the data costs more than all the rest
 * and is looked at only to explain a record that cannot be decoded.
 */
export class EventFileReader implements StreamReader {
  readonly kind = "stream";
  readonly #values: EventValues;
  readonly #walker: EventWalker;
  readonly #channel: RunChannel;
  /** Where the bytes that are handed in next begin in the file. */
  #offset = 0;
  /** The walker is in the middle of a long record. */
  #isInRecord = false;
  #isDead = false;
  #hasReportedRecord = false;

  constructor(channel: RunChannel, values: EventValues) {
    this.#channel = channel;
    this.#values = values;
    this.#walker = new EventWalker(values);
  }

  read(bytes: Uint8Array): number {
    if (this.#isDead) return bytes.length;
    const used = this.#readRecords(bytes);
    this.#offset += used;
    return used;
  }

  #readRecords(bytes: Uint8Array): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = this.#isInRecord ? this.#walkOn(bytes, 0) : 0;
    while (!this.#isInRecord && at + headerBytes <= bytes.length) {
      const length = this.#readLength(bytes, view, at);
      if (length < 0) return bytes.length;
      const start = at + headerBytes;
      const end = start + length;
      if (end + footerBytes <= bytes.length) {
        if (!this.#readPlain(bytes, view, start, end)) this.#walkWhole(bytes, start, end);
        at = end + footerBytes;
      } else if (length <= maxHeldRecordBytes) {
        return at;
      } else {
        this.#walker.begin(this.#offset + start, length);
        at = this.#walkOn(bytes, start);
      }
    }
    return at;
  }

  /** Length of the record at that place; -1, and the end of all reading, when it is damaged. */
  #readLength(bytes: Uint8Array, view: DataView, at: number): number {
    const length = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
    let checksum = length < lengthChecksums.length ? (lengthChecksums[length] ?? 0) : 0;
    if (checksum === 0) {
      checksum = maskedCrc32c(bytes, at, at + 8);
      if (length < lengthChecksums.length) lengthChecksums[length] = checksum;
    }
    if (checksum === view.getUint32(at + 8, true)) return length;
    this.#isDead = true;
    this.#reportLength(bytes, at);
    return -1;
  }

  #reportLength(bytes: Uint8Array, at: number): void {
    const byteOffset = this.#offset + at;
    if (byteOffset > 0) {
      const message = "the file is damaged here and was read up to this place";
      this.#channel.report("record-damaged", message, { byteOffset });
    } else if (isLfsPointer(bytes)) {
      reportLfsPointer(this.#channel);
    } else {
      const message = "this is not an event file of TensorBoard, or its beginning is damaged";
      this.#channel.report("not-an-event-file", message, { byteOffset });
    }
  }

  /**
   * Reads an event whose fields come in the order in which they are always written and hold
   * nothing but `simple_value` numbers. False, with nothing done, for any other.
   */
  #readPlain(bytes: Uint8Array, view: DataView, start: number, end: number): boolean {
    // 0x09: field 1, wall_time in seconds.
    if (end - start < 11 || bytes[start] !== 0x09) return false;
    const time = view.getFloat64(start + 1, true) * 1000;
    let at = start + 9;
    let step = 0;
    // 0x10: field 2, step. Five bytes are enough for 34 billion; larger and negative ones are rare.
    if (bytes[at] === 0x10) {
      let scale = 1;
      let byte = 0x80;
      for (at++; byte >= 0x80; at++) {
        if (scale > 2 ** 28) return false;
        byte = bytes[at] ?? 0;
        step += (byte & 0x7f) * scale;
        scale *= 128;
      }
    }
    at = startOfPlainValues(bytes, at, end);
    if (at < 0) return false;
    while (at < end) {
      const tagEnd = at + 4 + (bytes[at + 3] ?? 0);
      const tag = this.#values.tags.find(bytes, at + 4, tagEnd);
      this.#values.pushFloat(tag, step, time, view.getFloat32(tagEnd + 1, true));
      at = tagEnd + 5;
    }
    return true;
  }

  #walkWhole(bytes: Uint8Array, start: number, end: number): void {
    this.#walker.begin(this.#offset + start, end - start);
    this.#walker.walk(bytes, start, this.#offset);
    if (!this.#walker.isBad) return;
    const checksum = maskedCrc32c(bytes, start, end);
    const view = new DataView(bytes.buffer, bytes.byteOffset + end, footerBytes);
    this.#reportRecord(start, checksum === view.getUint32(0, true));
  }

  /** Goes on with a record of which not all is there; answers how far that came. */
  #walkOn(bytes: Uint8Array, start: number): number {
    const at = this.#walker.walk(bytes, start, this.#offset);
    if (this.#walker.isBad) this.#reportRecord(start, true);
    this.#isInRecord = this.#walker.left > 0;
    return this.#isInRecord ? at : at + footerBytes;
  }

  /** Once a file: what is wrong with one record is mostly wrong with many. */
  #reportRecord(at: number, isChecksumRight: boolean): void {
    if (this.#hasReportedRecord) return;
    this.#hasReportedRecord = true;
    const why = isChecksumRight ? "" : ": its checksum is wrong";
    const message = `a record cannot be decoded and was skipped${why}`;
    this.#channel.report("record-undecodable", message, { byteOffset: this.#offset + at });
  }
}

/**
 * Where the values of a summary begin, if it fills the record from `at` on and holds nothing but
 * tags with a `simple_value`; else -1.
 */
function startOfPlainValues(bytes: Uint8Array, at: number, end: number): number {
  // 0x2a: field 5, the summary; its length is one byte or two.
  if (bytes[at] !== 0x2a) return -1;
  const low = bytes[at + 1] ?? 0;
  const start = at + (low < 0x80 ? 2 : 3);
  const length = low < 0x80 ? low : (low & 0x7f) + (bytes[at + 2] ?? 0) * 128;
  if (start + length !== end) return -1;
  let next = start;
  while (next < end) {
    if (!isPlainValue(bytes, next)) return -1;
    next += (bytes[next + 1] ?? 0) + 2;
  }
  return next === end ? start : -1;
}

/** 0x0a: a value of the summary; 0x0a: its field 1, the tag; 0x15: its field 2, the number. */
function isPlainValue(bytes: Uint8Array, at: number): boolean {
  const tagLength = bytes[at + 3] ?? 0;
  return (
    bytes[at] === 0x0a &&
    bytes[at + 1] === tagLength + 7 &&
    tagLength < 0x78 &&
    bytes[at + 2] === 0x0a &&
    bytes[at + 4 + tagLength] === 0x15
  );
}
