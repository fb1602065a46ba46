import type { FigureSpec } from "../figures/figureSpec.ts";
import type { MeasuredSide, Measures } from "../figures/measures.ts";

/** The names under which the system's measures are counted, and the figures made of them. */

/** Shares: requests that failed by the server's fault, and by the caller's. */
export const ERRORS = "error";
export const CLIENT_ERRORS = "clientError";
/** Numbers: milliseconds. */
export const LATENCY = "latency";
/** Numbers: what a resource column, or a gauge, holds. */
export const RESOURCE = "resource:";
/** Numbers: what a counter grew by; their sum a second is a figure. */
export const COUNTER = "counter:";
/** Numbers: what a PromQL query gave. */
export const QUERY = "query:";

const latencyFigures: readonly FigureSpec[] = [0.5, 0.9, 0.95, 0.99].map((q) => ({
  id: `latency.p${Math.round(q * 100)}`,
  label: `Latency (${Math.round(q * 100)}th percentile)`,
  unit: "milliseconds",
  better: "lower",
  source: { kind: "quantile", measure: LATENCY, q },
}));

const fixed: readonly FigureSpec[] = [
  ...latencyFigures,
  {
    id: "latency.mean",
    label: "Mean latency",
    unit: "milliseconds",
    better: "lower",
    source: { kind: "mean", measure: LATENCY },
  },
  {
    id: "errorRate",
    label: "Error rate",
    unit: "share",
    better: "lower",
    source: { kind: "share", measure: ERRORS },
  },
  {
    id: "clientErrorRate",
    label: "Rate of rejected requests (4xx)",
    unit: "share",
    better: "neither",
    source: { kind: "share", measure: CLIENT_ERRORS },
  },
  {
    id: "throughput",
    label: "Throughput",
    unit: "perSecond",
    better: "neither",
    source: { kind: "rate", measure: null },
  },
];

/**
 * Figures of latency, errors, throughput and of every resource that was counted on either side.
 * `hasRows` is false where rows are no requests: samples of Prometheus or of metrics.
 */
export function healthFigures(current: MeasuredSide, hasRows: boolean): readonly FigureSpec[] {
  const named = [...current.all.numbers.keys()].sort().flatMap((name) => namedFigures(name));
  return [...(hasRows ? fixed : fixed.filter(({ id }) => id !== "throughput")), ...named];
}

function namedFigures(measure: string): readonly FigureSpec[] {
  if (measure.startsWith(RESOURCE)) {
    const name = measure.slice(RESOURCE.length);
    const unit = /bytes/i.test(name) ? "bytes" : "number";
    return [
      {
        id: `resource.${name}.mean`,
        label: `Mean ${name}`,
        unit,
        better: "neither",
        source: { kind: "mean", measure, isSampled: true },
      },
      {
        id: `resource.${name}.p95`,
        label: `95th percentile of ${name}`,
        unit,
        better: "neither",
        source: { kind: "quantile", measure, q: 0.95, isSampled: true },
      },
    ];
  }
  if (measure.startsWith(COUNTER)) {
    const name = measure.slice(COUNTER.length);
    return [
      {
        id: `rate.${name}`,
        label: `${name} a second`,
        unit: "perSecond",
        better: "neither",
        source: { kind: "rate", measure },
      },
    ];
  }
  if (measure.startsWith(QUERY)) {
    const name = measure.slice(QUERY.length);
    return [
      {
        id: name,
        label: name,
        unit: "number",
        better: /latency|duration|error|fail|5xx|timeout/i.test(name) ? "lower" : "neither",
        source: { kind: "mean", measure, isSampled: true },
      },
    ];
  }
  return [];
}

/** One request, as a log has it; null where a field says nothing. */
export interface Request {
  readonly latencyMs: number | null;
  readonly isError: boolean | null;
  readonly isClientError: boolean | null;
}

export function countRequest(measures: Measures, request: Request): void {
  if (request.latencyMs !== null && request.latencyMs >= 0) {
    measures.addNumber(LATENCY, request.latencyMs);
  }
  if (request.isError !== null) measures.addShare(ERRORS, request.isError);
  if (request.isClientError !== null) measures.addShare(CLIENT_ERRORS, request.isClientError);
}

/** A status of HTTP: 5xx is the server's error, 4xx the caller's. Null for what is no status. */
export function judgeStatus(status: number | null): Pick<Request, "isError" | "isClientError"> {
  if (status === null || status < 100 || status > 599)
    return { isError: null, isClientError: null };
  return { isError: status >= 500, isClientError: status >= 400 && status < 500 };
}

export const millisecondsIn = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 } as const;
