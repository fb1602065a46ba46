import { decodeBytes, decodeUtf8 } from "../text/utf8.ts";
import { divideExactly } from "./exactDecimal.ts";
import type { PointBuffer } from "../points/pointBuffer.ts";

/**
 * Reads plain metric lines, `{"step":3,"time":1763660000000,"loss":0.21}`, straight from bytes:
 * no text, no object and no array for a line. Anything else (nesting, escapes, a `type`, a name
 * given twice, a fault) is refused and left to the general reader, so it may be as strict as it
 * likes.
 *
 * Two facts make it fast: the keys of a line are nearly always those of the line before, in the
 * same order, so a key is recognised by comparing bytes; and a decimal of up to 2^53 times a power
 * of ten up to 22 is exact in one operation (W. D. Clinger, "How to read floating point numbers
 * accurately", 1990), one of up to 22 digits in few; the others go to the platform's own parser.
 */

const quote = 0x22;
const minus = 0x2d;
const plus = 0x2b;
const dot = 0x2e;
const zero = 0x30;
const capitalN = 0x4e;
const capitalI = 0x49;

/** Once the first digits reach this, one more might not fit 2^53. */
const highLimit = 1e14;
/** So that the digits behind the first fifteen are exact too, and few. */
const maxLowDigits = 7;

const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

type Slot =
  | { readonly kind: "step" | "time" | "refused"; readonly key: Uint8Array }
  | { readonly kind: "metric"; readonly key: Uint8Array; readonly buffer: PointBuffer };

export interface MetricLineOptions {
  /** The buffer of a metric; undefined when its name is not allowed. */
  readonly bufferOf: (metric: string) => PointBuffer | undefined;
}

export class MetricLineReader {
  readonly #options: MetricLineOptions;
  readonly #slots: Slot[] = [];
  readonly #buffers: PointBuffer[] = [];
  #values = new Float64Array(64);
  #count = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #text: string | undefined;
  #position = 0;
  #end = 0;
  #isFault = false;
  /** The first significant digits of the number that is read, and those that follow. */
  #high = 0;
  #low = 0;
  #lowDigits = 0;

  /** Of the line that was accepted last; NaN when it had none. */
  step = NaN;
  /** As written; NaN when it had none. */
  time = NaN;

  constructor(options: MetricLineOptions) {
    this.#options = options;
  }

  /** The bytes that the lines of the next calls lie in. */
  setBytes(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#text = undefined;
  }

  /** Accepts the line at [start, end) of the bytes, without its newline, or refuses it. */
  accept(start: number, end: number, lineNumber: number): boolean {
    this.#position = start;
    this.#end = end;
    this.#count = 0;
    this.#isFault = false;
    this.step = NaN;
    this.time = NaN;
    if (!this.#take(0x7b)) return false;
    if (!this.#take(0x7d)) {
      for (let index = 0; ; index++) {
        if (!this.#member(index, lineNumber)) return false;
        if (this.#take(0x2c)) continue;
        if (this.#take(0x7d)) break;
        return false;
      }
    }
    this.#skipSpace();
    return this.#position === end;
  }

  /** Hands the points of the accepted line to their buffers. */
  commit(time: number): void {
    const { step } = this;
    const hasStep = Number.isFinite(step);
    for (let index = 0; index < this.#count; index++) {
      const buffer = this.#buffers[index];
      if (buffer === undefined) break;
      buffer.push(hasStep ? step : buffer.nextStep, time, this.#values[index] ?? NaN);
    }
  }

  #member(index: number, lineNumber: number): boolean {
    const slot = this.#key(index);
    if (slot === undefined || !this.#take(0x3a)) return false;
    this.#skipSpace();
    const value = this.#value();
    if (this.#isFault) return false;
    switch (slot.kind) {
      case "step":
        this.step = value;
        return true;
      case "time":
        this.time = value;
        return true;
      case "refused":
        return false;
      case "metric":
        if (slot.buffer.lastLine === lineNumber) return false;
        slot.buffer.lastLine = lineNumber;
        this.#add(slot.buffer, value);
        return true;
    }
  }

  #add(buffer: PointBuffer, value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#buffers[this.#count] = buffer;
    this.#values[this.#count] = value;
    this.#count++;
  }

  /** The key at the position: the same as in the line before, or looked up. */
  #key(index: number): Slot | undefined {
    if (!this.#take(quote)) return undefined;
    const start = this.#position;
    const expected = this.#slots[index];
    if (expected !== undefined && this.#isAt(expected.key)) {
      this.#position += expected.key.length + 1;
      return expected;
    }
    const end = this.#stringEnd();
    if (end < 0) return undefined;
    const slot = this.#slotOf(this.#bytes.slice(start, end));
    if (slot !== undefined) this.#slots[index] = slot;
    this.#position = end + 1;
    return slot;
  }

  #isAt(key: Uint8Array): boolean {
    const bytes = this.#bytes;
    const start = this.#position;
    const { length } = key;
    if (start + length >= this.#end || bytes[start + length] !== quote) return false;
    for (let index = 0; index < length; index++) {
      if (bytes[start + index] !== key[index]) return false;
    }
    return true;
  }

  #slotOf(key: Uint8Array): Slot | undefined {
    const name = decodeUtf8(key);
    if (name === "step" || name === "time") return { kind: name, key };
    // "type" and the objects of a run have a meaning of their own, and U+FFFD is a decoding fault.
    if (name === "type" || name.includes("\uFFFD")) return { kind: "refused", key };
    const buffer = this.#options.bufferOf(name);
    return buffer && { kind: "metric", key, buffer };
  }

  /** Where the string's closing quote is; -1 when it has an escape or a control character. */
  #stringEnd(): number {
    const bytes = this.#bytes;
    for (let position = this.#position; position < this.#end; position++) {
      const byte = bytes[position] ?? 0;
      if (byte === quote) return position;
      if (byte === 0x5c || byte < 0x20) return -1;
    }
    return -1;
  }

  #value(): number {
    const byte = this.#bytes[this.#position] ?? 0;
    if (byte === quote) {
      this.#position++;
      const value = this.#nonFinite();
      if (this.#bytes[this.#position] !== quote || this.#position >= this.#end) return this.#fail();
      this.#position++;
      return value;
    }
    if (byte === capitalN || byte === capitalI) return this.#nonFinite();
    if (byte === minus && this.#bytes[this.#position + 1] === capitalI) return this.#nonFinite();
    return this.#number();
  }

  #nonFinite(): number {
    if (this.#skipWord("NaN")) return NaN;
    if (this.#skipWord("Infinity")) return Infinity;
    if (this.#skipWord("-Infinity")) return -Infinity;
    return this.#fail();
  }

  #skipWord(word: string): boolean {
    const start = this.#position;
    if (start + word.length > this.#end) return false;
    for (let index = 0; index < word.length; index++) {
      if (this.#bytes[start + index] !== word.charCodeAt(index)) return false;
    }
    this.#position = start + word.length;
    return true;
  }

  /** A JSON number at the position. */
  #number(): number {
    const start = this.#position;
    const isNegative = this.#bytes[start] === minus;
    if (isNegative) this.#position++;
    const first = this.#position;
    this.#high = 0;
    this.#low = 0;
    this.#lowDigits = 0;
    this.#digits();
    const isPadded = this.#bytes[first] === zero && this.#position > first + 1;
    if (isPadded) return this.#fail();
    let exponent = 0;
    if (this.#bytes[this.#position] === dot) {
      const fraction = ++this.#position;
      this.#digits();
      exponent = fraction - this.#position;
    }
    exponent += this.#exponent();
    if (this.#position > this.#end) return this.#fail();
    const magnitude = this.#magnitude(exponent) ?? this.#platformNumber(isNegative ? first : start);
    return isNegative ? -magnitude : magnitude;
  }

  /** The digits that were read, times ten to the exponent; undefined when that is not exact. */
  #magnitude(exponent: number): number | undefined {
    if (exponent > 22 || exponent < -22 || this.#lowDigits > maxLowDigits) return undefined;
    if (this.#lowDigits === 0) {
      const power = powersOfTen[Math.abs(exponent)] ?? 1;
      return exponent < 0 ? this.#high / power : this.#high * power;
    }
    const low = powersOfTen[this.#lowDigits] ?? 1;
    const places = powersOfTen[-exponent];
    return places && divideExactly({ high: this.#high, low: this.#low }, { low, places });
  }

  /** Adds the digits at the position to those read before; a fault when there is none. */
  #digits(): void {
    const bytes = this.#bytes;
    const start = this.#position;
    let position = start;
    let high = this.#high;
    for (let digit = digitAt(bytes, position); digit >= 0; digit = digitAt(bytes, ++position)) {
      if (high < highLimit) high = high * 10 + digit;
      else {
        this.#low = this.#low * 10 + digit;
        this.#lowDigits++;
      }
    }
    this.#high = high;
    this.#position = position;
    if (position === start) this.#fail();
  }

  /** An exponent at the position, 0 when there is none. */
  #exponent(): number {
    const bytes = this.#bytes;
    const letter = bytes[this.#position];
    if (letter !== 0x65 && letter !== 0x45) return 0;
    let position = this.#position + 1;
    const sign = bytes[position];
    if (sign === plus || sign === minus) position++;
    const first = position;
    let exponent = 0;
    for (let digit = digitAt(bytes, position); digit >= 0; digit = digitAt(bytes, ++position)) {
      exponent = Math.min(exponent * 10 + digit, 100_000);
    }
    this.#position = position;
    if (position === first) return this.#fail();
    return sign === minus ? -exponent : exponent;
  }

  #platformNumber(start: number): number {
    this.#text ??= decodeBytes(this.#bytes);
    return Number(this.#text.slice(start, this.#position));
  }

  #fail(): number {
    this.#isFault = true;
    return NaN;
  }

  /** Skips spaces, and the byte when it comes next. */
  #take(byte: number): boolean {
    this.#skipSpace();
    if (this.#position >= this.#end || this.#bytes[this.#position] !== byte) return false;
    this.#position++;
    return true;
  }

  #skipSpace(): void {
    const bytes = this.#bytes;
    let position = this.#position;
    while (position < this.#end && isSpace(bytes[position])) position++;
    this.#position = position;
  }
}

function digitAt(bytes: Uint8Array, position: number): number {
  const digit = (bytes[position] ?? 0) - zero;
  return digit <= 9 ? digit : -1;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}
