import { countRequest, judgeStatus, type Request } from "./healthMeasures.ts";
import { ChunkSeries, type MeasuredSide } from "../figures/measures.ts";
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

/** A span, whichever exporter wrote it. */
export interface Span {
  readonly name: string;
  readonly kind: "server" | "client" | "internal" | "unknown";
  readonly isRoot: boolean;
  readonly startMs: number | null;
  readonly durationMs: number | null;
  readonly isFailed: boolean;
  readonly statusMessage: string | null;
  readonly attributes: JsonObject;
  readonly events: readonly SpanEvent[];
}

export interface SpanEvent {
  readonly name: string;
  readonly timeMs: number | null;
  readonly attributes: JsonObject;
}

/**
 * The spans of one JSON value: `resourceSpans` of OTLP (also of before 1.0, with
 * `instrumentationLibrarySpans`), or a span by itself as console exporters write it. Empty for what
 * holds none.
 */
export function readSpans(value: JsonObject): readonly Span[] {
  const resources = field(value, "resourceSpans");
  if (resources !== undefined) {
    return objectsOf(resources).flatMap((resource) =>
      objectsOf(field(resource, "scopeSpans") ?? field(resource, "instrumentationLibrarySpans"))
        .flatMap((scope) => objectsOf(field(scope, "spans")))
        .map((span) => readSpan(span)),
    );
  }
  return isSpan(value) ? [readSpan(value)] : [];
}

function isSpan(value: JsonObject): boolean {
  const context = value["context"];
  const hasTrace =
    field(value, "traceId") !== undefined ||
    (isObject(context) && field(context, "traceId") !== undefined);
  return hasTrace && startOf(value) !== undefined && typeof value["name"] === "string";
}

function startOf(span: JsonObject): unknown {
  return field(span, "startTimeUnixNano") ?? field(span, "startTime");
}

function endOf(span: JsonObject): unknown {
  return field(span, "endTimeUnixNano") ?? field(span, "endTime");
}

function readSpan(span: JsonObject): Span {
  const start = startOf(span);
  const parent = field(span, "parentSpanId") ?? field(span, "parentId");
  const status = isObject(span["status"]) ? span["status"] : {};
  return {
    name: textOf(span["name"]) ?? "",
    kind: kindOf(span["kind"]),
    isRoot:
      parent === undefined || parent === null || parent === "" || parent === "0000000000000000",
    startMs: timeOf(start),
    durationMs: durationOf(start, endOf(span)),
    isFailed: isFailed(field(status, "code") ?? field(status, "statusCode")),
    statusMessage: textOf(status["message"]) ?? textOf(status["description"]),
    attributes: attributesOf(span["attributes"]),
    events: objectsOf(span["events"]).map((event) => ({
      name: textOf(event["name"]) ?? "",
      timeMs: timeOf(field(event, "timeUnixNano") ?? event["timestamp"]),
      attributes: attributesOf(event["attributes"]),
    })),
  };
}

/** To the nanosecond where both are texts of digits; null when it would be negative. */
function durationOf(start: unknown, end: unknown): number | null {
  const startMs = timeOf(start);
  const endMs = timeOf(end);
  if (startMs === null || endMs === null) return null;
  const isExact =
    typeof start === "string" &&
    typeof end === "string" &&
    /^\d{1,30}$/.test(start) &&
    /^\d{1,30}$/.test(end);
  const durationMs = isExact ? Number(BigInt(end) - BigInt(start)) / 1e6 : endMs - startMs;
  return durationMs >= 0 ? durationMs : null;
}

/** `2` or `SPAN_KIND_SERVER` of OTLP, `SpanKind.SERVER` of Python's console exporter. */
function kindOf(kind: unknown): Span["kind"] {
  if (kind === 2 || kind === 5) return "server";
  if (kind === 3 || kind === 4) return "client";
  if (kind === 1) return "internal";
  const text = textOf(kind)?.toUpperCase() ?? "";
  if (/SERVER|CONSUMER/.test(text)) return "server";
  if (/CLIENT|PRODUCER/.test(text)) return "client";
  return text.includes("INTERNAL") ? "internal" : "unknown";
}

function isFailed(code: unknown): boolean {
  return code === 2 || (typeof code === "string" && /^(?:STATUS_CODE_)?ERROR$/i.test(code));
}

function judgeSpan(span: Span): Request {
  const status = numberOf(
    span.attributes["http.response.status_code"] ?? span.attributes["http.status_code"] ?? null,
  );
  const byStatus = judgeStatus(status);
  return {
    latencyMs: span.durationMs,
    isError: span.isFailed || byStatus.isError === true,
    isClientError: byStatus.isClientError,
  };
}

/**
 * Requests among spans: those a server handled (kind server or consumer); where no span says so,
 * those without a parent; where all have one, all.
 */
export class SpanCollector {
  readonly #server = new ChunkSeries();
  readonly #root = new ChunkSeries();
  readonly #all = new ChunkSeries();
  readonly #counts = { server: 0, root: 0, all: 0 };

  add(span: Span): void {
    const request = judgeSpan(span);
    const count = (into: ChunkSeries) => {
      into.add(span.startMs, (measures) => {
        countRequest(measures, request);
      });
    };
    count(this.#all);
    this.#counts.all++;
    if (span.isRoot) {
      count(this.#root);
      this.#counts.root++;
    }
    if (span.kind === "server") {
      count(this.#server);
      this.#counts.server++;
    }
  }

  /** Null without spans. */
  side(): MeasuredSide | null {
    if (this.#counts.server > 0) return this.#server.side();
    if (this.#counts.root > 0) return this.#root.side();
    return this.#counts.all > 0 ? this.#all.side() : null;
  }
}
