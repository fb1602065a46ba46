import { copyFile, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { AppError, describeError } from "../../base/errors.ts";
import { pathIn } from "../../core/formats/filePaths.ts";
import type { FolderView } from "../../core/formats/runFormat.ts";
import { isBusy, isDamage, needsRollback, openDatabase } from "../sqlite/openDatabase.ts";
import type { DetectedSource } from "./runSource.ts";

/*
 * Reading databases that belong to a training program. Two rules follow from that. Its writes must
 * never wait for us: with a rollback journal every reader holds up the writer's commit, so statements
 * are short (a page of rows each), nothing is held between them, and we give up early when it is the
 * writer that holds the file. And nothing is written beside the file: SQLite would leave `-wal` and
 * `-shm` files behind after merely reading a database in WAL mode.
 */

export type SqliteRow = Readonly<Record<string, unknown>>;

export const sqliteFileName = /\.(?:db|sqlite|sqlite3)$/i;
const magic = "SQLite format 3\0";
const busyTimeoutMs = 20;
const busyAttempts = 12;
const busyPauseMs = 15;
const turnMs = 15;
const rowsPerPage = 2000;
const maxCopiedBytes = 512 * 1024 * 1024;

/** Every file that is an SQLite database, whatever tables it holds: that is seen when it is read. */
export function detectSqlite(folder: FolderView): readonly DetectedSource[] {
  return folder.files
    .filter((name) => sqliteFileName.test(name) && isSqlite(folder.head(name)))
    .map((name) => ({ path: pathIn(folder, name), ownedFolders: [] }));
}

/** The bytes begin as every SQLite database does. */
export function isSqlite(head: Uint8Array): boolean {
  if (head.length < magic.length) return false;
  for (let at = 0; at < magic.length; at++) {
    if (head[at] !== magic.charCodeAt(at)) return false;
  }
  return true;
}

/**
 * Tells whether a database was written to: two answers are equal when it was not. Costs a few reads
 * of the file system and no lock. Null when there is no such file.
 *
 * The counter in the header grows with every commit that goes through a rollback journal; a commit in
 * WAL mode shows in the size and time of the `-wal` file.
 */
export async function sqliteState(path: string): Promise<string | null> {
  const main = await fileState(path);
  if (main === null) return null;
  const [header, wal] = await Promise.all([readHeader(path), fileState(`${path}-wal`)]);
  return `${main};${String(header.changeCount)};${wal ?? ""}`;
}

/** When the database was last written to, in milliseconds since the epoch; null for no such file. */
export async function sqliteTime(path: string): Promise<number | null> {
  const files = await Promise.all(
    [path, `${path}-wal`].map((file) => stat(file).catch(() => null)),
  );
  if (files[0] === null) return null;
  return Math.max(...files.map((file) => file?.mtimeMs ?? 0));
}

/**
 * Opens the database, hands it to `work`, and closes it. Throws AppError: `source-busy` when another
 * program keeps it locked, `source-damaged`, `source-unreadable`.
 */
export async function readSqlite<T>(
  path: string,
  work: (db: SqliteReading) => Promise<T>,
): Promise<T> {
  try {
    const mode = await accessMode(path);
    if (mode !== "copied") return await readInPlace(path, mode, work);
  } catch (error) {
    if (!needsRollback(error)) throw asAppError(error, path);
  }
  // The next program that writes the database puts it right; until then a copy of ours can be.
  const folder = await mkdtemp(join(tmpdir(), "sextant-"));
  try {
    return await readCopy(path, folder, work);
  } catch (error) {
    throw asAppError(error, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A database while it is open. Statements wait a little for a writer and then throw. */
export class SqliteReading {
  readonly #db: DatabaseSync;
  readonly #columns = new Map<string, ReadonlySet<string>>();
  #turnStart = performance.now();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Names of a table's columns; empty when there is no such table. Views are no tables here. */
  async columns(table: string): Promise<ReadonlySet<string>> {
    const known = this.#columns.get(table);
    if (known !== undefined) return known;
    // A view or a virtual table under a table's name could run anything for ever.
    const rows = await this.rows(
      `SELECT c.name AS name FROM pragma_table_list(?) AS t JOIN pragma_table_info(?) AS c
       WHERE t.schema = 'main' AND t.type = 'table'`,
      table,
      table,
    );
    const columns = new Set(rows.map((row) => String(row["name"])));
    this.#columns.set(table, columns);
    return columns;
  }

  /** The table is there with all of these columns. */
  async has(table: string, ...columns: readonly string[]): Promise<boolean> {
    const known = await this.columns(table);
    return known.size > 0 && columns.every((column) => known.has(column));
  }

  /** All rows of a statement that is known to be short. Integers beyond 2^53 lose their last digits. */
  async rows(sql: string, ...values: readonly SQLInputValue[]): Promise<readonly SqliteRow[]> {
    if (performance.now() - this.#turnStart > turnMs) {
      await nextTurn();
      this.#turnStart = performance.now();
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return this.#all(sql, values);
      } catch (error) {
        if (!isBusy(error) || attempt === busyAttempts) throw error;
      }
      await pause(busyPauseMs);
    }
  }

  /**
   * All rows of `SELECT … WHERE id > ? ORDER BY id LIMIT ?`, a page at a time, where `idColumn` is
   * the name of that id in the rows; `values` are bound before those two. Answers the last id, or
   * `after` when there are no rows.
   */
  async pages(
    query: {
      readonly sql: string;
      readonly idColumn: string;
      readonly after: number;
      readonly values?: readonly SQLInputValue[];
    },
    take: (row: SqliteRow) => void,
  ): Promise<number> {
    let last = query.after;
    for (;;) {
      const rows = await this.rows(query.sql, ...(query.values ?? []), last, rowsPerPage);
      for (const row of rows) take(row);
      const id = rows.at(-1)?.[query.idColumn];
      // A file made up to mislead may answer the same page for ever.
      if (typeof id !== "number" || id <= last) return last;
      last = id;
      if (rows.length < rowsPerPage) return last;
    }
  }

  #all(sql: string, values: readonly SQLInputValue[]): readonly SqliteRow[] {
    const statement = this.#db.prepare(sql);
    try {
      return statement.all(...values);
    } catch (error) {
      if (!isOutOfRange(error)) throw error;
    }
    statement.setReadBigInts(true);
    return statement.all(...values).map((row) => {
      const entries = Object.entries(row).map(([name, value]): [string, unknown] => [
        name,
        typeof value === "bigint" ? Number(value) : value,
      ]);
      return Object.fromEntries(entries);
    });
  }
}

async function readInPlace<T>(
  path: string,
  mode: AccessMode,
  work: (db: SqliteReading) => Promise<T>,
): Promise<T> {
  const before = await sqliteState(path);
  const db = openDatabase(locationOf(path, mode), { readOnly: true });
  let value: T;
  try {
    value = await readWith(db, work);
  } catch (error) {
    // Pages may have changed under a reader without locks: no damage, as another try will show.
    if (mode === "still" && (await sqliteState(path)) !== before) throw busy(path, error);
    throw error;
  } finally {
    db.close();
  }
  if (mode === "still" && (await sqliteState(path)) !== before) throw busy(path);
  return value;
}

async function readCopy<T>(
  path: string,
  folder: string,
  work: (db: SqliteReading) => Promise<T>,
): Promise<T> {
  const { size } = await stat(path);
  if (size > maxCopiedBytes) {
    throw new AppError(
      "source-unreadable",
      `${path} was left in the middle of a change. ` +
        "Open it once with the program that writes it, which puts it right.",
    );
  }
  const copy = join(folder, "copy.db");
  for (const suffix of ["", "-journal", "-wal"]) {
    await copyFile(path + suffix, copy + suffix).catch((error: unknown) => {
      if (suffix === "") throw error;
    });
  }
  const db = openDatabase(copy);
  try {
    return await readWith(db, work);
  } finally {
    db.close();
  }
}

async function readWith<T>(db: DatabaseSync, work: (db: SqliteReading) => Promise<T>): Promise<T> {
  db.exec(`PRAGMA busy_timeout = ${String(busyTimeoutMs)}; PRAGMA trusted_schema = OFF`);
  return work(new SqliteReading(db));
}

/**
 * - `locked`: with a rollback journal; SQLite's locks keep reader and writer apart.
 * - `wal`: somebody writes, or wrote, in WAL mode; the rows in the `-wal` file are read too, and its
 *   index (`-shm`) is used without being changed.
 * - `still`: in WAL mode with nothing in a `-wal` file. It is read without any lock, because SQLite
 *   would make the two files beside it and leave them there.
 * - `copied`: rows in a `-wal` file without its index, which somebody copied here.
 */
type AccessMode = "locked" | "wal" | "still" | "copied";

async function accessMode(path: string): Promise<AccessMode> {
  const { isWal } = await readHeader(path);
  if (!isWal) return "locked";
  const wal = await stat(`${path}-wal`).catch(() => null);
  if (wal === null || wal.size === 0) return "still";
  const index = await stat(`${path}-shm`).catch(() => null);
  return index === null ? "copied" : "wal";
}

function locationOf(path: string, mode: AccessMode): string {
  if (mode === "locked") return path;
  // https://www.sqlite.org/uri.html
  const query = mode === "wal" ? "readonly_shm=1" : "immutable=1";
  return `${pathToFileURL(path).href}?${query}`;
}

/** https://www.sqlite.org/fileformat2.html#the_database_header */
async function readHeader(
  path: string,
): Promise<{ readonly isWal: boolean; readonly changeCount: number }> {
  const bytes = Buffer.alloc(28);
  const file = await open(path, "r").catch(() => null);
  if (file === null) return { isWal: false, changeCount: 0 };
  try {
    await file.read(bytes, 0, bytes.length, 0);
  } finally {
    await file.close();
  }
  return { isWal: bytes[19] === 2, changeCount: bytes.readUInt32BE(24) };
}

async function fileState(path: string): Promise<string | null> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${String(ino)},${String(size)},${String(mtimeNs)}`;
  } catch {
    return null;
  }
}

function isOutOfRange(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_OUT_OF_RANGE";
}

function busy(path: string, cause?: unknown): AppError {
  return new AppError(
    "source-busy",
    `${path} is being written by another program. It is read again in a moment.`,
    { cause },
  );
}

function asAppError(error: unknown, path: string): unknown {
  if (error instanceof AppError) return error;
  if (isBusy(error)) return busy(path, error);
  if (isDamage(error)) {
    const reason = describeError(error);
    return new AppError(
      "source-damaged",
      `${path} is not a whole SQLite database: ${reason}. Restore it, or remove it.`,
      { cause: error },
    );
  }
  if (!(error instanceof Error) || !("code" in error)) return error;
  return new AppError("source-unreadable", `${path} cannot be read: ${error.message}.`, {
    cause: error,
  });
}
