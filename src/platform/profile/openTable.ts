import { createHash } from "node:crypto";
import path from "node:path";
import { AppError } from "../../base/errors.ts";
import {
  columnTypes,
  type ColumnType,
  type ProfiledFile,
} from "../../core/drift/profile/profile.ts";
import { columnTypeOf } from "./columnTypes.ts";
import { convertText, literalPath, unreadable } from "./convertText.ts";
import type { DataEngine } from "./dataEngine.ts";
import type { JobSettings, ResolvedSource } from "./dataJobs.ts";
import { quoteName, quoteText, type DataTable, type TableColumn } from "./dataTable.ts";
import { FileCache } from "./fileCache.ts";
import { allowRemote, isRemote } from "./remoteFiles.ts";
import { findSourceFiles, type SourceFile } from "./sourceFiles.ts";
import { unionOf, type StoredFile } from "./unionFiles.ts";

export type FilesSource = Extract<ResolvedSource, { kind: "files" }>;

export interface OpenOptions {
  readonly settings: Pick<JobSettings, "root" | "cacheFolder" | "allowsNetwork">;
  /** Columns whose type is not to be guessed: a `ColumnType` by the column's name. */
  readonly types?: Readonly<Record<string, string>>;
  readonly report?: (label: string, fraction: number | null) => void;
}

let tables = 0;

/**
 * Opens files as one table: text is converted once and kept, files that differ are put together by
 * the names of their columns, whose values are null in files that lack them. A column that is a
 * number in one file and text in another is text. Strings are `text` when they are long and mostly
 * different, else `category`.
 *
 * Rejects with AppErrors `data-not-found`, `data-unknown-format`, `data-unreadable` (naming file and
 * place), `data-empty` when there are files but no columns, `data-bad-type`.
 */
export async function openTable(
  engine: DataEngine,
  source: FilesSource,
  options: OpenOptions,
): Promise<DataTable> {
  const files = await findSourceFiles(source.paths, source.format);
  await allowRemote(engine, source.paths, options.settings.allowsNetwork);
  const notes: string[] = [];
  const stored = await storeFiles(engine, files, options, notes);
  if (stored.length === 0) {
    throw new AppError(
      "data-empty",
      `${source.label} is empty: there is not even a line with the names of columns. Write data into it, or choose another file.`,
    );
  }
  const union = await unionOf(engine, stored);
  notes.push(...union.notes);
  const name = quoteName(`table ${(tables += 1)}`);
  await engine.execute(`CREATE TEMP VIEW ${name} AS ${union.sql}`);
  const described = await engine.describe(`SELECT * FROM ${name}`);
  const columns = await withTypes(engine, name, described, options.types ?? {});
  return {
    sql: name,
    columns,
    files: files.map((file) => profiledFile(file, options.settings.root)),
    notes,
    state: stateOf(files),
  };
}

/** Changes when any file of a source does, or when there are others. */
export function stateOf(files: readonly SourceFile[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(JSON.stringify([file.path, file.state, file.format]));
  return hash.digest("hex");
}

async function storeFiles(
  engine: DataEngine,
  files: readonly SourceFile[],
  { settings, report }: OpenOptions,
  notes: string[],
): Promise<readonly StoredFile[]> {
  const cache = new FileCache(path.join(settings.cacheFolder, "tables"), {
    fallbackFolder: path.join(engine.temporaryFolder, "tables"),
  });
  const stored: StoredFile[] = [];
  for (const [index, file] of files.entries()) {
    const label = path.basename(file.path);
    report?.(`Reading ${label}`, files.length === 1 ? null : index / files.length);
    const isText = file.format !== "parquet";
    const parquet = isText ? await convertText(engine, file, cache) : file.path;
    if (parquet === null) {
      notes.push(`${label} is empty and was left out.`);
      continue;
    }
    try {
      const columns = await engine.describe(
        `SELECT * FROM read_parquet(${quoteText(literalPath(parquet))})`,
      );
      stored.push({ label, path: parquet, isText, columns });
    } catch (error) {
      throw AppError.is(error, "data-unreadable") ? unreadable(file.path, error) : error;
    }
  }
  return stored;
}

export function profiledFile(file: SourceFile, root: string): ProfiledFile {
  const relative = path.relative(root, file.path);
  const isInside = !isRemote(file.path) && !relative.startsWith("..") && !path.isAbsolute(relative);
  return {
    path: (isInside ? relative : file.path).replaceAll("\\", "/"),
    sizeBytes: file.sizeBytes,
    modifiedAt: new Date(file.modifiedAtMs).toISOString(),
  };
}

async function withTypes(
  engine: DataEngine,
  table: string,
  described: readonly { name: string; type: string }[],
  chosen: Readonly<Record<string, string>>,
): Promise<readonly TableColumn[]> {
  const columns = described.map(({ name, type }): TableColumn => {
    const wanted = Object.hasOwn(chosen, name) ? chosen[name] : undefined;
    const own = columnTypeOf(type);
    return {
      name,
      storedType: type,
      type: wanted === undefined ? own : chosenType(name, wanted, own),
    };
  });
  const strings = columns
    .filter(({ name, storedType }) => storedType === "VARCHAR" && !Object.hasOwn(chosen, name))
    .map(({ name }) => name);
  const texts = await findTexts(engine, table, strings);
  return columns.map((column) => (texts.has(column.name) ? { ...column, type: "text" } : column));
}

function chosenType(name: string, wanted: string, own: ColumnType): ColumnType {
  const type = columnTypes.find((known) => known === wanted);
  const isSimple = own !== "nested" && own !== "unsupported";
  const needsNumbers = type === "number" || type === "timestamp";
  if (type === undefined) {
    throw new AppError(
      "data-bad-type",
      `The column "${name}" cannot be a "${wanted}". Types are ${columnTypes.join(", ")}.`,
    );
  }
  if (needsNumbers && !isSimple) {
    throw new AppError(
      "data-bad-type",
      `The column "${name}" holds ${own} values, which cannot be compared as a ${type}. Leave its type out, or choose category or text.`,
    );
  }
  return type;
}

/** Columns looked at in one scan. */
const batchSize = 100;

/**
 * Long strings that rarely come twice are text. Over all rows, so that neither their order nor a
 * sample decides: more than half are different and they have more than 24 characters on average,
 * or more than 1000 are different with more than 64; in at least 20 rows.
 */
async function findTexts(
  engine: DataEngine,
  table: string,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let start = 0; start < names.length; start += batchSize) {
    const batch = names.slice(start, start + batchSize);
    const selected = batch.map((name, index) => {
      const column = quoteName(name);
      return `count(${column}) AS n${index}, approx_count_distinct(${column}) AS d${index}, coalesce(avg(length(${column})), 0) AS l${index}`;
    });
    const [row] = await engine.rows(`SELECT ${selected.join(", ")} FROM ${table}`);
    for (const [index, name] of batch.entries()) {
      const [rows, distinct, length] = ["n", "d", "l"].map((key) =>
        Number(row?.[`${key}${index}`]),
      );
      if (isText(rows ?? 0, distinct ?? 0, length ?? 0)) found.add(name);
    }
  }
  return found;
}

function isText(rows: number, distinct: number, meanLength: number): boolean {
  if (rows < 20) return false;
  return (distinct > rows / 2 && meanLength > 24) || (distinct > 1000 && meanLength > 64);
}
