import type { DataEngine } from "./dataEngine.ts";
import { quoteName, quoteText } from "./dataTable.ts";
import { literalPath } from "./convertText.ts";

/** A file of Parquet that is part of a table. */
export interface StoredFile {
  /** Its name as people know it. */
  readonly label: string;
  readonly path: string;
  /** Whether its types were guessed from text. */
  readonly isText: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface Union {
  /** A SELECT of all rows. */
  readonly sql: string;
  readonly notes: readonly string[];
}

/** Of more differences between files these are enough. */
const maxNotes = 20;
const maxParts = 100;

/**
 * All rows of the files, columns put together by name. Text in which a column has no value at all
 * says nothing about its type, so there it does not make the numbers of other files text.
 */
export async function unionOf(engine: DataEngine, stored: readonly StoredFile[]): Promise<Union> {
  const [only] = stored;
  if (stored.length === 1 && only !== undefined) {
    return { sql: `SELECT * FROM ${readerOf([only])}`, notes: [] };
  }
  const { used, notes } = await withoutEmpty(engine, stored);
  const valueless = await findValueless(engine, used);
  const kept = used.map((file) => withoutValueless(file, valueless));
  const withValues = new Set(kept.flatMap(({ columns }) => columns.map(({ name }) => name)));
  const groups: { readonly key: string; excluded: readonly string[]; files: StoredFile[] }[] = [];
  for (const file of used) {
    const excluded = excludedOf(file, valueless, withValues);
    const key = JSON.stringify(excluded);
    // Files follow each other as they are named, unless that would take too many parts.
    const candidates = groups.length < maxParts ? groups.slice(-1) : groups;
    const group = candidates.find((candidate) => candidate.key === key);
    if (group === undefined) groups.push({ key, excluded, files: [file] });
    else group.files.push(file);
  }
  const parts = groups.map(({ excluded, files }) => {
    const but = excluded.length === 0 ? "" : ` EXCLUDE (${excluded.map(quoteName).join(", ")})`;
    return `SELECT *${but} FROM ${readerOf(files)}`;
  });
  return {
    sql: parts.join(" UNION ALL BY NAME "),
    notes: [...notes, ...describeMissing(used), ...describeTypes(kept)].slice(0, maxNotes),
  };
}

function readerOf(files: readonly StoredFile[]): string {
  const paths = files.map((file) => quoteText(literalPath(file.path)));
  return `read_parquet([${paths.join(", ")}], union_by_name = true)`;
}

/** Text with a header and no rows has no types either; it is left out beside files with rows. */
async function withoutEmpty(
  engine: DataEngine,
  stored: readonly StoredFile[],
): Promise<{ used: readonly StoredFile[]; notes: readonly string[] }> {
  const texts = stored.filter(({ isText }) => isText);
  const empty = new Set<string>();
  for (const [file, rows] of await rowCounts(engine, texts)) if (rows === 0) empty.add(file);
  const used = stored.filter((file) => !empty.has(file.path));
  if (used.length === 0) return { used: stored, notes: [] };
  const left = stored.filter((file) => empty.has(file.path));
  return { used, notes: left.map(({ label }) => `${label} has no rows and was left out.`) };
}

async function rowCounts(
  engine: DataEngine,
  files: readonly StoredFile[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const source = quoteText(literalPath(path));
    const [row] = await engine.rows(`SELECT num_rows FROM parquet_file_metadata(${source})`);
    counts.set(path, Number(row?.["num_rows"]));
  }
  return counts;
}

/** By file, the columns of strings in which every value is missing. */
async function findValueless(
  engine: DataEngine,
  files: readonly StoredFile[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const { path, isText, columns } of files) {
    if (!isText) continue;
    const rows = await engine.rows(
      `SELECT path_in_schema AS name FROM parquet_metadata(${quoteText(literalPath(path))}) GROUP BY path_in_schema HAVING sum(stats_null_count) = sum(num_values)`,
    );
    const names = new Set(rows.map((row) => row["name"]));
    const strings = columns.filter(({ name, type }) => type === "VARCHAR" && names.has(name));
    found.set(path, new Set(strings.map(({ name }) => name)));
  }
  return found;
}

function withoutValueless(
  file: StoredFile,
  valueless: ReadonlyMap<string, ReadonlySet<string>>,
): StoredFile {
  const names = valueless.get(file.path);
  return { ...file, columns: file.columns.filter(({ name }) => names?.has(name) !== true) };
}

/** A file keeps a column without values when no other file has values for it. */
function excludedOf(
  file: StoredFile,
  valueless: ReadonlyMap<string, ReadonlySet<string>>,
  withValues: ReadonlySet<string>,
): readonly string[] {
  const names = [...(valueless.get(file.path) ?? [])];
  const excluded = names.filter((name) => withValues.has(name));
  // A SELECT needs a column.
  return excluded.length === file.columns.length ? excluded.slice(1) : excluded;
}

function describeMissing(files: readonly StoredFile[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { columns } of files)
    for (const { name } of columns) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count < files.length)
    .map(
      ([name, count]) =>
        `The column "${name}" is missing in ${files.length - count} of ${files.length} files.`,
    );
}

function describeTypes(files: readonly StoredFile[]): readonly string[] {
  const byName = new Map<string, Map<string, string>>();
  for (const { label, columns } of files) {
    for (const { name, type } of columns) {
      const types = byName.get(name) ?? new Map<string, string>();
      if (!types.has(type)) types.set(type, label);
      byName.set(name, types);
    }
  }
  return [...byName]
    .filter(([, types]) => types.size > 1)
    .map(([name, types]) => {
      const listed = [...types].map(([type, label]) => `${type} in ${label}`);
      return `The column "${name}" is ${listed.slice(0, 4).join(", ")}.`;
    });
}
