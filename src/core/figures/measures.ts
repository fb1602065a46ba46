import { NumberSketch } from "./numberSketch.ts";

/**
 * What is counted while rows go by: shares (how many of how many) and numbers (sketches), by name,
 * over all rows and by chunk. Its size depends on the number of names and chunks, never on rows.
 */

export class Measures {
  rows = 0;
  readonly shares = new Map<string, { count: number; total: number }>();
  readonly numbers = new Map<string, NumberSketch>();

  addShare(name: string, isCounted: boolean, weight = 1): void {
    this.addCounts(name, isCounted ? weight : 0, weight);
  }

  addCounts(name: string, count: number, total: number): void {
    const share = this.shares.get(name);
    if (share === undefined) this.shares.set(name, { count, total });
    else {
      share.count += count;
      share.total += total;
    }
  }

  addNumber(name: string, value: number, weight = 1): void {
    this.sketch(name).add(value, weight);
  }

  /** The sketch of that name, made where there is none. */
  sketch(name: string): NumberSketch {
    let sketch = this.numbers.get(name);
    if (sketch === undefined) this.numbers.set(name, (sketch = new NumberSketch()));
    return sketch;
  }

  merge(other: Measures): void {
    this.rows += other.rows;
    for (const [name, { count, total }] of other.shares) this.addCounts(name, count, total);
    for (const [name, sketch] of other.numbers) this.sketch(name).merge(sketch);
  }
}

/** The measures of one chunk; times in milliseconds since the epoch, null where rows have no time. */
export interface MeasuredChunk {
  readonly label: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly measures: Measures;
}

/** One side of a comparison. */
export interface MeasuredSide {
  readonly all: Measures;
  readonly chunks: readonly MeasuredChunk[];
  /** From the first row to the last; null where rows have no time. */
  readonly seconds: number | null;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Lengths of chunks: each is made of whole chunks of the one before. */
export const chunkLengths = [
  minute,
  5 * minute,
  15 * minute,
  hour,
  6 * hour,
  day,
  7 * day,
  28 * day,
  364 * day,
  3640 * day,
] as const;
/** The epoch was a Thursday; weeks begin on Monday. */
const MONDAY = 4 * day;

/** At most so many chunks are kept: beyond that two and more become one. */
export const MAX_CHUNKS = 120;

/** The years that chunks are made for; other times count as unknown. */
const FIRST_TIME = Date.UTC(1970, 0, 1);
const LAST_TIME = Date.UTC(2200, 0, 1);

export function isUsableTime(timeMs: number | null): timeMs is number {
  return timeMs !== null && timeMs >= FIRST_TIME && timeMs <= LAST_TIME;
}

/** The shortest length that cuts the time into at most `MAX_CHUNKS` chunks. */
export function chunkLengthFor(firstMs: number, lastMs: number): number {
  const fits = chunkLengths.find((length) => (lastMs - firstMs) / length <= MAX_CHUNKS - 1);
  return fits ?? 3640 * day;
}

export function chunkStart(timeMs: number, lengthMs: number): number {
  return Math.floor((timeMs - MONDAY) / lengthMs) * lengthMs + MONDAY;
}

/** What a chunk is called: its day, and its minute where chunks are shorter than a day. */
export function chunkLabel(startMs: number, lengthMs: number): string {
  const text = new Date(startMs).toISOString();
  return lengthMs >= day ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`;
}

/**
 * Rows as they come, in chunks whose length grows with what is seen: of time (UTC) where rows have
 * a time, else of rows. Rows without a time count in the whole only, once others had one.
 */
export class ChunkSeries {
  readonly #all = new Measures();
  readonly #byTime = new Map<number, Measures>();
  #byRows: Measures[] = [];
  #lengthIndex = 0;
  #rowsPerChunk = 100;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** The row's chunk is counted through `count`, which is called for the whole, too. */
  add(timeMs: number | null, count: (measures: Measures) => void): void {
    this.#all.rows++;
    count(this.#all);
    const chunk = isUsableTime(timeMs) ? this.#timeChunk(timeMs) : this.#rowChunk();
    if (chunk === undefined) return;
    chunk.rows++;
    count(chunk);
  }

  side(): MeasuredSide {
    if (this.#byTime.size === 0) {
      return { all: this.#all, chunks: this.#rowChunks(), seconds: null };
    }
    const length = this.#length();
    const chunks = [...this.#byTime]
      .sort(([a], [b]) => a - b)
      .map(([startMs, measures]) => ({
        label: chunkLabel(startMs, length),
        startMs,
        endMs: startMs + length,
        measures,
      }));
    return { all: this.#all, chunks, seconds: Math.max(0, this.#last - this.#first) / 1000 };
  }

  #timeChunk(timeMs: number): Measures {
    this.#first = Math.min(this.#first, timeMs);
    this.#last = Math.max(this.#last, timeMs);
    const start = chunkStart(timeMs, this.#length());
    const known = this.#byTime.get(start);
    if (known !== undefined) return known;
    const made = new Measures();
    this.#byTime.set(start, made);
    if (this.#byTime.size <= MAX_CHUNKS) return made;
    this.#coarsen();
    return this.#timeChunk(timeMs);
  }

  #coarsen(): void {
    const chunks = [...this.#byTime];
    do {
      this.#lengthIndex++;
      this.#byTime.clear();
      for (const [startMs, measures] of chunks) {
        const start = chunkStart(startMs, this.#length());
        const into = this.#byTime.get(start);
        if (into === undefined) this.#byTime.set(start, copyOf(measures));
        else into.merge(measures);
      }
    } while (this.#byTime.size > MAX_CHUNKS && this.#lengthIndex < chunkLengths.length - 1);
  }

  #length(): number {
    return chunkLengths[Math.min(this.#lengthIndex, chunkLengths.length - 1)] ?? day;
  }

  #rowChunk(): Measures | undefined {
    if (this.#byTime.size > 0) return undefined;
    let chunk = this.#byRows.at(-1);
    if (chunk !== undefined && chunk.rows < this.#rowsPerChunk) return chunk;
    if (this.#byRows.length >= MAX_CHUNKS) {
      this.#byRows = inPairs(this.#byRows);
      this.#rowsPerChunk *= 2;
    }
    this.#byRows.push((chunk = new Measures()));
    return chunk;
  }

  #rowChunks(): readonly MeasuredChunk[] {
    let before = 0;
    return this.#byRows.map((measures) => {
      const label = `rows ${before + 1}–${before + measures.rows}`;
      before += measures.rows;
      return { label, startMs: null, endMs: null, measures };
    });
  }
}

function copyOf(measures: Measures): Measures {
  const copy = new Measures();
  copy.merge(measures);
  return copy;
}

function inPairs(chunks: readonly Measures[]): Measures[] {
  const pairs: Measures[] = [];
  chunks.forEach((chunk, index) => {
    const last = pairs.at(-1);
    if (index % 2 === 0 || last === undefined) pairs.push(copyOf(chunk));
    else last.merge(chunk);
  });
  return pairs;
}

/** Chunks put together as one side. */
export function sideOf(chunks: readonly MeasuredChunk[]): MeasuredSide {
  const all = new Measures();
  for (const chunk of chunks) all.merge(chunk.measures);
  const first = chunks[0]?.startMs ?? null;
  const last = chunks.at(-1)?.endMs ?? null;
  return { all, chunks, seconds: first === null || last === null ? null : (last - first) / 1000 };
}

/** Chunks that are needed before one data set is compared with its own beginning. */
export const MIN_CHUNKS_TO_SPLIT = 8;

/**
 * One data set without a reference, by time: the last quarter of its chunks as current, what came
 * before as reference. Null where rows have no time, or there are fewer than eight chunks.
 */
export function splitByTime(
  side: MeasuredSide,
): { readonly reference: MeasuredSide; readonly current: MeasuredSide } | null {
  const { chunks } = side;
  if (chunks.length < MIN_CHUNKS_TO_SPLIT || chunks[0]?.startMs === null) return null;
  const cut = Math.floor(chunks.length * 0.75);
  return { reference: sideOf(chunks.slice(0, cut)), current: sideOf(chunks.slice(cut)) };
}
