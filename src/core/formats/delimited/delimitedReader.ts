import type { RunChannel } from "../runChannel.ts";
import type { StreamReader } from "../runFormat.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { CellNumber, isMissingText, numberOfText } from "./cellNumber.ts";

/** What a cell holds: nothing (`NA`, too), a number, or other text. */
export const cellKinds = { missing: 0, number: 1, text: 2 } as const;

/** One row; the same object each time, so take what is needed at once. */
export interface TableRow {
  /** By column, of those cells that are numbers. */
  readonly numbers: Float64Array;
  readonly kinds: Uint8Array;
  /** As many as the row has; what goes beyond the header's was left out. */
  readonly cellCount: number;
  /** From 0, in the file. */
  readonly line: number;
  readonly byteOffset: number;
  /** A last row without a newline: its last cell may be half written. */
  readonly isUnfinished: boolean;
  /** The text of a cell that is text; "" for others. */
  text(column: number): string;
}

export interface DelimitedOptions {
  readonly channel: RunChannel;
  /** The names in the first line, trimmed. Again when a line of other names follows later. */
  readonly onHeader: (names: readonly string[]) => void;
  readonly onRow: (row: TableRow) => void;
  /** Lines that begin with `#` before the header. */
  readonly onComment?: (text: string) => void;
  /** A longer row is skipped with a problem; 1 MiB when left out. */
  readonly maxRowBytes?: number;
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const comma = 0x2c;
const semicolon = 0x3b;
const tab = 0x09;
const hash = 0x23;

const defaultMaxRowBytes = 1024 * 1024;
/** A quote that is not closed within this is no quote. */
const maxQuotedBytes = 64 * 1024;
const maxColumns = 20_000;

/**
 * Reads comma, semicolon or tab separated rows of UTF-8 as they come (RFC 4180, and looser): the
 * separator is the one that the header has most of; cells may be quoted, padded with spaces, and
 * fewer or more than the header has. Numbers are read from bytes without making text of them.
 *
 * Invariants (tested): never throws on content; reading in any pieces gives the same rows.
 */
export class DelimitedReader implements StreamReader {
  readonly kind = "stream";
  readonly #options: DelimitedOptions;
  readonly #maxRowBytes: number;
  readonly #row = new Row();
  readonly #number = new CellNumber();
  #separator = comma;
  #names: readonly string[] | undefined;
  #line = 0;
  #offset = 0;
  #isSkipping = false;
  #saidRagged = false;
  #takenUnfinished = false;
  /** Where the cell that `#readCell` read ends: at its separator, its line's end, or the bytes'. */
  #cellEnd = 0;

  constructor(options: DelimitedOptions) {
    this.#options = options;
    this.#maxRowBytes = options.maxRowBytes ?? defaultMaxRowBytes;
  }

  read(bytes: Uint8Array): number {
    let start = 0;
    while (start < bytes.length) {
      const end = this.#isSkipping ? this.#skipLine(bytes, start) : this.#readLine(bytes, start);
      if (end < 0) {
        if (bytes.length - start <= this.#maxRowBytes) break;
        this.#reportTooLong(this.#line);
        this.#isSkipping = true;
        continue;
      }
      this.#offset += end - start;
      start = end;
    }
    return start;
  }

  /** A last row that is whole but for its newline counts; it is marked, for it may go on. */
  reachEnd(rest: Uint8Array): void {
    if (rest.length === 0 || this.#names === undefined) return;
    if (this.#isSkipping || this.#takenUnfinished) return;
    const ended = new Uint8Array(rest.length + 1);
    ended.set(rest);
    ended[rest.length] = newline;
    const line = this.#line;
    if (this.#parseRow(ended, 0) === ended.length && this.#row.cellCount === this.#names.length) {
      this.#takenUnfinished = true;
      this.#row.isUnfinished = true;
      this.#options.onRow(this.#row);
      this.#row.isUnfinished = false;
    }
    this.#line = line;
  }

  #skipLine(bytes: Uint8Array, start: number): number {
    const end = bytes.indexOf(newline, start);
    if (end < 0) return bytes.length;
    this.#isSkipping = false;
    this.#line++;
    return end + 1;
  }

  #reportTooLong(line: number): void {
    const place = { line, byteOffset: this.#offset };
    const message = `this line is longer than ${this.#maxRowBytes} bytes and was skipped`;
    this.#options.channel.report("line-too-long", message, place);
  }

  /** The byte behind the line at `start`; -1 when it is not all there. */
  #readLine(bytes: Uint8Array, start: number): number {
    const first = bytes[start];
    if (first === newline) {
      this.#line++;
      return start + 1;
    }
    if (this.#names === undefined) return this.#readHeader(bytes, start);
    const line = this.#line;
    const end = this.#parseRow(bytes, start);
    if (end < 0) {
      this.#line = line;
      return -1;
    }
    if (end - start > this.#maxRowBytes) {
      this.#reportTooLong(line);
      return end;
    }
    this.#row.line = line;
    this.#row.byteOffset = this.#offset;
    this.#takeRow();
    this.#takenUnfinished = false;
    return end;
  }

  #readHeader(bytes: Uint8Array, start: number): number {
    const end = bytes.indexOf(newline, start);
    if (end < 0) return -1;
    const line = bytes.subarray(start, end);
    if (line.every(isBlank)) {
      // Nothing.
    } else if (line[0] === hash && this.#options.onComment !== undefined) {
      this.#options.onComment(decodeUtf8(line));
    } else {
      this.#separator = findSeparator(line);
      this.#setNames(splitCells(decodeUtf8(line), String.fromCharCode(this.#separator)));
    }
    this.#line++;
    return end + 1;
  }

  #setNames(cells: readonly string[]): void {
    this.#names = cells.slice(0, maxColumns).map((name) => name.trim());
    this.#row.resize(this.#names.length);
    this.#options.onHeader(this.#names);
  }

  #takeRow(): void {
    const row = this.#row;
    const names = this.#names ?? [];
    if (row.cellCount === 1 && row.kinds[0] === cellKinds.missing) return;
    if (row.kinds[0] === cellKinds.text && this.#takeHeaderAgain(names)) return;
    if (row.cellCount !== names.length && !this.#saidRagged) {
      this.#saidRagged = true;
      const message = `this row has ${row.cellCount} cells, the header has ${names.length}`;
      const place = { line: row.line, byteOffset: row.byteOffset };
      this.#options.channel.report("ragged-row", message, place);
    }
    this.#options.onRow(row);
  }

  /** A header in the middle, as from a writer that was started again: with its own columns. */
  #takeHeaderAgain(names: readonly string[]): boolean {
    const row = this.#row;
    if (row.cellCount < 2 || row.text(0).trim() !== names[0]) return false;
    const cells: string[] = [];
    for (let column = 0; column < Math.min(row.cellCount, names.length); column++) {
      if (row.kinds[column] !== cellKinds.text) return false;
      cells.push(row.text(column).trim());
    }
    const isSame =
      row.cellCount === names.length && cells.every((cell, column) => cell === names[column]);
    if (!isSame) this.#setNames(row.allTexts(String.fromCharCode(this.#separator)));
    return true;
  }

  /** The byte behind the row's newline; -1 when the row is not all there. */
  #parseRow(bytes: Uint8Array, start: number): number {
    const row = this.#row;
    const { numbers, kinds, starts, ends } = row;
    const separator = this.#separator;
    const width = kinds.length;
    const number = this.#number;
    let at = start;
    let column = 0;
    row.begin(bytes, start);
    for (;;) {
      let end = number.read(bytes, at);
      let byte = terminatorAt(bytes, end);
      if (byte === separator || byte === newline) {
        if (column < width) {
          numbers[column] = number.value;
          kinds[column] = cellKinds.number;
        }
      } else {
        if (!this.#readCell(bytes, at)) return -1;
        end = this.#cellEnd;
        byte = bytes[end] ?? -1;
        if (column < width) {
          starts[column] = at;
          ends[column] = end;
          this.#classify(bytes, column);
        }
      }
      column++;
      if (byte === newline) {
        row.finish(column, end);
        this.#line++;
        return end + (bytes[end] === carriageReturn ? 2 : 1);
      }
      at = end + 1;
    }
  }

  /** Finds the end of a cell that is no plain number; false when it is not all there. */
  #readCell(bytes: Uint8Array, start: number): boolean {
    let at = start;
    while (bytes[at] === 0x20) at++;
    if (bytes[at] === quote) {
      const behind = this.#quotedEnd(bytes, at);
      if (behind === -1) return false;
      at = behind;
    }
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === this.#separator || byte === newline) {
        this.#cellEnd = at;
        return true;
      }
    }
    return false;
  }

  /** The byte behind the closing quote; the opening one when it is no quote; -1 to wait for more. */
  #quotedEnd(bytes: Uint8Array, start: number): number {
    const limit = Math.min(bytes.length, start + maxQuotedBytes);
    let lines = 0;
    for (let at = start + 1; at < limit; at++) {
      const byte = bytes[at];
      if (byte === newline) lines++;
      if (byte !== quote) continue;
      if (bytes[at + 1] === quote) {
        at++;
        continue;
      }
      this.#line += lines;
      return at + 1;
    }
    return bytes.length < start + maxQuotedBytes ? -1 : start;
  }

  #classify(bytes: Uint8Array, column: number): void {
    const { kinds, numbers, starts, ends } = this.#row;
    const cell = withoutBlanks(bytes.subarray(starts[column], ends[column]));
    kinds[column] = cellKinds.text;
    if (cell.length > maxNumberBytes) return;
    const text = unquote(decodeUtf8(cell));
    const value = numberOfText(text, this.#separator === semicolon);
    if (value !== undefined) {
      numbers[column] = value;
      kinds[column] = cellKinds.number;
    } else if (isMissingText(text)) kinds[column] = cellKinds.missing;
  }
}

function withoutBlanks(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && isBlank(bytes[start] ?? 0)) start++;
  while (end > start && isBlank(bytes[end - 1] ?? 0)) end--;
  return bytes.subarray(start, end);
}

/** No number is written longer than this. */
const maxNumberBytes = 400;

class Row implements TableRow {
  numbers = new Float64Array(0);
  kinds = new Uint8Array(0);
  starts = new Int32Array(0);
  ends = new Int32Array(0);
  cellCount = 0;
  line = 0;
  byteOffset = 0;
  isUnfinished = false;
  start = 0;
  end = 0;
  #bytes = new Uint8Array(0);

  begin(bytes: Uint8Array, start: number): void {
    this.#bytes = bytes as Uint8Array<ArrayBuffer>;
    this.start = start;
  }

  finish(cellCount: number, end: number): void {
    for (let rest = cellCount; rest < this.kinds.length; rest++) {
      this.kinds[rest] = cellKinds.missing;
    }
    this.cellCount = cellCount;
    this.end = end;
  }

  resize(width: number): void {
    this.numbers = new Float64Array(width);
    this.kinds = new Uint8Array(width);
    this.starts = new Int32Array(width);
    this.ends = new Int32Array(width);
  }

  text(column: number): string {
    if (this.kinds[column] !== cellKinds.text) return "";
    const bytes = this.#bytes.subarray(this.starts[column], this.ends[column]);
    return unquote(decodeUtf8(bytes).trim());
  }

  allTexts(separator: string): string[] {
    return splitCells(decodeUtf8(this.#bytes.subarray(this.start, this.end)), separator);
  }
}

/** The byte at `at`, a newline for a carriage return before one; -1 behind the end. */
function terminatorAt(bytes: Uint8Array, at: number): number {
  if (at < 0) return -1;
  const byte = bytes[at] ?? -1;
  return byte === carriageReturn && bytes[at + 1] === newline ? newline : byte;
}

function unquote(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"') || text.length < 2) return text;
  return text.slice(1, -1).replaceAll('""', '"');
}

/** The separator that stands most often outside quotes; a comma for a line of one cell. */
function findSeparator(line: Uint8Array): number {
  let isQuoted = false;
  const counts = new Map([
    [comma, 0],
    [tab, 0],
    [semicolon, 0],
  ]);
  for (const byte of line) {
    if (byte === quote) isQuoted = !isQuoted;
    const count = isQuoted ? undefined : counts.get(byte);
    if (count !== undefined) counts.set(byte, count + 1);
  }
  let best = comma;
  for (const [separator, count] of counts) {
    if (count > (counts.get(best) ?? 0)) best = separator;
  }
  return best;
}

/** The cells of one line of text, without their quotes and the spaces around them. */
function splitCells(line: string, separator: string): string[] {
  const cells: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < line.length && cells.length < maxColumns; at++) {
    const character = line[at];
    if (character === '"') isQuoted = !isQuoted;
    if (character !== separator || isQuoted) continue;
    cells.push(unquote(line.slice(start, at).trim()));
    start = at + 1;
  }
  cells.push(unquote(line.slice(start).trim()));
  return cells;
}

function isBlank(byte: number): boolean {
  return byte <= 0x20;
}
