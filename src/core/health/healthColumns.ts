import type { HealthOptions } from "../monitors/monitor.ts";

/** Which columns of a table of requests hold what. */
export interface HealthColumns {
  readonly time: string | null;
  readonly latency: string | null;
  /** Milliseconds that one unit of the latency column is. */
  readonly latencyFactor: number;
  readonly status: string | null;
  readonly error: string | null;
  readonly resources: readonly string[];
}

export interface NamedColumn {
  readonly name: string;
  readonly isNumber: boolean;
  readonly isTimestamp: boolean;
}

const factors = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 } as const;

const time = [
  "timestamp",
  "time",
  "ts",
  "datetime",
  "date_time",
  "start_time",
  "created_at",
  "date",
];
const latency = ["latency", "duration", "response_time", "elapsed", "request_time", "took"];
const status = [
  "status",
  "status_code",
  "http_status",
  "http_status_code",
  "response_code",
  "code",
];
const error = ["error", "is_error", "failed", "exception", "error_type", "err"];
const resource = /^(?:cpu|mem|memory|ram|rss|gpu|vram|disk|heap|load)(?:_|$)/;

/** Suffixes that name a unit: they are believed where the column was not named by the user. */
const unitSuffixes: readonly (readonly [suffix: RegExp, factor: number])[] = [
  [/_(?:ms|millis|milliseconds)$/, factors.ms],
  [/_(?:us|micros|microseconds)$/, factors.us],
  [/_(?:ns|nanos|nanoseconds)$/, factors.ns],
  [/_(?:s|sec|secs|seconds)$/, factors.s],
];

/**
 * The columns that the monitor names, else those of the names above, compared in lower case with
 * `_` between words (`responseTime` is `response_time`), the first name in the list that is there.
 * A latency may end in its unit (`latency_ms`); resources are number columns whose name begins with
 * `cpu`, `memory`, `gpu` and the like. Named columns that are missing are returned as `missing`.
 */
export function chooseHealthColumns(
  options: Pick<
    HealthOptions,
    "time" | "latency" | "latencyUnit" | "status" | "error" | "resources"
  >,
  columns: readonly NamedColumn[],
): { readonly columns: HealthColumns; readonly missing: readonly string[] } {
  const there = new Set(columns.map(({ name }) => name));
  const asked = [
    options.time,
    options.latency,
    options.status,
    options.error,
    ...options.resources,
  ].filter((name) => name !== null);
  const pick = (name: string | null, guess: () => string | null) =>
    name === null ? guess() : there.has(name) ? name : null;
  const numbers = columns.filter(({ isNumber }) => isNumber);
  const latencyColumn = pick(options.latency, () => findName(latency, numbers, true));
  const resources =
    options.resources.length > 0
      ? options.resources.filter((name) => there.has(name))
      : numbers.map(({ name }) => name).filter((name) => resource.test(snakeCase(name)));
  return {
    columns: {
      time: pick(options.time, () => findName(time, columns, false)),
      latency: latencyColumn,
      latencyFactor: latencyFactor(latencyColumn, options),
      status: pick(options.status, () => findName(status, columns, false)),
      error: pick(options.error, () => findName(error, columns, false)),
      resources,
    },
    missing: asked.filter((name) => !there.has(name)),
  };
}

function latencyFactor(
  column: string | null,
  options: Pick<HealthOptions, "latency" | "latencyUnit">,
): number {
  // A column that the user named is in the unit that the user gave.
  if (column === null || options.latency !== null) return factors[options.latencyUnit];
  const name = snakeCase(column);
  return unitSuffixes.find(([suffix]) => suffix.test(name))?.[1] ?? factors[options.latencyUnit];
}

function findName(
  names: readonly string[],
  columns: readonly NamedColumn[],
  mayHaveUnit: boolean,
): string | null {
  for (const wanted of names) {
    for (const { name } of columns) {
      const plain = snakeCase(name);
      const bare = mayHaveUnit
        ? unitSuffixes.reduce((rest, [suffix]) => rest.replace(suffix, ""), plain)
        : plain;
      if (bare === wanted || plain === wanted) return name;
    }
  }
  return null;
}

function snakeCase(name: string): string {
  return name
    .slice(0, 200)
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, "_");
}
