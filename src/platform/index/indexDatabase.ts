import { rmSync } from "node:fs";
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import type { Disposable } from "../../base/disposables.ts";
import { AppError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { indexVersion, makeFolderOf } from "./indexLocation.ts";
import { readFileState } from "./journalFile.ts";
import { isBusy, isDamage, openDatabase } from "../sqlite/openDatabase.ts";

const busyTimeoutMs = 15_000;

/**
 * - `runs`: one row a run. `state` is its RunState as JSON, `metrics` the metrics' names as JSON,
 *   `summaries` their roll-ups (see summaries.ts); then the cursor of its journal.
 * - `chunks`: the points, as steps, times and values one after the other, 64-bit floats.
 *   Invariant: the chunks of a series do not overlap, and each is in the order (step, time).
 * - `sources`: what was read of the places that other tools left runs in, and `source_runs` their
 *   runs, as JSON with the metrics apart as in `runs`. Their points stay where they are. What was
 *   found depends on where was looked: each way of looking has rows of its own (`scope`).
 * - `removed`: runs that are gone, so that other processes learn of it.
 * - `revision` grows with each change of any run, `columns` with each new or lost name.
 */
const schema = `
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO counters VALUES ('revision', 1), ('columns', 1);
  CREATE TABLE runs (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL,
    metrics TEXT NOT NULL,
    summaries BLOB NOT NULL,
    inode REAL NOT NULL,
    size INTEGER NOT NULL,
    mtime REAL NOT NULL,
    position TEXT NOT NULL,
    fingerprint TEXT NOT NULL
  );
  CREATE INDEX runs_by_revision ON runs (revision);
  CREATE TABLE metrics (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE chunks (
    key INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    metric INTEGER NOT NULL,
    first_step REAL NOT NULL,
    last_step REAL NOT NULL,
    count INTEGER NOT NULL,
    points BLOB NOT NULL
  );
  CREATE INDEX chunks_by_series ON chunks (run, metric, last_step, first_step);
  CREATE TABLE sources (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (scope, key)
  ) WITHOUT ROWID;
  CREATE TABLE source_runs (
    key INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    revision INTEGER NOT NULL,
    run TEXT NOT NULL,
    metrics TEXT NOT NULL,
    summaries BLOB NOT NULL,
    UNIQUE (scope, id)
  );
  CREATE INDEX source_runs_by_revision ON source_runs (scope, revision);
  CREATE INDEX source_runs_by_source ON source_runs (scope, source);
  CREATE TABLE removed (id TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
`;

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** The index's file: statements kept prepared, transactions, and the schema. */
export class IndexDatabase implements Disposable {
  readonly file: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  readonly #inode: number | undefined;

  private constructor(file: string, database: DatabaseSync) {
    this.file = file;
    this.#database = database;
    this.#inode = readFileState(file)?.inode;
  }

  /** Opens the first of the files that can be, building it when it is missing or of no use. */
  static open(files: readonly string[], log: Log): IndexDatabase {
    const failures: string[] = [];
    for (const file of files) {
      try {
        return new IndexDatabase(file, openOrRebuild(file, log));
      } catch (error) {
        if (AppError.is(error)) throw error;
        failures.push(`${file}: ${describeError(error)}`);
        log.debug(`the index cannot be at ${file}: ${describeError(error)}`);
      }
    }
    throw new AppError(
      "index-unavailable",
      `The index of runs cannot be opened (${failures.join("; ")}). ` +
        "Check that the folder can be written to and that the disk is not full.",
    );
  }

  /** False when the file was deleted, or another was put in its place. */
  isInPlace(): boolean {
    const inode = readFileState(this.file)?.inode;
    return inode !== undefined && inode === this.#inode;
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values);
  }

  each(sql: string, ...values: SQLInputValue[]): IterableIterator<Row> {
    return this.#statement(sql).iterate(...values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).lastInsertRowid);
  }

  /** All of `work` or nothing; other processes wait meanwhile. Throws AppError `index-busy`. */
  transaction<T>(work: () => T): T {
    try {
      this.#database.exec("BEGIN IMMEDIATE");
    } catch (error) {
      if (!isBusy(error)) throw error;
      const message = `The index ${this.file} is busy: another process has been writing to it for more than ${busyTimeoutMs / 1000} seconds. Try again.`;
      throw new AppError("index-busy", message, { cause: error });
    }
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  dispose(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function openOrRebuild(file: string, log: Log): DatabaseSync {
  makeFolderOf(file);
  try {
    return openChecked(file);
  } catch (error) {
    if (!isDamage(error)) throw error;
    log.warn(`the index ${file} is damaged and is built anew: ${describeError(error)}`);
    deleteIndexFile(file);
    return openChecked(file);
  }
}

/** Removes the index and what SQLite keeps beside it. */
export function deleteIndexFile(file: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"])
    rmSync(`${file}${suffix}`, { force: true });
}

function openChecked(file: string): DatabaseSync {
  const database = openDatabase(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    const mode = database.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
    if (mode !== "wal") throw new Error("SQLite's write-ahead log does not work there");
    database.exec("PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY");
    createSchema(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function createSchema(database: DatabaseSync): void {
  if (versionOf(database) === indexVersion) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have made it while this one waited.
    if (versionOf(database) !== indexVersion) {
      dropTables(database);
      database.exec(schema);
      database.exec(`PRAGMA user_version = ${indexVersion}`);
    }
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function versionOf(database: DatabaseSync): unknown {
  return database.prepare("PRAGMA user_version").get()?.["user_version"];
}

function dropTables(database: DatabaseSync): void {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  for (const { name } of tables) {
    database.exec(`DROP TABLE "${String(name).replaceAll('"', '""')}"`);
  }
}
