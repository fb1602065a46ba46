import { Emitter } from "../../src/base/events.ts";
import type { SeriesMessage } from "../../src/protocol/runsPanel.ts";

export interface SeriesRequest {
  readonly runIds: readonly string[];
  readonly metrics: readonly string[];
}

export interface SeriesCacheOptions {
  /** One series for each run and metric; of raw points one for each restart, in their order. */
  readonly read: (request: SeriesRequest) => Promise<readonly SeriesMessage[]>;
  readonly onFailure: (error: unknown) => void;
}

/** Series that are kept; the least recently wanted go first. */
const maxSeries = 4000;

interface Entry {
  /** Empty when the run has no such metric. */
  readonly segments: readonly SeriesMessage[];
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
  /** Grows with `clear`: what was asked before it is of another kind. */
  #generation = 0;

  /** Fires with the metrics that have other points now. */
  readonly onDidLoad = this.#loaded.event;

  constructor(options: SeriesCacheOptions) {
    this.#options = options;
  }

  /** Undefined while it has not been read; empty when the run has no such metric. */
  peek(runId: string, metric: string): readonly SeriesMessage[] | undefined {
    return this.#entries.get(keyOf(runId, metric))?.segments;
  }

  /** Forgets everything: other points are wanted from now on. */
  clear(): void {
    this.#generation += 1;
    const metrics = new Set([...this.#entries.keys()].map(metricOf));
    this.#entries.clear();
    this.#loading.clear();
    this.#stale.clear();
    this.#wanted.clear();
    this.#loaded.fire(metrics);
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
    const generation = this.#generation;
    try {
      const found = await this.#options.read(request);
      if (generation !== this.#generation) return;
      const byKey = new Map<string, SeriesMessage[]>(keys.map((key) => [key, []]));
      for (const series of found) byKey.get(keyOf(series.runId, series.metric))?.push(series);
      for (const [key, segments] of byKey) this.#keep(key, segments);
      for (const key of keys) this.#loading.delete(key);
      this.#loaded.fire(new Set(request.metrics));
    } catch (error) {
      if (generation === this.#generation) for (const key of keys) this.#loading.delete(key);
      this.#options.onFailure(error);
    }
  }

  #keep(key: string, segments: readonly SeriesMessage[]): void {
    this.#entries.delete(key);
    this.#entries.set(key, { segments });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= maxSeries) return;
      this.#entries.delete(oldest);
    }
  }
}

function keyOf(runId: string, metric: string): string {
  return `${runId}\n${metric}`;
}

function metricOf(key: string): string {
  return key.slice(key.indexOf("\n") + 1);
}

function runOf(key: string): string {
  return key.slice(0, key.indexOf("\n"));
}
