import type * as Sqlite from "node:sqlite";
import { AppError } from "../../base/errors.ts";

let loaded: typeof Sqlite | undefined;

/** Opens a database file with SQLite as Node carries it. Throws SQLite's own errors. */
export function openDatabase(
  file: string,
  options: Sqlite.DatabaseSyncOptions = {},
): Sqlite.DatabaseSync {
  loaded ??= loadSqlite();
  return new loaded.DatabaseSync(file, options);
}

/** Node warns once that its SQLite is experimental: no news to a user, so it is not printed. */
function loadSqlite(): typeof Sqlite {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    // Types say that it is always there; older hosts do not have it.
    const sqlite = process.getBuiltinModule("node:sqlite") as typeof Sqlite | undefined;
    if (sqlite !== undefined) return sqlite;
  } finally {
    process.emitWarning = emitWarning;
  }
  throw new AppError(
    "sqlite-missing",
    `Node ${process.version} has no built-in SQLite, which Sextant keeps its index in. ` +
      "Use Node 22.13 or newer, or VS Code 1.101 or newer.",
  );
}

/** https://www.sqlite.org/rescode.html */
const codes = { busy: 5, corrupt: 11, notDatabase: 26 } as const;
/** A hot journal is to be rolled back, which takes the right to write. */
const readOnlyRollback = 8 | (3 << 8);

/** A program ended in the middle of a change, and the file was opened only for reading. */
export function needsRollback(error: unknown): boolean {
  return extendedCode(error) === readOnlyRollback;
}

/** Another process holds the database for longer than the timeout. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === codes.busy;
}

/** The file is no database, or one with holes in it. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === codes.corrupt || code === codes.notDatabase;
}

/** SQLite's result code of an error that node:sqlite threw, without the extended part. */
function sqliteCode(error: unknown): number | undefined {
  const code = extendedCode(error);
  return code === undefined ? undefined : code & 0xff;
}

function extendedCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode : undefined;
}
