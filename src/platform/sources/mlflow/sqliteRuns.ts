import {
  cutName,
  emptyRecord,
  setText,
  type MlflowRecord,
} from "../../../core/formats/mlflow/mlflowRecord.ts";
import type { RunDataset } from "../../../core/runs/run.ts";
import type { SqliteReading, SqliteRow } from "../sqliteSource.ts";
import { readLatest, readTotals, RunTotals } from "./sqliteMetrics.ts";
import { withModelTags } from "../../../core/formats/mlflow/modelTags.ts";
import { runColumns, type Scan } from "./sqliteScan.ts";
import { numberOrNull, textOf, textOrNull, type MlflowTables } from "./sqliteTables.ts";

export interface ReadRunsOptions {
  readonly tables: MlflowTables;
  readonly scan: Scan;
  /** Points up to this row are rolled up; null to leave it at the newest point of each metric. */
  readonly maxRow: number | null;
}

export interface RunReading {
  readonly record: MlflowRecord;
  readonly totals: RunTotals;
}

/** Everything of some hundreds of runs; those that are not there are left out. */
export async function readRuns(
  db: SqliteReading,
  runIds: readonly string[],
  { tables, scan, maxRow }: ReadRunsOptions,
): Promise<readonly RunReading[]> {
  const ids = JSON.stringify(runIds);
  const rows = await db.rows(
    `SELECT ${tables.select("runs", ...runColumns)} FROM runs
     WHERE run_uuid IN (SELECT value FROM json_each(?))`,
    ids,
  );
  const params = await readTexts(db, "params", ids);
  const tags = await readTexts(db, "tags", ids);
  const datasets = await readDatasets(db, tables, ids);
  const present = rows.map((row) => textOf(row["run_uuid"]));
  const totals =
    maxRow === null
      ? await readLatest(db, tables, present)
      : await readTotals(db, tables, present, maxRow);
  return rows.map((row) => {
    const runId = textOf(row["run_uuid"]);
    const of = totals.get(runId) ?? new RunTotals();
    const ownTags = tags.get(runId) ?? {};
    withModelTags(ownTags, scan.modelTags.get(runId));
    const record: MlflowRecord = {
      ...recordOf(row, scan),
      params: params.get(runId) ?? {},
      tags: ownTags,
      metrics: of.summaries(),
      datasets: datasets.get(runId) ?? [],
      lastWriteTime: lastWriteOf(of),
    };
    return { record, totals: of };
  });
}

/** The newest time among the points: a database keeps no other trace of when a run was written. */
function lastWriteOf(totals: RunTotals): number | null {
  const last = totals.lastTime;
  return Number.isFinite(last) && last > 0 ? last : null;
}

function recordOf(row: SqliteRow, { experiments }: Scan): MlflowRecord {
  const experiment = experiments.get(textOf(row["experiment_id"]));
  return {
    ...emptyRecord,
    runId: textOf(row["run_uuid"]),
    name: textOrNull(row["name"]),
    experiment: experiment === undefined ? null : cutName(experiment.name),
    status: textOrNull(row["status"]),
    startTime: numberOrNull(row["start_time"]),
    endTime: numberOrNull(row["end_time"]),
    userId: textOrNull(row["user_id"]),
    sourceName: textOrNull(row["source_name"]),
    entryPoint: textOrNull(row["entry_point_name"]),
    sourceVersion: textOrNull(row["source_version"]),
    isDeleted: row["lifecycle_stage"] === "deleted" || experiment?.isDeleted === true,
  };
}

async function readTexts(
  db: SqliteReading,
  table: "params" | "tags",
  ids: string,
): Promise<Map<string, Record<string, string>>> {
  const rows = await db.rows(
    `SELECT run_uuid, "key", value FROM ${table}
     WHERE run_uuid IN (SELECT value FROM json_each(?))`,
    ids,
  );
  const texts = new Map<string, Record<string, string>>();
  for (const row of rows) {
    const runId = textOf(row["run_uuid"]);
    let of = texts.get(runId);
    if (of === undefined) texts.set(runId, (of = {}));
    setText(of, textOf(row["key"]), textOf(row["value"]));
  }
  return texts;
}

const datasetColumns = [
  "dataset_uuid",
  "name",
  "digest",
  "dataset_source_type",
  "dataset_source",
  "dataset_schema",
  "dataset_profile",
] as const;

async function readDatasets(
  db: SqliteReading,
  tables: MlflowTables,
  ids: string,
): Promise<Map<string, RunDataset[]>> {
  const datasets = new Map<string, RunDataset[]>();
  if (!tables.has("inputs") || !tables.has("datasets")) return datasets;
  const inputs = await db.rows(
    `SELECT ${tables.select("inputs", "input_uuid", "source_id", "destination_id")} FROM inputs
     WHERE destination_type = 'RUN' AND source_type = 'DATASET'
       AND destination_id IN (SELECT value FROM json_each(?))`,
    ids,
  );
  if (inputs.length === 0) return datasets;
  const sources = JSON.stringify([...new Set(inputs.map((row) => textOf(row["source_id"])))]);
  const rows = await db.rows(
    `SELECT ${tables.select("datasets", ...datasetColumns)} FROM datasets
     WHERE dataset_uuid IN (SELECT value FROM json_each(?))`,
    sources,
  );
  const byId = new Map(rows.map((row) => [textOf(row["dataset_uuid"]), row]));
  const tags = await readInputTags(db, tables, inputs);
  for (const input of inputs) {
    const row = byId.get(textOf(input["source_id"]));
    if (row === undefined) continue;
    const runId = textOf(input["destination_id"]);
    const dataset = datasetOf(row, tags.get(textOf(input["input_uuid"])) ?? {});
    datasets.set(runId, [...(datasets.get(runId) ?? []), dataset]);
  }
  return datasets;
}

async function readInputTags(
  db: SqliteReading,
  tables: MlflowTables,
  inputs: readonly SqliteRow[],
): Promise<Map<string, Record<string, string>>> {
  const tags = new Map<string, Record<string, string>>();
  if (!tables.has("input_tags")) return tags;
  const ids = JSON.stringify(inputs.map((row) => textOf(row["input_uuid"])));
  const rows = await db.rows(
    `SELECT ${tables.select("input_tags", "input_uuid", "name", "value")} FROM input_tags
     WHERE input_uuid IN (SELECT value FROM json_each(?))`,
    ids,
  );
  for (const row of rows) {
    const id = textOf(row["input_uuid"]);
    let of = tags.get(id);
    if (of === undefined) tags.set(id, (of = {}));
    setText(of, textOf(row["name"]), textOf(row["value"]));
  }
  return tags;
}

function datasetOf(row: SqliteRow, tags: Readonly<Record<string, string>>): RunDataset {
  const schema = textOrNull(row["dataset_schema"]);
  const profile = textOrNull(row["dataset_profile"]);
  return {
    name: textOf(row["name"]),
    digest: textOf(row["digest"]),
    sourceType: textOf(row["dataset_source_type"]),
    source: textOf(row["dataset_source"]),
    ...(schema === null ? {} : { schema }),
    ...(profile === null ? {} : { profile }),
    tags,
  };
}
