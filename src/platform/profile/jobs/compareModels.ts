import { AppError } from "../../../base/errors.ts";
import type { Monitor } from "../../../core/monitors/monitor.ts";
import { compareModels } from "../../../core/performance/compareModels.ts";
import type { EncodedColumn } from "../../../core/performance/encodedColumns.ts";
import {
  className,
  labelRows,
  readClasses,
  type CellValue,
  type ClassTable,
  type PerformanceColumns,
} from "../../../core/performance/labelRows.ts";
import { defaultComparedMetric, rowLosses } from "../../../core/performance/rowLosses.ts";
import {
  comparedMetrics,
  type ComparedMetric,
  type ModelComparison,
} from "../../../core/performance/performanceReport.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { CompareModelsJob, JobContext, ResolvedSource } from "../dataJobs.ts";
import type { DataTable } from "../dataTable.ts";
import { openTable } from "../openTable.ts";
import { taskOptions } from "./performance.ts";
import {
  columnsToSlice,
  hasColumn,
  readScoredRows,
  readValues,
  SliceEncoder,
} from "./scoredRows.ts";

interface Model {
  readonly table: DataTable;
  readonly columns: PerformanceColumns;
}

/** Rows that both models judged; places among the rows of each. */
interface Joined {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  readonly isPaired: boolean;
}

/**
 * A retrained model against the one that it replaces. Rows are joined by the monitor's `id`; where
 * there is none, each model is judged on the rows of its own file.
 */
export async function runCompareModels(
  job: CompareModelsJob,
  engine: DataEngine,
  context: JobContext,
): Promise<ModelComparison> {
  const { monitor } = job;
  context.report("reading predictions", null);
  const before = await readModel(engine, job, job.before);
  const read = await readModel(engine, job, job.after);
  const after = await withTargets(engine, { before, after: read, id: monitor.id });
  const table = readClasses([before.columns, after.columns], taskOptions(monitor));
  const joined = await joinRows(engine, { before, after, id: monitor.id });
  context.report("comparing models", null);
  const metric = monitor.retrain?.evaluate?.metric ?? defaultComparedMetric(table);
  const sides = scoreRows({ before, after, joined, table, metric });
  const encoded = await encodeGroups(engine, { before, after, joined: sides.rows, monitor });
  return compareModels(
    { columns: encoded.before, losses: sides.before },
    { columns: encoded.after, losses: sides.after },
    {
      metric: { id: metric, isAccuracy: metric === "accuracy" },
      isPaired: joined.isPaired,
      ...(monitor.performance !== null && { minRows: monitor.performance.slices.minRows }),
    },
  );
}

interface Scored {
  readonly rows: Joined;
  /** Losses of the rows. */
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** Without the rows that one of the models, or the laboratory, says nothing of. */
function scoreRows(given: {
  readonly before: Model;
  readonly after: Model;
  readonly joined: Joined;
  readonly table: ClassTable;
  readonly metric: ComparedMetric;
}): Scored {
  const { joined, table, metric } = given;
  const old = lossesByRow(given.before.columns, table, metric);
  const young = lossesByRow(given.after.columns, table, metric);
  const isKept = (pair: number): boolean =>
    old.has(joined.before[pair] ?? -1) && young.has(joined.after[pair] ?? -1);
  const rows: Joined = joined.isPaired
    ? {
        isPaired: true,
        before: joined.before.filter((_, pair) => isKept(pair)),
        after: joined.after.filter((_, pair) => isKept(pair)),
      }
    : {
        isPaired: false,
        before: joined.before.filter((row) => old.has(row)),
        after: joined.after.filter((row) => young.has(row)),
      };
  return {
    rows,
    before: Float64Array.from(rows.before, (row) => old.get(row) ?? NaN),
    after: Float64Array.from(rows.after, (row) => young.get(row) ?? NaN),
  };
}

function lossesByRow(
  columns: PerformanceColumns,
  table: ClassTable,
  metric: ComparedMetric,
): ReadonlyMap<number, number> {
  const { rows, positions } = labelRows(columns, table);
  const losses = rowLosses(rows, metric);
  if (losses === null) throw notMeasurable(metric, rows.task);
  const scored = Array.from(positions, (row, place) => [row, losses[place] ?? NaN] as const);
  return new Map(scored.filter(([, loss]) => !Number.isNaN(loss)));
}

function notMeasurable(metric: ComparedMetric, task: string): AppError {
  const others = comparedMetrics.filter((one) => one !== metric).join(", ");
  const reason =
    metric === "log_loss" && task !== "regression"
      ? "a file has no probabilities"
      : `it is no metric of a ${task} model`;
  return new AppError(
    "metric-not-measurable",
    `The models cannot be compared by ${metric}: ${reason}. Set \`metric\` of the monitor's \`evaluate\` to one of ${others}.`,
  );
}

/** Joined rows are put into groups by the columns of the current data, others by their own. */
async function encodeGroups(
  engine: DataEngine,
  given: {
    readonly before: Model;
    readonly after: Model;
    readonly joined: Joined;
    readonly monitor: Monitor;
  },
): Promise<{ before: EncodedColumn[]; after: EncodedColumn[] }> {
  const { before, after, joined, monitor } = given;
  const names = columnsToSlice(before.table, monitor);
  const encoder = new SliceEncoder(engine);
  if (joined.isPaired) {
    const columns = await encoder.encode(before.table, names, joined.before);
    return { before: columns, after: columns };
  }
  const shared = names.filter((name) => hasColumn(after.table, name));
  return {
    before: await encoder.encode(before.table, shared, joined.before),
    after: await encoder.encode(after.table, shared, joined.after),
  };
}

async function readModel(
  engine: DataEngine,
  { settings, monitor }: CompareModelsJob,
  source: ResolvedSource,
): Promise<Model> {
  if (source.kind === "profile") {
    throw new AppError(
      "no-rows",
      `${source.label} is a profile: two models can only be compared on rows of data.`,
    );
  }
  const table = await openTable(engine, source, { settings, types: monitor.columns.types });
  return { table, columns: await readScoredRows(engine, table, monitor) };
}

/** Predictions without answers of their own get those of the rows with the same `id`. */
async function withTargets(
  engine: DataEngine,
  { before, after, id }: { before: Model; after: Model; id: string | null },
): Promise<Model> {
  if (after.columns.targets !== null) return after;
  if (id === null || !hasColumn(after.table, id) || !hasColumn(before.table, id)) {
    throw new AppError(
      "no-targets",
      "The new predictions have no column with the true answers, and no column that tells which rows they are: write the target too, or name such a column as `id` of the monitor.",
    );
  }
  const known = rowsById(await readValues(engine, before.table, id));
  const ids = await readValues(engine, after.table, id);
  const targets = Array.from(ids, (value) => {
    const row = known.get(className(value) ?? "");
    return row === undefined ? null : before.columns.targets?.[row];
  });
  return { ...after, columns: { ...after.columns, targets } };
}

interface JoinRequest {
  readonly before: Model;
  readonly after: Model;
  readonly id: string | null;
}

async function joinRows(engine: DataEngine, { before, after, id }: JoinRequest): Promise<Joined> {
  const isJoinable = id !== null && hasColumn(before.table, id) && hasColumn(after.table, id);
  if (!isJoinable) {
    return {
      before: Uint32Array.from({ length: before.columns.rows }, (_, row) => row),
      after: Uint32Array.from({ length: after.columns.rows }, (_, row) => row),
      isPaired: false,
    };
  }
  const known = rowsById(await readValues(engine, before.table, id));
  const ids = await readValues(engine, after.table, id);
  const pairs: { before: number; after: number }[] = [];
  for (let row = 0; row < ids.length; row += 1) {
    const key = className(ids[row]);
    const found = key === null ? undefined : known.get(key);
    if (found === undefined) continue;
    pairs.push({ before: found, after: row });
    known.delete(key ?? "");
  }
  if (pairs.length === 0) {
    throw new AppError(
      "no-common-rows",
      `The new predictions and the current data have no ${JSON.stringify(id)} in common, so there are no rows on which both models can be compared.`,
    );
  }
  return {
    before: Uint32Array.from(pairs, (pair) => pair.before),
    after: Uint32Array.from(pairs, (pair) => pair.after),
    isPaired: true,
  };
}

/** The first row of each id. */
function rowsById(ids: ArrayLike<CellValue>): Map<string, number> {
  const rows = new Map<string, number>();
  for (let row = 0; row < ids.length; row += 1) {
    const key = className(ids[row]);
    if (key !== null && !rows.has(key)) rows.set(key, row);
  }
  return rows;
}
