import type { SqliteReading, SqliteRow } from "../sqliteSource.ts";

/**
 * The columns that this database has of those that are wanted. Its schema grows with every release
 * of MLflow, so columns are looked for, never assumed from a version.
 */
export interface MlflowTables {
  /** The list for SELECT: wanted columns by name, NULL for those that are not there. */
  select(table: string, ...columns: readonly string[]): string;
  has(table: string): boolean;
  /** `metrics` has an index that begins with the run, as all but the oldest databases have. */
  readonly isIndexedByRun: boolean;
  /** `metrics` has an index on (run, key, step). */
  readonly isIndexedByStep: boolean;
}

const tables = [
  "experiments",
  "runs",
  "params",
  "tags",
  "metrics",
  "latest_metrics",
  "datasets",
  "inputs",
  "input_tags",
  "logged_models",
  "model_versions",
  "registered_model_aliases",
] as const;

/** Undefined for a database that is not MLflow's. */
export async function findTables(db: SqliteReading): Promise<MlflowTables | undefined> {
  const isMlflow =
    (await db.has("runs", "run_uuid", "experiment_id")) &&
    (await db.has("metrics", "key", "value", "timestamp", "run_uuid")) &&
    (await db.has("params", "key", "value", "run_uuid")) &&
    (await db.has("tags", "key", "value", "run_uuid"));
  if (!isMlflow) return undefined;
  const columns = new Map<string, ReadonlySet<string>>();
  for (const table of tables) columns.set(table, await db.columns(table));
  const indexes = await indexesOf(db, "metrics");
  return {
    select: (table, ...wanted) =>
      wanted
        .map((name) => (columns.get(table)?.has(name) === true ? `"${name}"` : `NULL AS "${name}"`))
        .join(", "),
    has: (table) => (columns.get(table)?.size ?? 0) > 0,
    isIndexedByRun: indexes.some((index) => index.startsWith("run_uuid")),
    isIndexedByStep: indexes.includes("run_uuid,key,step"),
  };
}

async function indexesOf(db: SqliteReading, table: string): Promise<readonly string[]> {
  const rows = await db.rows(
    `SELECT l.name AS name, c.name AS col FROM pragma_index_list(?) AS l
     JOIN pragma_index_info(l.name) AS c ORDER BY l.name, c.seqno`,
    table,
  );
  const indexes = new Map<string, string[]>();
  for (const row of rows) {
    const name = textOf(row["name"]);
    indexes.set(name, [...(indexes.get(name) ?? []), textOf(row["col"])]);
  }
  return [...indexes.values()].map((names) => names.join(","));
}

/** Bytes, as nobody but a vandal stores them for a text, count as none. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}

export function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : textOf(value);
}

export function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

/** MLflow stores NaN as 0 with `is_nan`, and infinity as the greatest double. */
export function valueOf(row: SqliteRow): number {
  if (row["is_nan"] === 1) return NaN;
  return unpackInfinity(row["value"]);
}

/** Also servers send it as that when they keep their runs in a database. */
export function unpackInfinity(value: unknown): number {
  if (typeof value !== "number") return NaN;
  if (value === Number.MAX_VALUE) return Infinity;
  return value === -Number.MAX_VALUE ? -Infinity : value;
}
