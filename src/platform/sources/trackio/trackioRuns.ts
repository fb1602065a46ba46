import { MetricRollup } from "../../../core/formats/points/metricRollup.ts";
import { setNamed } from "../../../core/formats/namedValues.ts";
import { forEachNumber } from "../../../core/formats/nestedNumbers.ts";
import { RunChannel } from "../../../core/formats/runChannel.ts";
import { numberOf, parseTolerantJson } from "../../../core/formats/text/tolerantJson.ts";
import type { MetricSummary, Run } from "../../../core/runs/run.ts";
import { createSourceRun } from "../../../core/runs/sourceRun.ts";

/** One call of `trackio.log`, or one sample of the machine. */
export interface TrackioRow {
  /** The run's id; its name where trackio was too old to have ids. */
  readonly key: string;
  readonly name: string;
  readonly isSystem: boolean;
  /** Samples of the machine have none. */
  readonly step: number | null;
  /** Milliseconds since the epoch; NaN when it is not known. */
  readonly time: number;
  /** As JSON holds them. */
  readonly metrics: unknown;
}

export interface TrackioPlace {
  /** Path of the database or inbox, as it is shown. */
  readonly path: string;
  readonly idOf: (key: string) => string;
}

/** Points of a run that wait to be rolled up: few, so that no turn takes long. */
const maxWaiting = 8192;

/** Metrics of the machine are kept apart from the script's. */
const systemPrefix = "system/";

/** The numbers of a row by metric; what has a `_type` is an image or a table, and no number. */
export function forEachMetric(row: TrackioRow, visit: (metric: string, value: number) => void) {
  if (!isRecord(row.metrics)) return;
  const prefix = row.isSystem ? systemPrefix : "";
  for (const [name, value] of Object.entries(row.metrics)) {
    if (isRecord(value)) {
      if (value["_type"] !== undefined) continue;
      forEachNumber(value, ".", (rest, number) => visit(`${prefix}${name}.${rest}`, number));
    } else if (typeof value !== "boolean") {
      const number = numberOf(value);
      if (number !== undefined) visit(prefix + name, number);
    }
  }
}

/** What is known of the runs of one project, which grows row by row. */
export class TrackioRuns {
  readonly #runs = new Map<string, TrackioRun>();
  readonly #changed = new Set<TrackioRun>();
  readonly #project: string | null;

  /** `project` is the experiment of all runs, null where each run names its own. */
  constructor(project: string | null) {
    this.#project = project;
  }

  get keys(): Iterable<string> {
    return this.#runs.keys();
  }

  has(key: string): boolean {
    return this.#runs.has(key);
  }

  add(row: TrackioRow, project = this.#project): void {
    this.#changedRun(row.key, row.name, project).add(row);
  }

  /** `config` is what the script gave to `trackio.init`. */
  configure(key: string, name: string, config: unknown, project = this.#project): void {
    this.#changedRun(key, name, project).configure(config);
  }

  rename(key: string, name: string): void {
    const run = this.#runs.get(key);
    if (run === undefined || run.name === name) return;
    run.name = name;
    this.#changed.add(run);
  }

  remove(key: string): void {
    const run = this.#runs.get(key);
    if (run !== undefined) this.#changed.delete(run);
    this.#runs.delete(key);
  }

  /** The runs that changed since this was last asked. */
  takeChanged(place: TrackioPlace): readonly Run[] {
    const runs = Array.from(this.#changed, (run) => run.toRun(place));
    this.#changed.clear();
    return runs;
  }

  #changedRun(key: string, name: string, project: string | null): TrackioRun {
    let run = this.#runs.get(key);
    if (run === undefined) {
      run = new TrackioRun(key, name, project ?? "");
      this.#runs.set(key, run);
    }
    this.#changed.add(run);
    return run;
  }
}

class TrackioRun {
  name: string;
  readonly #key: string;
  readonly #project: string;
  #config = new RunChannel();
  #startTime: number | null = null;
  #lastTime: number | null = null;
  #systemCount = 0;
  #waiting = 0;
  readonly #points = new RunChannel();
  readonly #rollups = new Map<string, MetricRollup>();

  constructor(key: string, name: string, project: string) {
    this.#key = key;
    this.name = name;
    this.#project = project;
  }

  add(row: TrackioRow): void {
    const step = row.isSystem ? this.#systemCount++ : (row.step ?? 0);
    forEachMetric(row, (metric, value) => {
      this.#points.series(metric).push(step, row.time, value);
      this.#waiting++;
    });
    if (this.#waiting > maxWaiting) this.#rollUp();
    if (Number.isNaN(row.time)) return;
    this.#startTime = Math.min(this.#startTime ?? Infinity, row.time);
    this.#lastTime = Math.max(this.#lastTime ?? 0, row.time);
  }

  /** Names that begin with `_` are trackio's own: who started the run, when, and its group. */
  configure(config: unknown): void {
    this.#config = new RunChannel();
    if (!isRecord(config)) return;
    const { facts } = this.#config;
    for (const [name, value] of Object.entries(config)) {
      if (!name.startsWith("_")) this.#config.param(name, value);
      else if (typeof value !== "string") continue;
      else if (name === "_Username") facts.user = value;
      else if (name === "_Group") this.#config.tag("trackio.group", value);
      else if (name === "_Created") {
        const time = Date.parse(value);
        if (!Number.isNaN(time)) facts.startTime = time;
      }
    }
  }

  toRun(place: TrackioPlace): Run {
    const { params, tags, facts } = this.#config;
    const { startTime = this.#startTime, user = null } = facts;
    return {
      ...createSourceRun({
        id: place.idOf(this.#key),
        name: this.name,
        source: "trackio",
        path: place.path,
        key: this.#key,
      }),
      ...{ experiment: this.#project, startTime, user, params, tags },
      // trackio does not write down that a run ended, nor that it goes on.
      updatedAt: this.#lastTime ?? startTime,
      metrics: this.#summaries(),
    };
  }

  #summaries(): Record<string, MetricSummary> {
    this.#rollUp();
    const metrics: Record<string, MetricSummary> = {};
    for (const [metric, { summary }] of this.#rollups) {
      if (summary !== undefined) setNamed(metrics, metric, summary);
    }
    return metrics;
  }

  #rollUp(): void {
    this.#waiting = 0;
    for (const [metric, points] of this.#points.points) {
      let rollup = this.#rollups.get(metric);
      if (rollup === undefined) {
        rollup = new MetricRollup(false);
        this.#rollups.set(metric, rollup);
      }
      rollup.add(points.take());
    }
  }
}

/** JSON as trackio stores it: text, or the bytes of it. Undefined for anything else. */
export function parseStoredJson(value: unknown): unknown {
  if (typeof value === "string") return parseTolerantJson(value);
  if (!(value instanceof Uint8Array)) return undefined;
  return parseTolerantJson(Buffer.from(value).toString("utf8"));
}

/** With an offset in newer versions, local time in older ones. */
export function parseTime(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : NaN;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
