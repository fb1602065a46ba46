import type { MetricSummary, Series } from "../../core/runs/run.ts";
import {
  concatSeries,
  emptySeries,
  isStrictlyOrdered,
  joinSummaries,
  mergeSeries,
  sliceSeries,
  summarize,
} from "../../core/runs/series.ts";
import type { IndexDatabase, Row } from "./indexDatabase.ts";
import { bytesOf, floatsOf } from "./summaries.ts";

/** A chunk is rewritten when points arrive out of order: 400 KB at most. */
const maxChunkPoints = 16_384;
/** A smaller last chunk is filled up by the next points: 24 KB rewritten at most. */
const fillBelowPoints = 1024;

/** The points of all series, in chunks. */
export class SeriesStore {
  readonly #database: IndexDatabase;
  readonly #metricKeys = new Map<string, number>();

  constructor(database: IndexDatabase) {
    this.#database = database;
  }

  read(runKey: number, metric: string): Series {
    const rows = this.#database.all(
      `SELECT points FROM chunks JOIN metrics ON metrics.key = metric
       WHERE run = ? AND metrics.name = ? ORDER BY last_step, first_step, chunks.key`,
      runKey,
      metric,
    );
    return rows.length === 0 ? emptySeries : concatSeries(rows.map(decodeChunk));
  }

  /**
   * Adds points in any order, to what `summary` sums up, and gives the new summary. Call inside
   * a transaction.
   */
  add(
    place: { readonly runKey: number; readonly metric: string },
    points: Series,
    summary: MetricSummary | undefined,
  ): MetricSummary {
    const key = { run: place.runKey, metric: this.#metricKey(place.metric) };
    if (!isStrictlyOrdered(points) || !isAfter(points, summary)) {
      return this.#merge(key, points);
    }
    this.#append(key, points, summary !== undefined);
    const added = summarize(points);
    return summary === undefined ? added : joinSummaries(summary, added);
  }

  removeRun(runKey: number): void {
    this.#database.run("DELETE FROM chunks WHERE run = ?", runKey);
  }

  /** Forgets what a transaction that was rolled back may have made. */
  forget(): void {
    this.#metricKeys.clear();
  }

  #append(key: SeriesKey, points: Series, hasEarlier: boolean): void {
    const tail = hasEarlier ? this.#lastChunk(key) : undefined;
    if (tail === undefined || Number(tail["count"]) >= fillBelowPoints) {
      this.#insert(key, points);
      return;
    }
    this.#database.run("DELETE FROM chunks WHERE key = ?", Number(tail["key"]));
    this.#insert(key, concatSeries([decodeChunk(tail), points]));
  }

  #lastChunk(key: SeriesKey): Row | undefined {
    return this.#database.get(
      `SELECT key, count, points FROM chunks WHERE run = ? AND metric = ?
       ORDER BY last_step DESC, first_step DESC, key DESC LIMIT 1`,
      key.run,
      key.metric,
    );
  }

  /** Points among, or the same as, those that are there: rewrites the chunks they fall into. */
  #merge(key: SeriesKey, points: Series): MetricSummary {
    const ordered = mergeSeries(points, emptySeries);
    const firstStep = ordered.steps[0] ?? 0;
    const lastStep = ordered.steps.at(-1) ?? 0;
    const touched = this.#database.all(
      `SELECT key, points FROM chunks
       WHERE run = ? AND metric = ? AND last_step >= ? AND first_step <= ?
       ORDER BY last_step, first_step, key`,
      key.run,
      key.metric,
      firstStep,
      lastStep,
    );
    for (const row of touched) {
      this.#database.run("DELETE FROM chunks WHERE key = ?", Number(row["key"]));
    }
    const merged = mergeSeries(concatSeries(touched.map(decodeChunk)), ordered);
    this.#insert(key, merged);
    return this.#summarizeAll(key);
  }

  #summarizeAll(key: SeriesKey): MetricSummary {
    let summary = summarize(emptySeries);
    const rows = this.#database.each(
      "SELECT points FROM chunks WHERE run = ? AND metric = ? ORDER BY last_step, first_step, key",
      key.run,
      key.metric,
    );
    for (const row of rows) summary = joinSummaries(summary, summarize(decodeChunk(row)));
    return summary;
  }

  /** Chunks within one step (many points, all of step 0) are in the order of their keys. */
  #insert(key: SeriesKey, points: Series): void {
    const count = points.steps.length;
    for (let start = 0; start < count; start += maxChunkPoints) {
      const part = sliceSeries(points, start, Math.min(start + maxChunkPoints, count));
      this.#database.run(
        `INSERT INTO chunks (run, metric, first_step, last_step, count, points)
         VALUES (?, ?, ?, ?, ?, ?)`,
        key.run,
        key.metric,
        part.steps[0] ?? 0,
        part.steps.at(-1) ?? 0,
        part.steps.length,
        encodeChunk(part),
      );
    }
  }

  #metricKey(name: string): number {
    const known = this.#metricKeys.get(name);
    if (known !== undefined) return known;
    const row = this.#database.get("SELECT key FROM metrics WHERE name = ?", name);
    const key =
      row === undefined
        ? this.#database.run("INSERT INTO metrics (name) VALUES (?)", name)
        : Number(row["key"]);
    this.#metricKeys.set(name, key);
    return key;
  }
}

interface SeriesKey {
  readonly run: number;
  readonly metric: number;
}

/** True when all points come after those that the summary sums up. */
function isAfter(points: Series, summary: MetricSummary | undefined): boolean {
  if (summary === undefined || summary.count === 0) return true;
  const step = points.steps[0] ?? 0;
  const isLater = (points.times[0] ?? 0) > summary.lastTime;
  return step > summary.lastStep || (step === summary.lastStep && isLater);
}

function encodeChunk(points: Series): Uint8Array {
  const { length } = points.steps;
  const floats = new Float64Array(length * 3);
  floats.set(points.steps, 0);
  floats.set(points.times, length);
  floats.set(points.values, length * 2);
  return bytesOf(floats);
}

function decodeChunk(row: Row): Series {
  const bytes = row["points"];
  if (!(bytes instanceof Uint8Array)) return emptySeries;
  const floats = floatsOf(bytes);
  const length = floats.length / 3;
  return {
    steps: floats.subarray(0, length),
    times: floats.subarray(length, length * 2),
    values: floats.subarray(length * 2),
  };
}
