import { Emitter } from "../../src/base/events.ts";
import type { SeriesMessage } from "../../src/protocol/runsPanel.ts";

export interface SeriesRequest {
  readonly runIds: readonly string[];
  readonly metrics: readonly string[];
}

export interface SeriesCacheOptions {
  readonly read: (request: SeriesRequest) => Promise<readonly SeriesMessage[]>;
  readonly onFailure: (error: unknown) => void;
}

/** Series that are kept; the least recently wanted go first. */
const maxSeries = 4000;

interface Entry {
  /** Null when the run has no such metric. */
  readonly series: SeriesMessage | null;
}

/**
 * The series that charts draw. Charts say what they want; what is missing is read in one request
 * for all that asked in the same frame. A changed run is read again while its old points stay in
 * sight, so nothing flickers.
 */
export class SeriesCache {
  readonly #options: SeriesCacheOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #loading = new Set<string>();
  readonly #stale = new Set<string>();
  readonly #wanted = new Map<string, Set<string>>();
  readonly #loaded = new Emitter<ReadonlySet<string>>();
  #isScheduled = false;

  /** Fires with the metrics that have other points now. */
  readonly onDidLoad = this.#loaded.event;

  constructor(options: SeriesCacheOptions) {
    this.#options = options;
  }

  /** Undefined while it has not been read; null when the run has no such metric. */
  peek(runId: string, metric: string): SeriesMessage | null | undefined {
    return this.#entries.get(keyOf(runId, metric))?.series;
  }

  want(runIds: readonly string[], metric: string): void {
    for (const runId of runIds) {
      const key = keyOf(runId, metric);
      const isFresh = this.#entries.has(key) && !this.#stale.has(key);
      if (isFresh || this.#loading.has(key)) continue;
      const runs = this.#wanted.get(metric) ?? new Set();
      this.#wanted.set(metric, runs.add(runId));
    }
    if (this.#wanted.size > 0) this.#schedule();
  }

  /** These runs have more points: their series are read again when they are wanted next. */
  markStale(runIds: ReadonlySet<string>): void {
    for (const key of [...this.#entries.keys(), ...this.#loading]) {
      if (runIds.has(runOf(key))) this.#stale.add(key);
    }
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => {
      this.#isScheduled = false;
      this.#readWanted();
    });
  }

  /** One request for all metrics wanted of the same runs. */
  #readWanted(): void {
    const groups = new Map<string, { runIds: string[]; metrics: string[] }>();
    for (const [metric, runs] of this.#wanted) {
      const runIds = [...runs];
      const group = groups.get(runIds.join("\n")) ?? { runIds, metrics: [] };
      group.metrics.push(metric);
      groups.set(runIds.join("\n"), group);
    }
    this.#wanted.clear();
    for (const group of groups.values()) void this.#read(group);
  }

  async #read(request: SeriesRequest): Promise<void> {
    const keys = request.metrics.flatMap((metric) => request.runIds.map((id) => keyOf(id, metric)));
    for (const key of keys) {
      this.#loading.add(key);
      this.#stale.delete(key);
    }
    try {
      const found = await this.#options.read(request);
      for (const key of keys) this.#keep(key, null);
      for (const series of found) this.#keep(keyOf(series.runId, series.metric), series);
      for (const key of keys) this.#loading.delete(key);
      this.#loaded.fire(new Set(request.metrics));
    } catch (error) {
      for (const key of keys) this.#loading.delete(key);
      this.#options.onFailure(error);
    }
  }

  #keep(key: string, series: SeriesMessage | null): void {
    this.#entries.delete(key);
    this.#entries.set(key, { series });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= maxSeries) return;
      this.#entries.delete(oldest);
    }
  }
}

function keyOf(runId: string, metric: string): string {
  return `${runId}\n${metric}`;
}

function runOf(key: string): string {
  return key.slice(0, key.indexOf("\n"));
}
