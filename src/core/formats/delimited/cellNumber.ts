import { divideExactly } from "../sextant/exactDecimal.ts";

const minus = 0x2d;
const plus = 0x2b;
const dot = 0x2e;
const zero = 0x30;
const space = 0x20;

/** Once the first digits reach this, one more might not fit 2^53. */
const highLimit = 1e14;
/** So that the digits behind the first fifteen are exact too. */
const maxLowDigits = 7;
const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Reads a decimal number straight from bytes: no text is made of it. A decimal of up to 2^53 times
 * a power of ten up to 22 is exact in one operation (W. D. Clinger, "How to read floating point
 * numbers accurately", 1990), one of up to 22 digits in few; all others are refused and left to the
 * platform's own parser, so what is read is always the nearest double.
 */
export class CellNumber {
  /** Of the number that was read last. */
  value = NaN;
  #high = 0;
  #low = 0;
  #lowDigits = 0;
  #fractionDigits = 0;
  #count = 0;

  /**
   * Where the number that begins at `at` ends, spaces around it included; -1 when there is none
   * that can be read here. What follows is the caller's to check. Bytes behind the end read as
   * undefined, which ends a number.
   */
  read(bytes: Uint8Array, start: number): number {
    let at = skipSpaces(bytes, start);
    const isNegative = bytes[at] === minus;
    if (isNegative || bytes[at] === plus) at++;
    this.#high = this.#low = this.#lowDigits = this.#fractionDigits = this.#count = 0;
    at = this.#readDigits(bytes, at);
    if (bytes[at] === dot) {
      const fraction = at + 1;
      at = this.#readDigits(bytes, fraction);
      this.#fractionDigits = at - fraction;
    }
    if (this.#count === 0 || this.#lowDigits > maxLowDigits) return -1;
    let exponent = -this.#fractionDigits;
    const letter = bytes[at];
    if (letter === 0x65 || letter === 0x45) {
      const end = exponentEnd(bytes, at + 1);
      if (end < 0) return -1;
      exponent += exponentOf(bytes, at + 1);
      at = end;
    }
    const value = this.#scaled(exponent);
    if (value === undefined) return -1;
    this.value = isNegative ? -value : value;
    return skipSpaces(bytes, at);
  }

  #readDigits(bytes: Uint8Array, start: number): number {
    let at = start;
    let high = this.#high;
    for (; at < bytes.length; at++) {
      const digit = (bytes[at] ?? 0) - zero;
      if (digit < 0 || digit > 9) break;
      if (high < highLimit) high = high * 10 + digit;
      else if (++this.#lowDigits <= maxLowDigits) this.#low = this.#low * 10 + digit;
    }
    this.#high = high;
    this.#count += at - start;
    return at;
  }

  #scaled(exponent: number): number | undefined {
    if (exponent > 0) {
      if (this.#lowDigits > 0 || exponent > 22) return undefined;
      return this.#high * (powersOfTen[exponent] ?? NaN);
    }
    if (exponent < -22) return this.#high === 0 ? 0 : undefined;
    const places = powersOfTen[-exponent] ?? NaN;
    if (this.#lowDigits === 0) return this.#high / places;
    return divideExactly(
      { high: this.#high, low: this.#low },
      { low: powersOfTen[this.#lowDigits] ?? NaN, places },
    );
  }
}

function skipSpaces(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === space) at++;
  return at;
}

/** End of an exponent's digits; -1 for none or more than four of them. */
function exponentEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  if (bytes[at] === minus || bytes[at] === plus) at++;
  const first = at;
  while (isDigit(bytes[at])) at++;
  return at === first || at - first > 4 ? -1 : at;
}

function exponentOf(bytes: Uint8Array, start: number): number {
  const isNegative = bytes[start] === minus;
  let at = isNegative || bytes[start] === plus ? start + 1 : start;
  let value = 0;
  for (; isDigit(bytes[at]); at++) value = value * 10 + ((bytes[at] ?? zero) - zero);
  return isNegative ? -value : value;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= 0x39;
}

const numberText = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const tensorText = /^tensor\(\s*([^,()]+?)\s*(?:,[^()]*)?\)$/;
const special: Readonly<Record<string, number>> = {
  nan: NaN,
  "-nan": NaN,
  inf: Infinity,
  "+inf": Infinity,
  "-inf": -Infinity,
  infinity: Infinity,
  "-infinity": -Infinity,
};

/**
 * The number that a cell's text stands for: as Python, C and JavaScript write numbers and those
 * that are none, a printed tensor of one number, and `0,5` where `hasDecimalComma`.
 */
export function numberOfText(text: string, hasDecimalComma: boolean): number | undefined {
  const trimmed = text.trim();
  if (numberText.test(trimmed)) return Number(trimmed);
  const named = special[trimmed.toLowerCase()];
  if (named !== undefined) return named;
  if (hasDecimalComma && /^[-+]?\d+,\d+(?:[eE][-+]?\d+)?$/.test(trimmed)) {
    return Number(trimmed.replace(",", "."));
  }
  const inner = tensorText.exec(trimmed)?.[1];
  return inner === undefined || inner === trimmed ? undefined : numberOfText(inner, false);
}

const missingTexts = new Set(["", "na", "n/a", "none", "null", "<na>", "-"]);

/** Whether a cell says that there is no value; `NaN` is a value. */
export function isMissingText(text: string): boolean {
  return text.length <= 4 && missingTexts.has(text.trim().toLowerCase());
}
