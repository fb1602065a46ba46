import type { Problem } from "../../../base/errors.ts";
import { parseTolerantJson } from "../text/tolerantJson.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import type { JournalEntry } from "./entries.ts";
import { maxNameLength, readJournalLine } from "./journalLine.ts";
import { MetricLineReader } from "./metricLine.ts";
import { PointBuffer } from "../points/pointBuffer.ts";

/** A longer line is skipped with a problem: it would have to be held in memory whole. */
export const maxLineBytes = 32 * 1024 * 1024;
const maxProblems = 100;
/** Python writes seconds, everybody else milliseconds; below this a time is in seconds. */
const secondsBelow = 1e11;

const newline = 0x0a;

/** What the reader must know of what it read before; plain data, kept beside the cursor. */
export interface JournalPosition {
  /** Bytes read: the end of the last whole line. */
  readonly offset: number;
  /** Lines read. */
  readonly line: number;
  /** The time that a line without one gets, milliseconds; null before the first. */
  readonly lastTime: number | null;
  /** The rest of an overlong line comes next. */
  readonly isSkipping: boolean;
}

export const startPosition: JournalPosition = {
  offset: 0,
  line: 0,
  lastTime: null,
  isSkipping: false,
};

export interface JournalReaderOptions {
  readonly from: JournalPosition;
  /** The time of the first lines when they have none: the file's, in milliseconds. */
  readonly fallbackTime: number;
  /** The greatest step that a metric has from an earlier reading. */
  readonly lastStepOf?: (metric: string) => number | undefined;
  readonly path?: string;
  readonly maxLineBytes?: number;
}

/**
 * Reads a journal as it grows. `read` takes the bytes that follow `position.offset` and uses the
 * whole lines among them; what it did not use is handed in again, with more behind it.
 *
 * Invariants (tested): never throws on content; reading in any pieces gives the same entries and
 * points; of an unfinished last line nothing is used.
 */
export class JournalReader {
  /** By metric, in the order of the file; those of names that had no number yet are empty. */
  readonly points = new Map<string, PointBuffer>();
  /** All but metrics, in the order of the file. The caller may empty it. */
  readonly entries: JournalEntry[] = [];
  /** At most a hundred. */
  readonly problems: Problem[] = [];
  readonly #options: JournalReaderOptions;
  readonly #metricLines: MetricLineReader;
  #offset: number;
  #line: number;
  #lastTime: number;
  #hasTime: boolean;
  #isSkipping: boolean;

  constructor(options: JournalReaderOptions) {
    this.#options = options;
    const { from } = options;
    this.#offset = from.offset;
    this.#line = from.line;
    this.#hasTime = from.lastTime !== null;
    this.#lastTime = from.lastTime ?? options.fallbackTime;
    this.#isSkipping = from.isSkipping;
    this.#metricLines = new MetricLineReader({ bufferOf: (metric) => this.#bufferOf(metric) });
  }

  get position(): JournalPosition {
    return {
      offset: this.#offset,
      line: this.#line,
      lastTime: this.#hasTime ? this.#lastTime : null,
      isSkipping: this.#isSkipping,
    };
  }

  /** How many points the buffers hold. */
  get pointCount(): number {
    let count = 0;
    for (const buffer of this.points.values()) count += buffer.length;
    return count;
  }

  /** Bytes that were used. */
  read(bytes: Uint8Array): number {
    this.#metricLines.setBytes(bytes);
    const startOffset = this.#offset;
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.#readLine(bytes, start, end);
      start = end + 1;
      this.#offset = startOffset + start;
      this.#line++;
    }
    if (bytes.length - start > (this.#options.maxLineBytes ?? maxLineBytes)) {
      this.#skipRest();
      start = bytes.length;
      this.#offset = startOffset + start;
    }
    return start;
  }

  #readLine(bytes: Uint8Array, from: number, end: number): void {
    if (this.#isSkipping) {
      this.#isSkipping = false;
      return;
    }
    if (end - from > (this.#options.maxLineBytes ?? maxLineBytes)) {
      this.#reportTooLong();
      return;
    }
    const start = this.#offset === 0 && hasByteOrderMark(bytes) ? from + 3 : from;
    if (this.#metricLines.accept(start, end, this.#line)) {
      this.#metricLines.commit(this.#timeOf(this.#metricLines.time));
      return;
    }
    this.#readText(decodeUtf8(bytes.subarray(start, end)).trim());
  }

  #readText(text: string): void {
    if (text === "") return;
    const value = parseTolerantJson(text);
    if (value === undefined) {
      this.#report({ code: "not-json", message: "a line is not JSON", severity: "warning" });
      return;
    }
    const { entries, faults } = readJournalLine(value);
    for (const entry of entries) this.#readEntry(entry);
    for (const fault of faults) this.#report(fault);
  }

  #readEntry(entry: JournalEntry): void {
    if (entry.type === "metrics") {
      const time = this.#timeOf(entry.time ?? NaN);
      for (const [metric, value] of Object.entries(entry.metrics)) {
        const buffer = this.#bufferOf(metric);
        buffer?.push(entry.step ?? buffer.nextStep, time, value);
      }
    } else if (entry.type === "system") {
      const time = this.#timeOf(entry.time);
      for (const [name, value] of Object.entries(entry.metrics)) {
        const buffer = this.#bufferOf(name.startsWith("system/") ? name : `system/${name}`);
        buffer?.push(buffer.nextStep, time, value);
      }
    } else {
      if ("time" in entry) this.#timeOf(entry.time);
      this.entries.push(entry);
    }
  }

  /** The time of a line in milliseconds, and the default for the next. */
  #timeOf(written: number): number {
    if (!Number.isFinite(written)) return this.#lastTime;
    this.#lastTime = millisecondsOf(written);
    this.#hasTime = true;
    return this.#lastTime;
  }

  #bufferOf(metric: string): PointBuffer | undefined {
    const known = this.points.get(metric);
    if (known !== undefined || metric.length > maxNameLength) return known;
    const lastStep = this.#options.lastStepOf?.(metric);
    const nextStep = lastStep === undefined ? 0 : Math.max(0, Math.floor(lastStep) + 1);
    const buffer = new PointBuffer(metric, nextStep);
    this.points.set(metric, buffer);
    return buffer;
  }

  #skipRest(): void {
    if (!this.#isSkipping) this.#reportTooLong();
    this.#isSkipping = true;
  }

  #reportTooLong(): void {
    const limit = this.#options.maxLineBytes ?? maxLineBytes;
    const message = `a line is longer than ${limit} bytes and is skipped`;
    this.#report({ code: "line-too-long", message, severity: "warning" });
  }

  #report(problem: Problem): void {
    if (this.problems.length >= maxProblems) return;
    const place = { line: this.#line, byteOffset: this.#offset };
    this.problems.push({ ...problem, location: { path: this.#options.path ?? "", ...place } });
  }
}

/** The whole of a journal at once: for tests and small files. */
export function parseJournal(bytes: Uint8Array, options?: Partial<JournalReaderOptions>) {
  const reader = new JournalReader({ from: startPosition, fallbackTime: 0, ...options });
  reader.read(bytes);
  return reader;
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

export function millisecondsOf(time: number): number {
  return Math.abs(time) < secondsBelow ? time * 1000 : time;
}
