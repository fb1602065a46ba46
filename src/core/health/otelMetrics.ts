import {
  CLIENT_ERRORS,
  COUNTER,
  ERRORS,
  judgeStatus,
  LATENCY,
  millisecondsIn,
  RESOURCE,
} from "./healthMeasures.ts";
import { ChunkSeries, Measures, type MeasuredSide } from "../figures/measures.ts";
import {
  addBuckets,
  addExponentialBuckets,
  explicitBuckets,
  growthOf,
  exponentialBuckets,
  type Buckets,
} from "./otelHistograms.ts";
import {
  attributesOf,
  field,
  isObject,
  numberOf,
  objectsOf,
  textOf,
  timeOf,
  type JsonObject,
} from "./otelValues.ts";

/** The histograms that latency is taken from, the first that there is. */
const latencyMetrics = [
  "http.server.request.duration",
  "http.server.duration",
  "rpc.server.call.duration",
  "rpc.server.duration",
  "gen_ai.server.request.duration",
  "gen_ai.client.operation.duration",
  "http.client.request.duration",
  "http.client.duration",
] as const;

/** More series, or metrics, than these are not followed: a hostile file ends in bounded memory. */
const MAX_SERIES = 20_000;
const MAX_METRICS = 40;

const CUMULATIVE = 2;

interface Last {
  readonly start: unknown;
  readonly value: number;
  readonly buckets: Buckets | null;
}

/** Whether the value has `resourceMetrics`. */
export function hasMetrics(value: JsonObject): boolean {
  return field(value, "resourceMetrics") !== undefined;
}

/**
 * Metrics of OTLP, or of a console exporter, which writes the same with other cases of letters:
 * histograms of a time become latency and errors, gauges and sums that may fall become resources,
 * sums that only rise become rates. Cumulative points count by what they grew.
 */
export class MetricCollector {
  readonly #series = new ChunkSeries();
  readonly #last = new Map<string, Last>();
  readonly #names = new Set<string>();
  readonly #durations = new Set<string>();
  #isFull = false;

  /** Whether there were more series than are followed. */
  get isFull(): boolean {
    return this.#isFull;
  }
  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  add(value: JsonObject): void {
    for (const resource of objectsOf(field(value, "resourceMetrics"))) {
      const owner = JSON.stringify(field(resource, "resource") ?? null).slice(0, 2000);
      for (const scope of objectsOf(field(resource, "scopeMetrics"))) {
        for (const metric of objectsOf(field(scope, "metrics"))) this.#addMetric(metric, owner);
      }
    }
  }

  #addMetric(metric: JsonObject, owner: string): void {
    const name = textOf(metric["name"])?.slice(0, 200);
    if (name === undefined) return;
    if (!this.#names.has(name) && this.#names.size >= MAX_METRICS) {
      this.#isFull = true;
      return;
    }
    this.#names.add(name);
    const data = dataOf(metric);
    if (data === null) return;
    const unit = textOf(metric["unit"]) ?? "";
    for (const point of objectsOf(field(data.value, "dataPoints"))) {
      const key = `${owner}\n${name}\n${JSON.stringify(point["attributes"] ?? null).slice(0, 2000)}`;
      this.#addPoint(point, { ...data, name, unit, key });
    }
  }

  #addPoint(point: JsonObject, metric: Metric): void {
    const timeMs = timeOf(field(point, "timeUnixNano"));
    if (metric.kind === "histogram") {
      this.#addHistogram(point, metric, timeMs);
      return;
    }
    const value = numberOf(
      field(point, "asDouble") ?? field(point, "asInt") ?? point["value"] ?? null,
    );
    if (value === null || !Number.isFinite(value)) return;
    if (metric.kind === "level") {
      this.#series.add(timeMs, (measures) => {
        measures.addNumber(RESOURCE + metric.name, value);
      });
      return;
    }
    const grown = this.#growth(point, metric, value);
    if (grown === null) return;
    this.#series.add(timeMs, (measures) => {
      measures.addNumber(COUNTER + metric.name, grown);
    });
  }

  /** What a counter grew by since its last point; null for the first and beyond the limit. */
  #growth(point: JsonObject, metric: Metric, value: number): number | null {
    if (!metric.isCumulative) return value;
    const start = field(point, "startTimeUnixNano");
    const last = this.#last.get(metric.key);
    this.#remember(metric.key, { start, value, buckets: null });
    if (last === undefined) return null;
    return last.start === start && value >= last.value ? value - last.value : value;
  }

  #addHistogram(point: JsonObject, metric: Metric, timeMs: number | null): void {
    const factor = unitFactor(metric.unit);
    if (factor === null) return;
    const total = explicitBuckets(point) ?? exponentialBuckets(point);
    if (total === null) return;
    const grown = metric.isCumulative ? this.#histogramGrowth(point, metric, total) : total;
    const count = grown.counts.reduce((sum, each) => sum + each, 0);
    if (count === 0) return;
    this.#durations.add(metric.name);
    const request = judgePoint(attributesOf(point["attributes"]));
    this.#series.add(timeMs, (measures) => {
      const sketch = measures.sketch(`duration:${metric.name}`);
      if (grown.kind === "explicit") addBuckets(sketch, grown, factor);
      else addExponentialBuckets(sketch, grown, factor);
      measures.addCounts(`errors:${metric.name}`, request.isError ? count : 0, count);
      if (request.isClientError !== null) {
        measures.addCounts(`rejected:${metric.name}`, request.isClientError ? count : 0, count);
      }
    });
  }

  #histogramGrowth(point: JsonObject, metric: Metric, total: Buckets): Buckets {
    const start = field(point, "startTimeUnixNano");
    const last = this.#last.get(metric.key);
    this.#remember(metric.key, { start, value: 0, buckets: total });
    if (last?.buckets == null || last.start !== start) return total;
    return growthOf(last.buckets, total);
  }

  #remember(key: string, last: Last): void {
    if (this.#last.has(key) || this.#last.size < MAX_SERIES) this.#last.set(key, last);
    else this.#isFull = true;
  }

  /** Null without metrics. */
  side(): MeasuredSide | null {
    if (this.isEmpty) return null;
    const chosen =
      latencyMetrics.find((name) => this.#durations.has(name)) ?? [...this.#durations][0];
    const side = this.#series.side();
    return {
      all: chooseLatency(side.all, chosen),
      chunks: side.chunks.map((chunk) => ({
        ...chunk,
        measures: chooseLatency(chunk.measures, chosen),
      })),
      seconds: side.seconds,
    };
  }
}

interface Metric {
  readonly kind: "histogram" | "level" | "counter";
  readonly value: JsonObject;
  readonly isCumulative: boolean;
  readonly name: string;
  readonly unit: string;
  readonly key: string;
}

function dataOf(metric: JsonObject): Pick<Metric, "kind" | "value" | "isCumulative"> | null {
  const histogram = field(metric, "histogram") ?? field(metric, "exponentialHistogram");
  const sum = field(metric, "sum");
  const gauge = field(metric, "gauge");
  // Python's console exporter has one `data` that tells by its fields what it is.
  const data = isObject(metric["data"]) ? metric["data"] : undefined;
  if (isObject(histogram))
    return { kind: "histogram", value: histogram, isCumulative: isCumulative(histogram) };
  if (isObject(sum)) return sumOf(sum);
  if (isObject(gauge)) return { kind: "level", value: gauge, isCumulative: false };
  if (data === undefined) return null;
  if (field(data, "isMonotonic") !== undefined) return sumOf(data);
  const isHistogram = field(data, "aggregationTemporality") !== undefined;
  return {
    kind: isHistogram ? "histogram" : "level",
    value: data,
    isCumulative: isCumulative(data),
  };
}

function sumOf(sum: JsonObject): Pick<Metric, "kind" | "value" | "isCumulative"> {
  const isCounter = field(sum, "isMonotonic") === true;
  return { kind: isCounter ? "counter" : "level", value: sum, isCumulative: isCumulative(sum) };
}

function isCumulative(data: JsonObject): boolean {
  const temporality = field(data, "aggregationTemporality");
  return temporality === CUMULATIVE || temporality === "AGGREGATION_TEMPORALITY_CUMULATIVE";
}

function unitFactor(unit: string): number | null {
  const known: Readonly<Record<string, number>> = { ...millisecondsIn, µs: millisecondsIn.us };
  return Object.hasOwn(known, unit) ? (known[unit] ?? null) : null;
}

function judgePoint(attributes: JsonObject): { isError: boolean; isClientError: boolean | null } {
  const status = numberOf(
    attributes["http.response.status_code"] ?? attributes["http.status_code"] ?? null,
  );
  const { isError, isClientError } = judgeStatus(status);
  // `error.type` is the status for HTTP, also for what the caller did wrong.
  return { isError: isError ?? attributes["error.type"] !== undefined, isClientError };
}

/** The measures with the chosen histogram as latency; its count stands for rows. */
function chooseLatency(measures: Measures, chosen: string | undefined): Measures {
  const result = new Measures();
  for (const [name, sketch] of measures.numbers) {
    if (name === `duration:${chosen ?? ""}`) result.sketch(LATENCY).merge(sketch);
    else if (!name.startsWith("duration:")) result.sketch(name).merge(sketch);
  }
  for (const [name, { count, total }] of measures.shares) {
    if (name === `errors:${chosen ?? ""}`) result.addCounts(ERRORS, count, total);
    if (name === `rejected:${chosen ?? ""}`) result.addCounts(CLIENT_ERRORS, count, total);
  }
  result.rows = result.numbers.get(LATENCY)?.count ?? 0;
  return result;
}
