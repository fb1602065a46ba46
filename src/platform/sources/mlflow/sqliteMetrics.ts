import { lastOnly, MetricTotals } from "../../../core/formats/mlflow/metricTotals.ts";
import { cutName } from "../../../core/formats/mlflow/mlflowRecord.ts";
import { setNamed } from "../../../core/formats/namedValues.ts";
import { PointBuffer } from "../../../core/formats/points/pointBuffer.ts";
import type { MetricSummary, Series } from "../../../core/runs/run.ts";
import type { SqliteReading, SqliteRow } from "../sqliteSource.ts";
import { textOf, valueOf, type MlflowTables } from "./sqliteTables.ts";

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
 * Rolls up the points of these runs up to the row `maxRow`, a page of rows at a time, so that no
 * statement is long. (Letting SQLite find least and greatest takes two passes for their steps, and
 * was measured to be no faster.)
 */
export async function readTotals(
  db: SqliteReading,
  tables: MlflowTables,
  runIds: readonly string[],
  maxRow: number,
): Promise<Map<string, RunTotals>> {
  const totals = new Map(runIds.map((runId) => [runId, new RunTotals()]));
  const columns = tables.select(
    "metrics",
    "run_uuid",
    "key",
    "step",
    "timestamp",
    "value",
    "is_nan",
  );
  const select = `SELECT rowid AS row_id, ${columns} FROM metrics WHERE rowid <= ?`;
  const rest = "AND rowid > ? ORDER BY rowid LIMIT ?";
  const take = (row: SqliteRow) => {
    const point = [numberOf(row["step"]), numberOf(row["timestamp"]), valueOf(row)] as const;
    totals.get(textOf(row["run_uuid"]))?.push(textOf(row["key"]), point);
  };
  const query = { idColumn: "row_id", after: -1 };
  if (!tables.isIndexedByRun) {
    await db.pages({ ...query, sql: `${select} ${rest}`, values: [maxRow] }, take);
    return totals;
  }
  for (const runId of runIds) {
    const sql = `${select} AND run_uuid = ? ${rest}`;
    await db.pages({ ...query, sql, values: [maxRow, runId] }, take);
  }
  return totals;
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
