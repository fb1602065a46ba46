import path from "node:path";
import { numberOf } from "../../../core/formats/text/tolerantJson.ts";
import type { MediaItem } from "../../../core/formats/media.ts";
import type { Run, Series } from "../../../core/runs/run.ts";
import type { RunSource, SourceContext, SourceKind, SourceUpdate } from "../runSource.ts";
import { sourcePath } from "../sourcePath.ts";
import { sourceRunId } from "../sourceRunId.ts";
import {
  detectSqlite,
  readSqlite,
  sqliteFileName,
  sqliteState,
  sqliteTime,
  type SqliteReading,
  type SqliteRow,
} from "../sqliteSource.ts";
import { mediaOf } from "./trackioMedia.ts";
import { parseStoredJson, parseTime, TrackioRuns, type TrackioRow } from "./trackioRuns.ts";
import { TrackioSeries } from "./trackioSeries.ts";

const liveMs = 5 * 60_000;
/** A row with more JSON than this is left out. */
const maxRowBytes = 8 * 1024 * 1024;

/**
 * trackio's database of one project, whose name the file has. Which tables a database has is seen
 * when it is read: one that is not trackio's gives no runs.
 */
export const trackioDatabase: SourceKind = {
  format: "trackio",
  detect: detectSqlite,
  open: (file, context) => new TrackioDatabase(file, context),
};

/** How far the rows were read, which are only ever added; and what would make them other rows. */
interface Progress {
  readonly identity: string;
  readonly runs: TrackioRuns;
  lastMetric: number;
  lastSystem: number;
  lastConfig: number;
  /** Runs with a configuration: without it, trackio deleted them. */
  configured: ReadonlySet<string>;
}

class TrackioDatabase implements RunSource {
  readonly key: string;
  isLive = false;
  readonly #path: string;
  readonly #shownPath: string;
  readonly #context: SourceContext;
  #state: string | undefined;
  #isForeign = false;
  #progress: Progress | undefined;

  constructor(file: string, context: SourceContext) {
    this.#path = file;
    this.#shownPath = sourcePath(context.root, file);
    this.#context = context;
    this.key = `trackio:${this.#shownPath}`;
  }

  async refresh(mark: string | null): Promise<SourceUpdate | undefined> {
    this.#state ??= mark ?? undefined;
    const state = (await sqliteState(this.#path)) ?? "";
    const time = (await sqliteTime(this.#path)) ?? 0;
    // Other programs' databases are looked at now and then only: they may be busy.
    this.isLive = this.#context.clock.now() - time < liveMs && !this.#isForeign;
    if (state === this.#state) return undefined;
    const update =
      state === ""
        ? this.#forget(state)
        : await readSqlite(this.#path, (db) => this.#read(db, state));
    this.#state = state;
    return update;
  }

  async series(
    run: Run,
    metrics: readonly string[],
    isRaw: boolean,
  ): Promise<ReadonlyMap<string, Series>> {
    const series = new TrackioSeries(metrics);
    await readSqlite(this.#path, async (db) => {
      for (const row of await readRowsOfRun(db, run.location?.key ?? "")) series.add(row);
    });
    return series.take(isRaw);
  }

  async media(run: Run): Promise<readonly MediaItem[]> {
    const folder = path.dirname(this.#path);
    const rows = await readSqlite(this.#path, (db) =>
      readRowsOfRun(db, run.location?.key ?? "", true),
    );
    return mediaOf(rows, this.#context.root, folder);
  }

  dispose(): void {
    this.#progress = undefined;
  }

  async #read(db: SqliteReading, state: string): Promise<SourceUpdate> {
    const hasMetrics = await db.has("metrics", ...metricColumns, "step");
    this.#isForeign = !hasMetrics;
    if (!hasMetrics) return this.#forget(state);
    const identity = await identityOf(db);
    const isSame = this.#progress?.identity === identity && (await hasAllRows(db, this.#progress));
    const progress =
      isSame && this.#progress !== undefined ? this.#progress : this.#begin(identity);
    // What is read half is read again from its start.
    this.#progress = undefined;
    progress.lastMetric = await readNewRows(db, "metrics", progress.lastMetric, (row) =>
      progress.runs.add(row),
    );
    if (await db.has("system_metrics", ...metricColumns)) {
      progress.lastSystem = await readNewRows(db, "system_metrics", progress.lastSystem, (row) =>
        progress.runs.add(row),
      );
    }
    const removed = await readConfigs(db, progress);
    this.#progress = progress;
    const idOf = (key: string): string => sourceRunId("trackio", this.key, key);
    const runs = progress.runs.takeChanged({ path: this.#shownPath, idOf });
    return { runs, removed: removed.map(idOf), isComplete: !isSame, mark: state };
  }

  #begin(identity: string): Progress {
    const project = path.basename(this.#path).replace(sqliteFileName, "");
    const none = { lastMetric: -1, lastSystem: -1, lastConfig: -1, configured: new Set<string>() };
    return { identity, runs: new TrackioRuns(project), ...none };
  }

  #forget(mark: string): SourceUpdate {
    this.#progress = undefined;
    return { runs: [], removed: [], isComplete: true, mark };
  }
}

type Table = "metrics" | "system_metrics";
const metricColumns = ["id", "run_name", "timestamp", "metrics"];

/** The column that tells runs apart: versions before 0.24 had only names. */
async function keyColumn(db: SqliteReading, table: string): Promise<string> {
  return (await db.has(table, "run_id")) ? "coalesce(run_id, run_name)" : "run_name";
}

/** Another one when the tables were made anew, as a newer trackio does with old ones. */
async function identityOf(db: SqliteReading): Promise<string> {
  const rows = await db.rows(
    `SELECT rootpage FROM sqlite_schema WHERE name IN ('metrics', 'system_metrics', 'configs')
     ORDER BY name`,
  );
  return [await keyColumn(db, "metrics"), ...rows.map((row) => String(row["rootpage"]))].join();
}

/** Fewer rows than were read: another database has taken the place of this one. */
async function hasAllRows(db: SqliteReading, progress: Progress): Promise<boolean> {
  if (progress.lastMetric < 0) return true;
  // Numbers of rows are never used twice, but the last rows may be of a run that was deleted.
  const [row] = await db.rows("SELECT seq FROM sqlite_sequence WHERE name = 'metrics'");
  return (numberOf(row?.["seq"]) ?? Infinity) >= progress.lastMetric;
}

async function readNewRows(
  db: SqliteReading,
  table: Table,
  after: number,
  take: (row: TrackioRow) => void,
): Promise<number> {
  const sql = `SELECT ${await columnsOf(db, table)} FROM ${table} WHERE id > ? ORDER BY id LIMIT ?`;
  return db.pages({ sql, idColumn: "id", after }, (row) => take(rowOf(row, table)));
}

/** All rows of a run in the order of writing; only those with media where these are wanted. */
async function readRowsOfRun(
  db: SqliteReading,
  key: string,
  isForMedia = false,
): Promise<readonly TrackioRow[]> {
  const rows: TrackioRow[] = [];
  for (const table of ["metrics", "system_metrics"] as const) {
    if (!(await db.has(table, ...metricColumns))) continue;
    if (isForMedia && table === "system_metrics") continue;
    // A list of numbers first, from the index: then each page of rows is found at once.
    const ids = await idsOfRun(db, table, key);
    const columns = await columnsOf(db, table);
    const filter = isForMedia ? `AND instr(CAST(metrics AS TEXT), '"_type"') > 0` : "";
    const sql = `SELECT ${columns} FROM ${table}
      WHERE id IN (SELECT value FROM json_each(?)) ${filter} ORDER BY id`;
    for (let start = 0; start < ids.length; start += 1000) {
      const page = JSON.stringify(ids.slice(start, start + 1000));
      for (const row of await db.rows(sql, page)) rows.push(rowOf(row, table));
    }
  }
  return rows;
}

async function idsOfRun(db: SqliteReading, table: Table, key: string): Promise<number[]> {
  // Two questions that an index answers each; as one with OR, all rows would be looked at.
  const sql = (await db.has(table, "run_id"))
    ? `SELECT id FROM ${table} WHERE run_id = ?
       UNION ALL SELECT id FROM ${table} WHERE run_id IS NULL AND run_name = ? ORDER BY id`
    : `SELECT id FROM ${table} WHERE run_name IN (?, ?) ORDER BY id`;
  const rows = await db.rows(sql, key, key);
  return rows.flatMap(({ id }) => (typeof id === "number" ? [id] : []));
}

async function columnsOf(db: SqliteReading, table: Table): Promise<string> {
  const step = (await db.has(table, "step")) ? "step" : "NULL AS step";
  const key = await keyColumn(db, table);
  return `id, ${key} AS run_key, run_name, timestamp, ${step},
    CASE WHEN length(metrics) <= ${String(maxRowBytes)} THEN metrics END AS metrics`;
}

function rowOf(row: SqliteRow, table: Table): TrackioRow {
  return {
    key: textOf(row["run_key"]),
    name: textOf(row["run_name"]),
    isSystem: table === "system_metrics",
    step: numberOf(row["step"]) ?? null,
    time: parseTime(row["timestamp"]),
    metrics: parseStoredJson(row["metrics"]),
  };
}

/** Takes in new configurations and names; answers the runs that are gone. */
async function readConfigs(db: SqliteReading, progress: Progress): Promise<readonly string[]> {
  if (!(await db.has("configs", "id", "run_name", "config"))) return [];
  const key = await keyColumn(db, "configs");
  const sql = `SELECT id, ${key} AS run_key, run_name,
      CASE WHEN length(config) <= ${String(maxRowBytes)} THEN config END AS config
    FROM configs WHERE id > ? ORDER BY id LIMIT ?`;
  const after = progress.lastConfig;
  progress.lastConfig = await db.pages({ sql, idColumn: "id", after }, (row) => {
    const config = parseStoredJson(row["config"]);
    progress.runs.configure(textOf(row["run_key"]), textOf(row["run_name"]), config);
  });
  const names = await db.rows(`SELECT ${key} AS run_key, run_name FROM configs`);
  const configured = new Set<string>();
  for (const row of names) {
    configured.add(textOf(row["run_key"]));
    progress.runs.rename(textOf(row["run_key"]), textOf(row["run_name"]));
  }
  const removed: string[] = [];
  for (const run of progress.configured) {
    if (configured.has(run) || (await idsOfRun(db, "metrics", run)).length > 0) continue;
    progress.runs.remove(run);
    removed.push(run);
  }
  progress.configured = configured;
  return removed;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
