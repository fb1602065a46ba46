import { lastOnly, MetricTotals } from "../../../core/formats/mlflow/metricTotals.ts";
import { cutName } from "../../../core/formats/mlflow/mlflowRecord.ts";
import { setNamed } from "../../../core/formats/namedValues.ts";
import { PointBuffer } from "../../../core/formats/pointBuffer.ts";
import type { MetricSummary, Series } from "../../../core/runs/run.ts";
import type { SqliteReading, SqliteRow } from "../sqliteSource.ts";
import { textOf, unpackInfinity, valueOf, type MlflowTables } from "./sqliteTables.ts";

/** The roll-ups of one run, by metric. */
export class RunTotals {
  readonly #metrics = new Map<string, MetricTotals>();

  get lastTime(): number {
    let last = -Infinity;
    for (const each of this.#metrics.values()) last = Math.max(last, each.lastTime);
    return last;
  }

  of(metric: string): MetricTotals {
    let totals = this.#metrics.get(metric);
    if (totals === undefined) this.#metrics.set(metric, (totals = new MetricTotals()));
    return totals;
  }

  set(metric: string, totals: MetricTotals): void {
    this.#metrics.set(metric, totals);
  }

  push(metric: string, point: readonly [step: number, time: number, value: number]): void {
    this.of(metric).push(...point);
  }

  summaries(): Readonly<Record<string, MetricSummary>> {
    const summaries: Record<string, MetricSummary> = {};
    for (const [key, each] of this.#metrics) setNamed(summaries, cutName(key), each.summary());
    return summaries;
  }
}

/** Rows of `metrics` that one statement rolls up: some 30 ms, during which a writer waits to commit. */
const rowsPerSlice = 50_000;
const pointsPerPage = 10_000;

/** The newest point of each metric of these runs, by run. */
export async function readLatest(
  db: SqliteReading,
  tables: MlflowTables,
  runIds: readonly string[],
): Promise<Map<string, RunTotals>> {
  const found = new Map<string, RunTotals>();
  if (!tables.has("latest_metrics")) return found;
  const columns = tables.select(
    "latest_metrics",
    "run_uuid",
    "key",
    "value",
    "is_nan",
    "timestamp",
  );
  const step = tables.select("latest_metrics", "step");
  const rows = await db.rows(
    `SELECT ${columns}, ${step} FROM latest_metrics
     WHERE run_uuid IN (SELECT value FROM json_each(?))`,
    JSON.stringify(runIds),
  );
  for (const row of rows) {
    const summary = lastOnly(valueOf(row), numberOf(row["step"]), numberOf(row["timestamp"]));
    totalsOf(found, textOf(row["run_uuid"])).set(textOf(row["key"]), MetricTotals.from(summary));
  }
  return found;
}

/**
 * Adds least, greatest and number of the points up to the row `maxRow` to what `into` has of these
 * runs: exact, by SQLite itself, some ten times faster than row by row. Of runs with very many points
 * and of databases without an index it reads in slices, so that no statement is long.
 */
export async function addTotals(
  db: SqliteReading,
  tables: MlflowTables,
  runIds: readonly string[],
  reading: { readonly maxRow: number; readonly into: Map<string, RunTotals> },
): Promise<void> {
  const { maxRow, into } = reading;
  if (!tables.isIndexedByRun) {
    await addSliced(db, tables, { runIds, maxRow, into });
    return;
  }
  const where = "run_uuid = ? AND rowid <= ?";
  const statement = createStatement(tables, where);
  for (const runId of runIds) {
    const [size] = await db.rows(`SELECT count(*) AS n FROM metrics WHERE run_uuid = ?`, runId);
    if (numberOf(size?.["n"]) > rowsPerSlice) {
      await addSliced(db, tables, { runIds: [runId], maxRow, into });
      continue;
    }
    for (const side of ["min", "max"] as const) {
      for (const row of await db.rows(statement[side], runId, maxRow)) add(into, row, side);
    }
  }
}

async function addSliced(
  db: SqliteReading,
  tables: MlflowTables,
  of: {
    readonly runIds: readonly string[];
    readonly maxRow: number;
    readonly into: Map<string, RunTotals>;
  },
): Promise<void> {
  const [first] = of.runIds;
  const isOne = tables.isIndexedByRun && of.runIds.length === 1;
  const runs = isOne ? "run_uuid = ?" : "run_uuid IN (SELECT value FROM json_each(?))";
  const statement = createStatement(tables, `${runs} AND rowid > ? AND rowid <= ?`);
  const bound = isOne ? (first ?? "") : JSON.stringify(of.runIds);
  for (let from = 0; from < of.maxRow; from += rowsPerSlice) {
    const to = Math.min(of.maxRow, from + rowsPerSlice);
    for (const side of ["min", "max"] as const) {
      for (const row of await db.rows(statement[side], bound, from, to)) add(of.into, row, side);
    }
  }
}

/** With a single min() or max() the other columns are those of its row: https://sqlite.org/lang_select.html#bareagg */
function createStatement(
  tables: MlflowTables,
  where: string,
): { readonly min: string; readonly max: string } {
  const known = `(SELECT run_uuid, "key", ${tables.select("metrics", "step")}, value,
    ${tables.select("metrics", "is_nan")} FROM metrics WHERE ${where})`;
  const select = (side: "min" | "max") =>
    `SELECT run_uuid, "key", step, count(*) AS n,
       ${side}(CASE WHEN is_nan THEN NULL ELSE value END) AS value FROM ${known} GROUP BY run_uuid, "key"`;
  return { min: select("min"), max: select("max") };
}

function add(into: Map<string, RunTotals>, row: SqliteRow, side: "min" | "max"): void {
  const totals = totalsOf(into, textOf(row["run_uuid"])).of(textOf(row["key"]));
  if (side === "min") totals.count += numberOf(row["n"]);
  if (typeof row["value"] !== "number") return;
  const value = unpackInfinity(row["value"]);
  if (side === "min") totals.addMin(value, numberOf(row["step"]));
  else totals.addMax(value, numberOf(row["step"]));
}

function totalsOf(of: Map<string, RunTotals>, runId: string): RunTotals {
  let totals = of.get(runId);
  if (totals === undefined) of.set(runId, (totals = new RunTotals()));
  return totals;
}

/** All points of one metric of a run, in the order they were written. Undefined when it has none. */
export async function readPoints(
  db: SqliteReading,
  tables: MlflowTables,
  { runId, metric }: { readonly runId: string; readonly metric: string },
): Promise<Series | undefined> {
  const columns = `rowid AS row_id, ${tables.select("metrics", "step", "timestamp", "value", "is_nan")}`;
  const where = `FROM metrics WHERE run_uuid = ? AND "key" = ?`;
  const isByStep = tables.isIndexedByStep;
  const sql = isByStep
    ? `SELECT ${columns} ${where} AND (step, rowid) > (?, ?) ORDER BY step, rowid LIMIT ?`
    : `SELECT ${columns} ${where} AND rowid > ? ORDER BY rowid LIMIT ?`;
  const buffer = new PointBuffer(metric, 0);
  const rowIds: number[] = [];
  let step = -Number.MAX_SAFE_INTEGER;
  let rowId = -1;
  for (;;) {
    const before = [step, rowId] as const;
    const place = isByStep ? before : [rowId];
    const rows = await db.rows(sql, runId, metric, ...place, pointsPerPage);
    for (const row of rows) {
      step = numberOf(row["step"]);
      rowId = numberOf(row["row_id"]);
      buffer.push(step, numberOf(row["timestamp"]), valueOf(row));
      rowIds.push(rowId);
    }
    // Steps that are no numbers would give the same page for ever.
    const isFurther = step > before[0] || rowId > before[1];
    if (rows.length < pointsPerPage || !isFurther) break;
  }
  if (buffer.length === 0) return undefined;
  return isByStep ? inOrderOf(buffer.take(), rowIds) : buffer.take();
}

function inOrderOf(series: Series, rowIds: readonly number[]): Series {
  const order = Uint32Array.from(rowIds, (_, index) => index);
  order.sort((a, b) => (rowIds[a] ?? 0) - (rowIds[b] ?? 0));
  const pick = (column: Float64Array) => Float64Array.from(order, (index) => column[index] ?? NaN);
  return { steps: pick(series.steps), times: pick(series.times), values: pick(series.values) };
}

export function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
