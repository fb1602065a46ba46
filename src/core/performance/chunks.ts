/** How rows are put into chunks, one point of a series each. */
export type Chunking =
  /** As many chunks as that, of equal size. */
  | { readonly by: "number"; readonly count: number }
  /** Chunks of that many rows; a last one of less than half of it joins the one before. */
  | { readonly by: "rows"; readonly rows: number }
  /** Calendar periods in UTC; a week starts on Monday. */
  | { readonly by: ChunkPeriod };

export const chunkPeriods = ["hour", "day", "week", "month"] as const;
export type ChunkPeriod = (typeof chunkPeriods)[number];

/** Rows from `start` up to but not including `end`, in the order of `ChunkedRows.order`. */
export interface Chunk {
  /** For an axis: `2026-03-01`, `2026-03-01 14:00`, `2026-03`, or `rows 1–1000`. */
  readonly label: string;
  readonly start: number;
  readonly end: number;
  /** First and last time, or the limits of the period, in ms since 1970; null without times. */
  readonly startTime: number | null;
  readonly endTime: number | null;
}

export interface ChunkedRows {
  /** Positions of rows, by time where they have one; else as they are. */
  readonly order: Uint32Array;
  readonly chunks: readonly Chunk[];
  /** Rows that no chunk holds as they have no time, where chunks are periods. */
  readonly withoutTime: number;
}

/** More chunks than that are never made: rows are chunked by number instead. */
export const MOST_CHUNKS = 2000;

/**
 * Puts rows into chunks. `times` are in ms since 1970, NaN where a row has none; null where there
 * is no such column. Rows are sorted by time first, in a stable way; without times they are taken
 * as they come, and periods fall back to ten chunks. Empty periods make no chunk.
 */
export function chunkRows(
  rows: number,
  times: Float64Array | null,
  chunking: Chunking,
): ChunkedRows {
  const timed = times === null ? 0 : countTimed(times);
  const order = orderByTime(rows, timed > 0 ? times : null);
  const timeAt = (place: number): number | null => {
    const time = times?.[order[place] ?? 0] ?? NaN;
    return Number.isFinite(time) ? time : null;
  };
  if (chunking.by === "number" || chunking.by === "rows" || timed === 0) {
    const size = chunkSize(rows, chunking);
    return { order, chunks: chunkBySize(rows, size, timeAt), withoutTime: 0 };
  }
  const chunks = chunkByPeriod(timed, timeAt, chunking.by);
  if (chunks.length > MOST_CHUNKS)
    return chunkRows(rows, times, { by: "number", count: MOST_CHUNKS });
  return { order, chunks, withoutTime: rows - timed };
}

function countTimed(times: Float64Array): number {
  let count = 0;
  for (const time of times) if (Number.isFinite(time)) count += 1;
  return count;
}

/** Rows by time, those without one at the end; sorting costs nothing where they are in order. */
function orderByTime(rows: number, times: Float64Array | null): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  if (times === null) return order;
  const key = (row: number): number => {
    const time = times[row] ?? NaN;
    return Number.isFinite(time) ? time : Infinity;
  };
  let isSorted = true;
  for (let row = 1; row < rows && isSorted; row += 1) isSorted = key(row - 1) <= key(row);
  // Infinity − Infinity is NaN, which sort() takes for equal.
  return isSorted ? order : order.sort((a, b) => key(a) - key(b) || a - b);
}

const DEFAULT_CHUNKS = 10;

function chunkSize(rows: number, chunking: Chunking): number {
  const least = rows / MOST_CHUNKS;
  if (chunking.by === "rows") return Math.max(1, least, Math.round(chunking.rows));
  const count = chunking.by === "number" ? Math.max(1, Math.round(chunking.count)) : DEFAULT_CHUNKS;
  return Math.max(1, least, rows / count);
}

function chunkBySize(
  rows: number,
  size: number,
  timeAt: (place: number) => number | null,
): readonly Chunk[] {
  const count = Math.max(rows > 0 ? 1 : 0, Math.round(rows / size));
  return Array.from({ length: count }, (_, index): Chunk => {
    const start = Math.round(index * size);
    const end = index === count - 1 ? rows : Math.round((index + 1) * size);
    return {
      label: `rows ${String(start + 1)}–${String(end)}`,
      start,
      end,
      startTime: timeAt(start),
      endTime: timeAt(end - 1),
    };
  });
}

function chunkByPeriod(
  rows: number,
  timeAt: (place: number) => number | null,
  period: ChunkPeriod,
): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  while (start < rows) {
    const startTime = startOfPeriod(timeAt(start) ?? 0, period);
    const endTime = endOfPeriod(startTime, period);
    let end = start + 1;
    while (end < rows && (timeAt(end) ?? Infinity) < endTime) end += 1;
    chunks.push({ label: periodLabel(startTime, period), start, end, startTime, endTime });
    start = end;
  }
  return chunks;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** From 1 January 1970, a Thursday, back to the Monday before. */
const MONDAY_OFFSET_MS = 3 * DAY_MS;

function startOfPeriod(time: number, period: ChunkPeriod): number {
  switch (period) {
    case "hour":
      return Math.floor(time / HOUR_MS) * HOUR_MS;
    case "day":
      return Math.floor(time / DAY_MS) * DAY_MS;
    case "week": {
      const week = 7 * DAY_MS;
      return Math.floor((time + MONDAY_OFFSET_MS) / week) * week - MONDAY_OFFSET_MS;
    }
    case "month": {
      const date = new Date(time);
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
    }
  }
}

function endOfPeriod(start: number, period: ChunkPeriod): number {
  if (period === "hour") return start + HOUR_MS;
  if (period === "day") return start + DAY_MS;
  if (period === "week") return start + 7 * DAY_MS;
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

function periodLabel(start: number, period: ChunkPeriod): string {
  const text = timeText(start) ?? "";
  if (period === "hour") return text.slice(0, 16).replace("T", " ");
  return text.slice(0, period === "month" ? 7 : 10);
}

/** ISO 8601 in UTC; null for no time, or one that no calendar has. */
export function timeText(time: number | null): string | null {
  if (time === null || !(Math.abs(time) <= 8.64e15)) return null;
  return new Date(time).toISOString();
}
