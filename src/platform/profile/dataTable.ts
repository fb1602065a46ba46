import type { ColumnType, ProfiledFile } from "../../core/drift/profile/profile.ts";

/** Files opened as one table of the engine. */
export interface DataTable {
  /** A quoted name that stands in a `FROM`. */
  readonly sql: string;
  readonly columns: readonly TableColumn[];
  readonly files: readonly ProfiledFile[];
  /** What differs between the files, in sentences: types, missing columns, files without rows. */
  readonly notes: readonly string[];
  /** Changes when any of the files does. */
  readonly state: string;
}

export interface TableColumn {
  readonly name: string;
  /** As DuckDB calls it. */
  readonly storedType: string;
  readonly type: ColumnType;
}

/** A name in SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
