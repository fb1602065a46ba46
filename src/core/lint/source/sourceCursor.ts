import type { ScalarNode, ScalarValue } from "./nodes.ts";
import type { SourceComment, SourceFault } from "./parsedSource.ts";

/** What is nested deeper is left out, with a fault, so that nothing that walks a tree overflows. */
export const maxNesting = 200;

/** More are not told: whoever mends these sees the next. */
const maxFaults = 100;

/** A place in a string that moves on, with what was noticed on the way. */
export class SourceCursor {
  readonly text: string;
  at: number;
  readonly faults: SourceFault[] = [];
  readonly comments: SourceComment[] = [];

  /** Begins behind a byte order mark. */
  constructor(text: string) {
    this.text = text;
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The unit at the place, or further on; NaN behind the end. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  startsWith(part: string): boolean {
    return this.text.startsWith(part, this.at);
  }

  /** Moves behind what a sticky pattern matches here; undefined where it does not. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    return found;
  }

  /** Notes a fault of at least one unit's length. */
  fault(code: string, message: string, start = this.at, end = start + 1): void {
    if (this.faults.length < maxFaults) this.faults.push({ code, message, start, end });
  }

  skipBlanks(): void {
    for (let unit = this.code(); unit === 0x20 || unit === 0x09; unit = this.code()) this.at += 1;
  }

  /** Where the line ends, before its line break. */
  lineEnd(from = this.at): number {
    const next = this.text.indexOf("\n", from);
    if (next < 0) return this.text.length;
    return next > from && this.text.charCodeAt(next - 1) === 0x0d ? next - 1 : next;
  }

  /** Notes a comment, once, and moves behind it; `sign` is how long its `#` is. */
  takeComment(sign: number, end = this.lineEnd()): void {
    const { text, at } = this;
    const isOwnLine = startsLine(text, at);
    const isKnown = (this.comments.at(-1)?.start ?? -1) >= at;
    if (!isKnown)
      this.comments.push({ text: text.slice(at + sign, end), isOwnLine, start: at, end });
    this.at = end;
  }
}

/** Whether only blanks stand before a place on its line. */
export function startsLine(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === 0x20 || text.charCodeAt(before) === 0x09) before -= 1;
  const unit = text.charCodeAt(before);
  return before < 0 || unit === 0x0a || unit === 0xfeff;
}

/** A scalar whose type the format itself says. */
export function typedScalar(text: string, value: ScalarValue, start: number, end: number) {
  return { kind: "scalar", text, style: "typed", value, start, end } satisfies ScalarNode;
}

/** A string as a typed scalar. */
export function typedText(text: string, start: number, end: number): ScalarNode {
  return typedScalar(text, { type: "str", value: text }, start, end);
}

/** What stands where a value is missing. */
export function missingValue(at: number): ScalarNode {
  return { kind: "scalar", text: "", style: "plain", start: at, end: at };
}

/** A whole number, exactly. `digits` is what BigInt reads: without sign and underscores. */
export function exactInteger(digits: string, isNegative: boolean): ScalarValue {
  const value = Number(digits);
  if (Number.isSafeInteger(value))
    return { type: "int", value: isNegative && value !== 0 ? -value : value };
  const exact = digits.length > maxDigits ? undefined : BigInt(digits);
  if (exact === undefined) return { type: "int", value: isNegative ? -value : value };
  return { type: "int", value: isNegative ? -exact : exact };
}

/** Reading a number takes the square of its length. */
const maxDigits = 5000;
