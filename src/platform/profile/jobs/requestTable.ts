import { chooseHealthColumns, type HealthColumns } from "../../../core/health/healthColumns.ts";
import { CLIENT_ERRORS, ERRORS, LATENCY, RESOURCE } from "../../../core/health/healthMeasures.ts";
import {
  chunkLabel,
  chunkLengthFor,
  chunkLengths,
  isUsableTime,
  Measures,
  type MeasuredSide,
} from "../../../core/figures/measures.ts";
import { binSql } from "../../../core/figures/numberSketch.ts";
import type { HealthOptions } from "../../../core/monitors/monitor.ts";
import { numberExpression, textExpression, timeExpression } from "../columnTypes.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { DataTable, TableColumn } from "../dataTable.ts";

/**
 * A table of requests as measures: one scan for times, one for counts, and one for each column of
 * numbers, all grouped by chunk and bin in the engine, so that no row leaves it.
 */
export async function measureTable(
  engine: DataEngine,
  table: DataTable,
  options: HealthOptions,
): Promise<{ readonly side: MeasuredSide; readonly problems: readonly string[] }> {
  const { columns, missing } = chooseHealthColumns(
    options,
    table.columns.map(({ name, type }) => ({
      name,
      isNumber: type === "number",
      isTimestamp: type === "timestamp",
    })),
  );
  const problems = missing.map(
    (name) => `There is no column "${name}"; what it would tell is missing from the report.`,
  );
  const parts = expressions(table, columns);
  const time = await timeRange(engine, table, parts.time);
  const chunk = time === null ? "NULL" : chunkSql(time.sql, time.lengthMs);
  const chunks = new Map<number | null, Measures>();
  const measuresOf = (key: unknown): Measures => {
    const start = key === null || key === undefined ? null : Number(key);
    let measures = chunks.get(start);
    if (measures === undefined) chunks.set(start, (measures = new Measures()));
    return measures;
  };
  await countRows(engine, table, { chunk, ...parts }, measuresOf);
  for (const { name, sql, isLatency } of parts.numbers) {
    const negative = await sketchNumbers(
      engine,
      table,
      { name, sql, chunk, isLatency },
      measuresOf,
    );
    if (negative > 0) problems.push(`${negative} latencies are below 0 and were left out.`);
  }
  return { side: sideFrom(chunks, time), problems };
}

interface Expressions {
  readonly time: TableColumn | null;
  readonly isError: string | null;
  /** Whether there is a column of errors, which is null where nothing failed. */
  readonly hasErrors: boolean;
  readonly isClientError: string | null;
  readonly numbers: readonly { name: string; sql: string; isLatency: boolean }[];
}

function expressions(table: DataTable, columns: HealthColumns): Expressions {
  const find = (name: string | null) => table.columns.find((each) => each.name === name) ?? null;
  const latency = find(columns.latency);
  const status = find(columns.status);
  const error = find(columns.error);
  const code = status === null ? null : statusSql(status);
  const failed = [
    ...(status === null || code === null
      ? []
      : [`coalesce(${code} BETWEEN 500 AND 599, ${failedWordSql(status)}, FALSE)`]),
    ...(error === null ? [] : [errorSql(error)]),
  ];
  const numbers = columns.resources.flatMap((name) => {
    const column = find(name);
    if (column === null) return [];
    return [{ name: RESOURCE + name, sql: numberExpression(column), isLatency: false }];
  });
  if (latency !== null) {
    const sql = `(${numberExpression(latency)}) * ${columns.latencyFactor}`;
    numbers.unshift({ name: LATENCY, sql, isLatency: true });
  }
  return {
    time: find(columns.time),
    isError: failed.length === 0 ? null : `(${failed.join(" OR ")})`,
    hasErrors: error !== null,
    isClientError: code === null ? null : `(${code} BETWEEN 400 AND 499)`,
    numbers,
  };
}

/** A status of HTTP, also as text (`200`, `404 Not Found`); null for anything else. */
function statusSql(column: TableColumn): string {
  const digits = `regexp_extract(${textExpression(column)}, '^([1-5][0-9][0-9])(\\.0+)?($|[^0-9.])', 1)`;
  return `TRY_CAST(nullif(${digits}, '') AS INTEGER)`;
}

function failedWordSql(column: TableColumn): string {
  return `lower(trim(${textExpression(column)})) IN ('error', 'failed', 'failure', 'exception', 'timeout')`;
}

/** Set, or true: not null, not false or 0, no word that says that nothing failed. */
function errorSql(column: TableColumn): string {
  const words = "'', '0', '0.0', 'false', 'f', 'no', 'none', 'null', 'nan', 'ok', 'success'";
  return `(${textExpression(column)} IS NOT NULL AND lower(trim(${textExpression(column)})) NOT IN (${words}))`;
}

interface TimeRange {
  /** Milliseconds since the epoch, null where the time is unknown. */
  readonly sql: string;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly lengthMs: number;
}

async function timeRange(
  engine: DataEngine,
  table: DataTable,
  column: TableColumn | null,
): Promise<TimeRange | null> {
  if (column === null) return null;
  const usable = `${timeExpression(column)} BETWEEN 0 AND ${Date.UTC(2200, 0, 1)}`;
  const sql = `CASE WHEN ${usable} THEN ${timeExpression(column)} END`;
  const [row] = await engine.rows(
    `SELECT min(${sql}) AS first, max(${sql}) AS last FROM ${table.sql}`,
  );
  const firstMs = row?.["first"];
  const lastMs = row?.["last"];
  if (typeof firstMs !== "number" || typeof lastMs !== "number") return null;
  if (!isUsableTime(firstMs) || !isUsableTime(lastMs)) return null;
  return { sql, firstMs, lastMs, lengthMs: chunkLengthFor(firstMs, lastMs) };
}

/** The same chunks as `chunkStart` makes. */
function chunkSql(time: string, lengthMs: number): string {
  const monday = 4 * chunkLengths[5];
  return `floor((${time} - ${monday}) / ${lengthMs}) * ${lengthMs} + ${monday}`;
}

async function countRows(
  engine: DataEngine,
  table: DataTable,
  {
    chunk,
    isError,
    isClientError,
    hasErrors,
  }: Pick<Expressions, "isError" | "isClientError" | "hasErrors"> & { chunk: string },
  measuresOf: (key: unknown) => Measures,
): Promise<void> {
  const counted = (sql: string | null) => (sql === null ? "0" : `count(*) FILTER (WHERE ${sql})`);
  const known = isClientError === null ? "0" : `count(${isClientError})`;
  const rows = await engine.rows(
    `SELECT ${chunk} AS chunk, count(*) AS n, ${counted(isError)} AS errors, ${counted(isClientError)} AS rejected, ${known} AS known FROM ${table.sql} GROUP BY 1`,
  );
  for (const row of rows) {
    const measures = measuresOf(row["chunk"]);
    measures.rows += Number(row["n"]);
    // A status that is none of HTTP's says nothing of errors.
    const isTold = hasErrors || Number(row["known"]) + Number(row["errors"]) > 0;
    if (isError !== null && isTold)
      measures.addCounts(ERRORS, Number(row["errors"]), Number(row["n"]));
    if (isClientError !== null && Number(row["known"]) > 0) {
      measures.addCounts(CLIENT_ERRORS, Number(row["rejected"]), Number(row["known"]));
    }
  }
}

/** Returns how many latencies were below 0. */
async function sketchNumbers(
  engine: DataEngine,
  table: DataTable,
  { name, sql, chunk, isLatency }: { name: string; sql: string; chunk: string; isLatency: boolean },
  measuresOf: (key: unknown) => Measures,
): Promise<number> {
  const rows = await engine.rows(
    `SELECT chunk, ${binSql("x")} AS bin, count(*) AS n, sum(x) AS total, sum(x * x) AS squares, min(x) AS low, max(x) AS high FROM (SELECT ${chunk} AS chunk, ${sql} AS x FROM ${table.sql}) WHERE x IS NOT NULL AND isfinite(x) GROUP BY 1, 2`,
  );
  let negative = 0;
  for (const row of rows) {
    const numbers = {
      count: Number(row["n"]),
      sum: Number(row["total"]),
      squares: Number(row["squares"]),
      min: Number(row["low"]),
      max: Number(row["high"]),
    };
    if (isLatency && numbers.max < 0) negative += numbers.count;
    else measuresOf(row["chunk"]).sketch(name).addBin(Number(row["bin"]), numbers);
  }
  return negative;
}

function sideFrom(
  chunks: ReadonlyMap<number | null, Measures>,
  time: TimeRange | null,
): MeasuredSide {
  const all = new Measures();
  for (const measures of chunks.values()) all.merge(measures);
  if (time === null) return { all, chunks: [], seconds: null };
  const sorted = [...chunks]
    .flatMap(([startMs, measures]) => (startMs === null ? [] : [{ startMs, measures }]))
    .sort((a, b) => a.startMs - b.startMs)
    .map(({ startMs, measures }) => ({
      label: chunkLabel(startMs, time.lengthMs),
      startMs,
      endMs: startMs + time.lengthMs,
      measures,
    }));
  return { all, chunks: sorted, seconds: (time.lastMs - time.firstMs) / 1000 };
}
