import { decodeUtf8 } from "../text/utf8.ts";

/** How a field's value is written. Groups (3 and 4) are no longer written and are bad input here. */
export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const scratch = new DataView(new ArrayBuffer(8));

/**
 * Reads one protobuf message field by field, without a schema:
 *
 *     const cursor = new ProtobufCursor(bytes);
 *     while (cursor.next()) {
 *       if (cursor.field === 1) name = cursor.text();
 *       else if (cursor.field === 2) inner = cursor.message();
 *       else cursor.skip();
 *     }
 *     if (cursor.isBad) …
 *
 * After `next` read or skip the value exactly once. Bad input, which is anything that would reach
 * past the end, ends the reading: `next` answers false, values are 0 or empty, and `isBad` is set.
 * A value read as another type than it is written as is bad input too. Never throws.
 */
export class ProtobufCursor {
  bytes: Uint8Array;
  /** Where the next byte is read from, counted from the start of `bytes`. */
  position: number;
  end: number;
  isBad = false;
  field = 0;
  wireType = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = start;
    this.end = Math.min(end, bytes.length);
  }

  /** Begins anew with another message, so that one object serves many. */
  reset(bytes: Uint8Array, start = 0, end = bytes.length): this {
    this.bytes = bytes;
    this.position = start;
    this.end = Math.min(end, bytes.length);
    this.isBad = false;
    return this;
  }

  get isAtEnd(): boolean {
    return this.position >= this.end;
  }

  /** Goes to the next field and sets `field` and `wireType`; false when there is none. */
  next(): boolean {
    if (this.position >= this.end) return false;
    const key = this.rawVarint();
    this.field = Math.floor(key / 8);
    this.wireType = key % 8;
    if (this.field === 0 || this.field >= 2 ** 29) this.#fail();
    return !this.isBad;
  }

  /**
   * uint64, uint32, bool or an enumeration; exact up to 2^53, rounded beyond. Negative ones come
   * out as 2^64 less that much: use `int64` for signed fields.
   */
  uint64(): number {
    return this.#is(wireTypes.varint) ? this.rawVarint() : 0;
  }

  /** int64 or int32; exact from -2^53 to 2^53, rounded beyond. */
  int64(): number {
    return this.#is(wireTypes.varint) ? this.rawSignedVarint() : 0;
  }

  bool(): boolean {
    return this.uint64() !== 0;
  }

  double(): number {
    return this.#is(wireTypes.fixed64) ? this.rawDouble() : 0;
  }

  float(): number {
    return this.#is(wireTypes.fixed32) ? this.rawFloat() : 0;
  }

  /** A view of a string's, a message's or a packed list's bytes: it is stale when `bytes` is reused. */
  bytesValue(): Uint8Array {
    const length = this.#length();
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }

  text(): string {
    return decodeUtf8(this.bytesValue());
  }

  /** A cursor over an embedded message or a packed list, of whose elements the `raw` ones are read. */
  message(): ProtobufCursor {
    const length = this.#length();
    this.position += length;
    return new ProtobufCursor(this.bytes, this.position - length, this.position);
  }

  /** Passes over the value, whatever it is. */
  skip(): void {
    if (this.wireType === wireTypes.varint) this.rawVarint();
    else if (this.wireType === wireTypes.fixed64) this.#take(8);
    else if (this.wireType === wireTypes.bytes) this.#take(this.#length());
    else if (this.wireType === wireTypes.fixed32) this.#take(4);
    else this.#fail();
  }

  /** A varint without a key, as in packed lists; unsigned, exact up to 2^53. */
  rawVarint(): number {
    const { bytes, end } = this;
    let value = 0;
    let scale = 1;
    for (let at = this.position; at < end && at < this.position + 10; at++) {
      const byte = bytes[at] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.position = at + 1;
        return value;
      }
      scale *= 128;
    }
    this.#fail();
    return 0;
  }

  /** A signed varint without a key: two's complement in 64 bits. */
  rawSignedVarint(): number {
    const { bytes, end } = this;
    // In two halves of 32 bits, for a small negative number is 2^64 less a little.
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10 && this.position + index < end; index++) {
      const byte = bytes[this.position + index] ?? 0;
      const part = byte & 0x7f;
      if (index < 4) low |= part << (7 * index);
      else if (index === 4) {
        low |= part << 28;
        high |= part >>> 4;
      } else high |= part << (7 * index - 32);
      if (byte < 0x80) {
        this.position += index + 1;
        return high * 2 ** 32 + (low >>> 0);
      }
    }
    this.#fail();
    return 0;
  }

  rawFloat(): number {
    const at = this.#take(4);
    if (this.isBad) return 0;
    for (let index = 0; index < 4; index++) scratch.setUint8(index, this.bytes[at + index] ?? 0);
    return scratch.getFloat32(0, true);
  }

  rawDouble(): number {
    const at = this.#take(8);
    if (this.isBad) return 0;
    for (let index = 0; index < 8; index++) scratch.setUint8(index, this.bytes[at + index] ?? 0);
    return scratch.getFloat64(0, true);
  }

  /** Length of the value in bytes; where it begins is `position`. */
  #length(): number {
    const length = this.#is(wireTypes.bytes) ? this.rawVarint() : 0;
    if (length <= this.end - this.position) return length;
    this.#fail();
    return 0;
  }

  #is(wireType: number): boolean {
    if (this.wireType !== wireType) this.#fail();
    return !this.isBad;
  }

  /** Passes over so many bytes; answers where they begin. */
  #take(count: number): number {
    const at = this.position;
    if (count > this.end - at) this.#fail();
    else this.position = at + count;
    return at;
  }

  #fail(): void {
    this.isBad = true;
    this.position = this.end;
  }
}
