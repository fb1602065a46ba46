import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import type { JournalEntry } from "../../core/formats/sextant/entries.ts";
import { parseMetricsLine } from "../../core/formats/sextant/metricsLines.ts";
import { maskParameters } from "../../core/launch/secrets.ts";
import type { Clock } from "../../core/ports.ts";
import { findLastLine, readFileFrom } from "./journalTail.ts";
import type { RunJournal } from "./runJournal.ts";

/** Bytes of the file for one append to the journal. */
const batchSizeBytes = 256 * 1024;
/** A longer line is left out: it would have to be held in memory. */
const maxLineBytes = 1024 * 1024;
const maxWarnings = 5;
const newline = 0x0a;

/** How far an earlier supervisor has taken the metrics file into the journal. */
export interface MetricsCursor {
  readonly offset: number;
  /** Entries from `offset` on that are already in the journal. */
  readonly skip: number;
}

export const startCursor: MetricsCursor = { offset: 0, skip: 0 };

export interface MetricsFileOptions {
  readonly path: string;
  readonly journal: RunJournal;
  readonly clock: Clock;
  readonly log: Log;
  readonly from?: MetricsCursor;
}

/**
 * Takes the lines that a script appends to its `SEXTANT_METRICS` file into the run's journal.
 *
 * Invariant: each line is taken in once, also when supervisors are killed and replaced; a line is
 * never split, whatever pieces it is written in.
 */
export class MetricsFile {
  readonly #options: MetricsFileOptions;
  #offset: number;
  #skip: number;
  /** Inode and birth of the file that was read last; "" before the first. */
  #identity = "";
  /** The beginning of an overlong line was left out; its rest is to be as well. */
  #isSkippingLine = false;
  #warningCount = 0;

  constructor(options: MetricsFileOptions) {
    this.#options = options;
    const { offset, skip } = options.from ?? startCursor;
    this.#offset = offset;
    this.#skip = skip;
  }

  /** Takes in all whole lines; with `isLast` also one whose newline is missing. */
  async drain({ isLast = false } = {}): Promise<void> {
    let file: number;
    try {
      file = openSync(this.#options.path, "r");
    } catch {
      // Most scripts never write one.
      return;
    }
    try {
      this.#restartWhenReplaced(file);
      while (this.#takeBatch(file, isLast)) await yieldToOthers();
    } catch (error) {
      // The lines stay in the script's file and are taken in when there is room again.
      this.#warn(`Metrics could not be recorded: ${describeError(error)}`);
    } finally {
      closeSync(file);
    }
  }

  /** A script may truncate its file or put another one in its place. */
  #restartWhenReplaced(file: number): void {
    const { size, ino, birthtimeMs } = fstatSync(file);
    // An inode is given away again at once, so it does not tell files apart on its own.
    const identity = `${ino}/${birthtimeMs}`;
    const isOther = this.#identity !== "" && identity !== this.#identity;
    this.#identity = identity;
    if (!isOther && size >= this.#offset) return;
    this.#offset = 0;
    this.#skip = 0;
    this.#isSkippingLine = false;
  }

  /** False when there is nothing more to take. */
  #takeBatch(file: number, isLast: boolean): boolean {
    const bytes = readChunk(file, this.#offset, batchSizeBytes);
    const whole = bytes.lastIndexOf(newline) + 1;
    if (whole > 0) {
      this.#take(bytes.subarray(0, whole));
      return true;
    }
    if (bytes.length === batchSizeBytes) return this.#takeLongLine(file);
    if (isLast && bytes.length > 0) this.#take(bytes);
    return false;
  }

  /** A line that is longer than a batch. */
  #takeLongLine(file: number): boolean {
    const bytes = readChunk(file, this.#offset, maxLineBytes);
    const length = bytes.indexOf(newline) + 1;
    if (length > 0) {
      this.#take(bytes.subarray(0, length));
      return true;
    }
    if (bytes.length < maxLineBytes) return false;
    if (!this.#isSkippingLine) {
      this.#warn(`A line of the metrics file is longer than ${maxLineBytes} bytes: left out.`);
    }
    this.#isSkippingLine = true;
    this.#offset += bytes.length;
    return true;
  }

  #take(bytes: Buffer): void {
    const from = this.#offset;
    const to = from + bytes.length;
    const entries = this.#parse(bytes).slice(this.#skip);
    if (entries.length > 0) {
      const cursor = { type: "cursor", from, to, count: entries.length } as const;
      this.#options.journal.append(cursor, ...entries);
    }
    this.#skip = 0;
    this.#offset = to;
  }

  #parse(bytes: Buffer): readonly JournalEntry[] {
    const entries: JournalEntry[] = [];
    for (let start = 0; start < bytes.length;) {
      const found = bytes.indexOf(newline, start);
      const end = found < 0 ? bytes.length : found;
      if (this.#isSkippingLine) this.#isSkippingLine = false;
      else entries.push(...this.#parseLine(bytes.subarray(start, end), this.#offset + start));
      start = end + 1;
    }
    return entries;
  }

  #parseLine(line: Uint8Array, offset: number): readonly JournalEntry[] {
    const { value, problems } = parseMetricsLine(line);
    for (const { message } of problems) {
      this.#warn(`In the metrics file at byte ${offset}, ${message}: left out.`);
    }
    return value.map((entry) => this.#complete(entry));
  }

  /** With the present for a missing time, and without secrets. */
  #complete(entry: JournalEntry): JournalEntry {
    if (entry.type === "params") return { ...entry, params: maskParameters(entry.params) };
    if (entry.type === "tags") return { ...entry, tags: maskParameters(entry.tags) };
    if (entry.type !== "metrics") return entry;
    return { ...entry, time: entry.time ?? this.#options.clock.now() };
  }

  #warn(message: string): void {
    this.#warningCount++;
    if (this.#warningCount <= maxWarnings) this.#options.log.warn(message);
    if (this.#warningCount !== maxWarnings + 1) return;
    this.#options.log.warn("Further faults of the metrics file are not shown.");
  }
}

const cursorPrefix = '{"type":"cursor"';
/** More than the entries of any batch take up. */
const maxBatchEntriesBytes = 64 * 1024 * 1024;

/**
 * Where the next supervisor goes on. The last batch may be torn: its entries were being written
 * when the process was killed.
 */
export function readMetricsCursor(journalPath: string): MetricsCursor {
  let before = Infinity;
  for (;;) {
    const start = findLastLine(journalPath, cursorPrefix, before);
    if (start === null) return startCursor;
    const cursor = readCursorAt(journalPath, start);
    if (cursor !== null) return cursor;
    // The cursor itself is torn, so nothing of its batch was written.
    before = start;
  }
}

function readCursorAt(journalPath: string, start: number): MetricsCursor | null {
  const lines = readFileFrom(journalPath, start, maxBatchEntriesBytes).toString().split("\n");
  const cursor = parseObject(lines[0] ?? "");
  const from = Number(cursor?.["from"]);
  const to = Number(cursor?.["to"]);
  const count = Number(cursor?.["count"]);
  if (Number.isNaN(from + to + count)) return null;
  let written = 0;
  while (written < count && parseObject(lines[1 + written] ?? "") !== null) written++;
  return written === count ? { offset: to, skip: 0 } : { offset: from, skip: written };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value))
      : null;
  } catch {
    return null;
  }
}

function readChunk(file: number, offset: number, maxBytes: number): Buffer {
  const bytes = Buffer.alloc(maxBytes);
  return bytes.subarray(0, readSync(file, bytes, 0, maxBytes, offset));
}
