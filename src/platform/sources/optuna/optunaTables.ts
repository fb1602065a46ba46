import { paramText, parseDistribution } from "../../../core/formats/optuna/distributions.ts";
import {
  trialStates,
  type Study,
  type Trial,
  type TrialState,
} from "../../../core/formats/optuna/trial.ts";
import { numberOf, parseTolerantJson } from "../../../core/formats/text/tolerantJson.ts";
import type { SqliteReading, SqliteRow } from "../sqliteSource.ts";

/*
 * Optuna's tables (optuna/storages/_rdb/models.py), as all of its versions made them: until 2.4 the
 * values on the way were `trial_values` by `step`, and the final one a column of `trials`.
 */

/** Which of the tables and columns that came or went with the versions are there. */
export interface OptunaTables {
  readonly hasNumber: boolean;
  readonly hasTrialValue: boolean;
  readonly hasDirection: boolean;
  readonly hasDirections: boolean;
  readonly hasObjectives: boolean;
  readonly hasValueType: boolean;
  readonly hasHeartbeats: boolean;
  readonly hasStudyAttributes: boolean;
  readonly hasUserAttributes: boolean;
  readonly hasParams: boolean;
  /** Where values on the way are: table, key, column; null for none. */
  readonly intermediates: IntermediateTable | null;
  /** Versions before 5 wrote local times; since then they are UTC. Neither says so. */
  readonly isUtc: boolean;
}

interface IntermediateTable {
  readonly table: string;
  readonly key: string;
  readonly value: string;
  readonly type: string | null;
}

export interface StoredTrial extends Trial {
  readonly id: number;
  readonly studyId: number;
}

/** Trials read together: the rows that belong to them are one short statement a table. */
export const trialsPerRead = 200;
const maxJsonLength = 200_000;

/** Undefined for a database that is not Optuna's. */
export async function describeTables(db: SqliteReading): Promise<OptunaTables | undefined> {
  const isOptuna =
    (await db.has("studies", "study_id", "study_name")) &&
    (await db.has("trials", "trial_id", "study_id", "state"));
  if (!isOptuna) return undefined;
  const trials = await db.columns("trials");
  return {
    hasNumber: trials.has("number"),
    hasTrialValue: trials.has("value"),
    hasDirection: await db.has("studies", "direction"),
    hasDirections: await db.has("study_directions", "study_id", "objective", "direction"),
    hasObjectives: await db.has("trial_values", "trial_id", "objective", "value"),
    hasValueType: await db.has("trial_values", "value_type"),
    hasHeartbeats: await db.has("trial_heartbeats", "trial_id", "heartbeat"),
    hasStudyAttributes: await db.has("study_system_attributes", "study_id", "key", "value_json"),
    hasUserAttributes: await db.has("trial_user_attributes", "trial_id", "key", "value_json"),
    hasParams: await db.has("trial_params", "trial_id", "param_value", "distribution_json"),
    intermediates: await findIntermediates(db),
    isUtc: await writesUtc(db),
  };
}

export async function readStudies(
  db: SqliteReading,
  tables: OptunaTables,
): Promise<ReadonlyMap<number, Study>> {
  const directions = await readDirections(db, tables);
  const names = await readMetricNames(db, tables);
  const studies = new Map<number, Study>();
  for (const row of await db.rows("SELECT study_id, study_name FROM studies ORDER BY study_id")) {
    const id = idOf(row["study_id"]);
    studies.set(id, {
      name: textOf(row["study_name"]),
      directions: directions.get(id) ?? [],
      metricNames: names.get(id) ?? [],
    });
  }
  return studies;
}

/** The trials of those ids, at most `trialsPerRead` of them. */
export async function readTrials(
  db: SqliteReading,
  tables: OptunaTables,
  ids: readonly number[],
): Promise<readonly StoredTrial[]> {
  const rows = await db.rows(
    `SELECT trial_id, study_id, state, datetime_start, datetime_complete,
       ${tables.hasNumber ? "number" : "NULL AS number"},
       ${tables.hasTrialValue ? "value" : "NULL AS value"}
     FROM trials WHERE trial_id IN (SELECT value FROM json_each(?)) ORDER BY trial_id`,
    JSON.stringify(ids),
  );
  const parts = await readParts(db, tables, ids);
  return rows.map((row) => {
    const id = idOf(row["trial_id"]);
    const part = parts.get(id);
    const value = numberOf(row["value"]);
    return {
      id,
      studyId: idOf(row["study_id"]),
      number: numberOf(row["number"]) ?? id - 1,
      state: stateOf(row["state"]),
      startTime: timeOf(row["datetime_start"], tables.isUtc),
      endTime: timeOf(row["datetime_complete"], tables.isUtc),
      heartbeat: part?.heartbeat ?? null,
      params: part?.params ?? new Map<string, string>(),
      attributes: part?.attributes ?? new Map<string, unknown>(),
      values: part === undefined || part.values.length === 0 ? listOf(value) : part.values,
      intermediates: part?.intermediates ?? new Map<number, number>(),
    };
  });
}

/** What other tables hold of a trial. */
class TrialParts {
  heartbeat: number | null = null;
  readonly params = new Map<string, string>();
  readonly attributes = new Map<string, unknown>();
  readonly values: number[] = [];
  readonly intermediates = new Map<number, number>();
}

async function readParts(
  db: SqliteReading,
  tables: OptunaTables,
  ids: readonly number[],
): Promise<ReadonlyMap<number, TrialParts>> {
  const parts = new Map(ids.map((id) => [id, new TrialParts()]));
  const list = JSON.stringify(ids);
  const each = async (sql: string, take: (part: TrialParts, row: SqliteRow) => void) => {
    const rows = await db.rows(
      sql.replace("$ids", "trial_id IN (SELECT value FROM json_each(?))"),
      list,
    );
    for (const row of rows) {
      const part = parts.get(idOf(row["trial_id"]));
      if (part !== undefined) take(part, row);
    }
  };
  if (tables.hasParams) await each(paramsSql, takeParam);
  if (tables.hasUserAttributes) await each(attributesSql, takeAttribute);
  if (tables.hasHeartbeats) {
    await each("SELECT trial_id, heartbeat FROM trial_heartbeats WHERE $ids", (part, row) => {
      part.heartbeat = timeOf(row["heartbeat"], true);
    });
  }
  if (tables.hasObjectives) await each(valuesSql(tables), takeValue);
  if (tables.intermediates !== null) await readIntermediates(db, tables.intermediates, list, parts);
  return parts;
}

const paramsSql = `SELECT trial_id, param_name, param_value,
    substr(distribution_json, 1, ${String(maxJsonLength)}) AS distribution
  FROM trial_params WHERE $ids ORDER BY param_id`;

const attributesSql = `SELECT trial_id, key, substr(value_json, 1, ${String(maxJsonLength)}) AS json
  FROM trial_user_attributes WHERE $ids ORDER BY trial_user_attribute_id`;

function valuesSql({ hasValueType }: OptunaTables): string {
  return `SELECT trial_id, objective, value, ${hasValueType ? "value_type" : "NULL"} AS type
    FROM trial_values WHERE $ids ORDER BY objective`;
}

function takeParam(part: TrialParts, row: SqliteRow): void {
  const distribution = parseDistribution(textOf(row["distribution"]));
  const stored = numberOf(row["param_value"]) ?? NaN;
  part.params.set(textOf(row["param_name"]), paramText(distribution, stored));
}

function takeAttribute(part: TrialParts, row: SqliteRow): void {
  const json = textOf(row["json"]);
  part.attributes.set(textOf(row["key"]), parseTolerantJson(json) ?? json);
}

function takeValue(part: TrialParts, row: SqliteRow): void {
  part.values.push(valueOf(row["value"], row["type"]));
}

async function readIntermediates(
  db: SqliteReading,
  { table, key, value, type }: IntermediateTable,
  ids: string,
  parts: ReadonlyMap<number, TrialParts>,
): Promise<void> {
  const sql = `SELECT ${key} AS id, trial_id, step, ${value} AS value, ${type ?? "NULL"} AS type
    FROM ${table} WHERE trial_id IN (SELECT value FROM json_each(?)) AND ${key} > ?
    ORDER BY ${key} LIMIT ?`;
  await db.pages({ sql, idColumn: "id", after: -1, values: [ids] }, (row) => {
    const step = numberOf(row["step"]);
    const part = parts.get(idOf(row["trial_id"]));
    if (step !== undefined) part?.intermediates.set(step, valueOf(row["value"], row["type"]));
  });
}

async function findIntermediates(db: SqliteReading): Promise<IntermediateTable | null> {
  const columns = await db.columns("trial_intermediate_values");
  if (columns.has("intermediate_value")) {
    return {
      table: "trial_intermediate_values",
      key: "trial_intermediate_value_id",
      value: "intermediate_value",
      type: columns.has("intermediate_value_type") ? "intermediate_value_type" : null,
    };
  }
  if (!(await db.has("trial_values", "trial_value_id", "step", "value"))) return null;
  return { table: "trial_values", key: "trial_value_id", value: "value", type: null };
}

async function readDirections(
  db: SqliteReading,
  tables: OptunaTables,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const directions = new Map<number, string[]>();
  if (!tables.hasDirections && !tables.hasDirection) return directions;
  const rows = await db.rows(
    tables.hasDirections
      ? "SELECT study_id, direction FROM study_directions ORDER BY objective"
      : "SELECT study_id, direction FROM studies",
  );
  for (const row of rows) {
    const id = idOf(row["study_id"]);
    const direction = textOf(row["direction"]).toLowerCase();
    directions.set(id, [...(directions.get(id) ?? []), direction]);
  }
  return directions;
}

async function readMetricNames(
  db: SqliteReading,
  tables: OptunaTables,
): Promise<ReadonlyMap<number, readonly string[]>> {
  if (!tables.hasStudyAttributes) return new Map();
  const rows = await db.rows(
    `SELECT study_id, substr(value_json, 1, ${String(maxJsonLength)}) AS json
     FROM study_system_attributes WHERE key = 'study:metric_names'`,
  );
  return new Map(
    rows.map((row) => {
      const names = parseTolerantJson(textOf(row["json"]));
      return [idOf(row["study_id"]), Array.isArray(names) ? names.map(String) : []];
    }),
  );
}

async function writesUtc(db: SqliteReading): Promise<boolean> {
  if (!(await db.has("version_info", "library_version"))) return false;
  const [row] = await db.rows("SELECT library_version FROM version_info LIMIT 1");
  return Number.parseInt(textOf(row?.["library_version"]), 10) >= 5;
}

function valueOf(value: unknown, type: unknown): number {
  if (type === "INF_POS") return Infinity;
  if (type === "INF_NEG") return -Infinity;
  return type === "NAN" ? NaN : (numberOf(value) ?? NaN);
}

/** `2026-11-20 21:46:49.123456`, in UTC or in local time. */
function timeOf(value: unknown, isUtc: boolean): number | null {
  if (typeof value !== "string") return null;
  const text = value.replace(" ", "T");
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  const time = Date.parse(isUtc && !hasZone ? `${text}Z` : text);
  return Number.isNaN(time) ? null : time;
}

function stateOf(value: unknown): TrialState {
  return trialStates.find((state) => state === value) ?? "FAIL";
}

function listOf(value: number | undefined): readonly number[] {
  return value === undefined ? [] : [value];
}

function idOf(value: unknown): number {
  return typeof value === "number" ? value : -1;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
