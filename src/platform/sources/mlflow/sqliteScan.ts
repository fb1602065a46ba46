import { isActiveStatus } from "../../../core/formats/mlflow/mlflowRecord.ts";
import {
  modelTags,
  type LoggedModelFacts,
  type RegisteredVersionFacts,
} from "../../../core/formats/mlflow/modelTags.ts";
import type { SqliteReading, SqliteRow } from "../sqliteSource.ts";
import { addDigest, digestOf } from "./runLedger.ts";
import { textOf, textOrNull, type MlflowTables } from "./sqliteTables.ts";

export interface ScannedExperiment {
  readonly name: string;
  readonly isDeleted: boolean;
}

/** All runs of a database by their id, each with a number that changes when anything but its points does. */
export interface Scan {
  /** Newest first. */
  readonly digests: ReadonlyMap<string, number>;
  readonly experiments: ReadonlyMap<string, ScannedExperiment>;
  /** Tags that tell of a run's models. */
  readonly modelTags: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Runs that say that they run. */
  readonly active: ReadonlySet<string>;
}

export const runColumns = [
  "run_uuid",
  "name",
  "status",
  "start_time",
  "end_time",
  "user_id",
  "source_name",
  "entry_point_name",
  "source_version",
  "lifecycle_stage",
  "experiment_id",
  "artifact_uri",
] as const;

/** Reads the small tables and all runs and tags, a page at a time. */
export async function scanDatabase(db: SqliteReading, tables: MlflowTables): Promise<Scan> {
  const experiments = await readExperiments(db, tables);
  const models = await readModels(db, tables);
  const digests = new Map<string, number>();
  const active = new Set<string>();
  const rows: { readonly runId: string; readonly start: number; readonly digest: number }[] = [];
  const sql = pageOf("runs", tables.select("runs", ...runColumns));
  await db.pages({ sql, idColumn: "row_id", after: -1 }, (row) => {
    const runId = textOf(row["run_uuid"]);
    const start = typeof row["start_time"] === "number" ? row["start_time"] : 0;
    rows.push({ runId, start, digest: digestOfRun(row, experiments, models.get(runId)) });
    if (isActiveStatus(textOrNull(row["status"]))) active.add(runId);
  });
  rows.sort((a, b) => b.start - a.start);
  for (const { runId, digest } of rows) digests.set(runId, digest);
  await addTags(db, digests);
  await addInputs(db, tables, digests);
  return { digests, experiments, modelTags: models, active };
}

function pageOf(table: string, columns: string): string {
  return `SELECT rowid AS row_id, ${columns} FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ?`;
}

function digestOfRun(
  row: SqliteRow,
  experiments: Scan["experiments"],
  tags: Readonly<Record<string, string>> | undefined,
): number {
  const experiment = experiments.get(textOf(row["experiment_id"]));
  const facts = runColumns.map((column) => row[column] ?? null);
  return digestOf(JSON.stringify([facts, experiment?.name, experiment?.isDeleted, tags]));
}

async function addTags(db: SqliteReading, digests: Map<string, number>): Promise<void> {
  const sql = pageOf("tags", "run_uuid, key, value");
  await db.pages({ sql, idColumn: "row_id", after: -1 }, (row) => {
    const runId = textOf(row["run_uuid"]);
    const known = digests.get(runId);
    if (known === undefined) return;
    const text = textOf(row["value"]);
    digests.set(runId, addDigest(known, digestOf(text, digestOf(textOf(row["key"])))));
  });
}

async function addInputs(
  db: SqliteReading,
  tables: MlflowTables,
  digests: Map<string, number>,
): Promise<void> {
  if (!tables.has("inputs")) return;
  const columns = tables.select("inputs", "destination_type", "destination_id", "source_id");
  await db.pages({ sql: pageOf("inputs", columns), idColumn: "row_id", after: -1 }, (row) => {
    const runId = textOf(row["destination_id"]);
    const known = digests.get(runId);
    if (known === undefined || row["destination_type"] !== "RUN") return;
    digests.set(runId, addDigest(known, digestOf(textOf(row["source_id"]))));
  });
}

async function readExperiments(
  db: SqliteReading,
  tables: MlflowTables,
): Promise<Map<string, ScannedExperiment>> {
  const experiments = new Map<string, ScannedExperiment>();
  if (!tables.has("experiments")) return experiments;
  const columns = tables.select("experiments", "experiment_id", "name", "lifecycle_stage");
  await db.pages({ sql: pageOf("experiments", columns), idColumn: "row_id", after: -1 }, (row) => {
    experiments.set(textOf(row["experiment_id"]), {
      name: textOf(row["name"]),
      isDeleted: row["lifecycle_stage"] === "deleted",
    });
  });
  return experiments;
}

async function readModels(
  db: SqliteReading,
  tables: MlflowTables,
): Promise<Map<string, Readonly<Record<string, string>>>> {
  const models = new Map<string, LoggedModelFacts[]>();
  if (tables.has("logged_models")) {
    const columns = [
      "model_id",
      "name",
      "model_type",
      "status",
      "source_run_id",
      "lifecycle_stage",
    ];
    const sql = pageOf("logged_models", tables.select("logged_models", ...columns));
    await db.pages({ sql, idColumn: "row_id", after: -1 }, (row) => {
      if (row["lifecycle_stage"] === "deleted") return;
      addTo(models, textOf(row["source_run_id"]), {
        modelId: textOf(row["model_id"]),
        name: textOf(row["name"]),
        modelType: textOrNull(row["model_type"]),
        status: textOrNull(row["status"]),
      });
    });
  }
  const versions = await readVersions(db, tables);
  const tags = new Map<string, Readonly<Record<string, string>>>();
  for (const runId of new Set([...models.keys(), ...versions.keys()])) {
    tags.set(runId, modelTags(models.get(runId) ?? [], versions.get(runId) ?? []));
  }
  return tags;
}

async function readVersions(
  db: SqliteReading,
  tables: MlflowTables,
): Promise<Map<string, RegisteredVersionFacts[]>> {
  const versions = new Map<string, RegisteredVersionFacts[]>();
  if (!tables.has("model_versions")) return versions;
  const aliases = new Map<string, string[]>();
  if (tables.has("registered_model_aliases")) {
    const columns = tables.select(
      "registered_model_aliases",
      "workspace",
      "name",
      "version",
      "alias",
    );
    const sql = pageOf("registered_model_aliases", columns);
    await db.pages({ sql, idColumn: "row_id", after: -1 }, (row) =>
      addTo(aliases, versionKey(row), textOf(row["alias"])),
    );
  }
  const columns = ["workspace", "name", "version", "current_stage", "run_id"];
  const sql = pageOf("model_versions", tables.select("model_versions", ...columns));
  await db.pages({ sql, idColumn: "row_id", after: -1 }, (row) => {
    if (row["current_stage"] === "Deleted_Internal") return;
    addTo(versions, textOf(row["run_id"]), {
      name: textOf(row["name"]),
      version: textOf(row["version"]),
      stage: textOrNull(row["current_stage"]),
      aliases: aliases.get(versionKey(row)) ?? [],
    });
  });
  return versions;
}

function versionKey(row: SqliteRow): string {
  return [row["workspace"], row["name"], row["version"]].map(textOf).join("\n");
}

function addTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
