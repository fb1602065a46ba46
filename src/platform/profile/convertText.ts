import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as zlib from "node:zlib";
import { AppError, describeError } from "../../base/errors.ts";
import { findCsvDialect, type CsvDialect } from "./csvDialect.ts";
import type { DataEngine } from "./dataEngine.ts";
import { quoteName, quoteText } from "./dataTable.ts";
import { describeReadFailure } from "./engineErrors.ts";
import type { FileCache } from "./fileCache.ts";
import { isRemote } from "./remoteFiles.ts";
import type { SourceFile } from "./sourceFiles.ts";

/**
 * Text formats are read once: what was found in them is kept as Parquet, which is read many times
 * faster and knows its types. An entry is found again while path, size, time and number of the file
 * are the same.
 */

/** Raised when the same text would be converted to something else. */
const conversionVersion = "3";
/** What stands for a missing value in CSV, quoted or not: what pandas takes for one. */
export const missingValues = [
  "",
  "NA",
  "N/A",
  "n/a",
  "#N/A",
  "#NA",
  "<NA>",
  "NULL",
  "null",
  "None",
];
/** The engine holds a few buffers of twice that. */
const maxLineBytes = 8 * 1024 * 1024;
/** A group of rows is what the engine holds of a file while it writes. */
const cellsPerRowGroup = 4_000_000;
const bytesPerRowGroup = 64 * 1024 * 1024;
/** As much of a file as tells how long its lines are. */
const lineSampleBytes = 2 * 1024 * 1024;
const maxRowsPerGroup = 122_880;
/** Of wider tables a second thread takes more memory than it saves time. */
const maxThreadedColumns = 500;
const minRowsPerGroup = 64;

/**
 * The file as Parquet; its path, null for a file without any content. Types are guessed from the
 * first 20,000 lines; when a later line disagrees, from all of them. Rejects with AppError
 * `data-unreadable`, which names the file and the line.
 */
export async function convertText(
  engine: DataEngine,
  file: SourceFile,
  cache: FileCache,
): Promise<string | null> {
  const key = ["table", conversionVersion, file.path, file.state, file.format];
  const kept = await cache.find(key, ".parquet");
  if (kept !== null) return kept;
  if (!isRemote(file.path)) {
    if (file.compression !== null) await checkArchive(file);
    if (file.sizeBytes === 0) return null;
  }
  try {
    return await cache.add(key, ".parquet", (target) => convert(engine, file, target));
  } catch (error) {
    if (AppError.is(error, "data-unreadable")) throw unreadable(file.path, error);
    throw error;
  }
}

async function convert(engine: DataEngine, file: SourceFile, target: string): Promise<void> {
  const lineBytes = await estimateLineBytes(file);
  const dialect = file.format === "csv" ? await findCsvDialect(file) : null;
  try {
    await copy(engine, { reader: readerOf(file, dialect, "first"), lineBytes }, target);
  } catch (error) {
    if (!AppError.is(error, "data-unreadable")) throw error;
    if (isUnknownDialect(error)) await findBrokenLine(engine, file, dialect);
    if (!isWrongGuess(error)) throw error;
    await copy(engine, { reader: readerOf(file, dialect, "all"), lineBytes }, target);
  }
}

/** Rejects with what is wrong with a line, where the engine said of the file as a whole only. */
async function findBrokenLine(
  engine: DataEngine,
  file: SourceFile,
  dialect: CsvDialect | null,
): Promise<void> {
  if (dialect === null) return;
  const columns = Array.from({ length: dialect.columnCount }, (_, index) => `c${index}: 'VARCHAR'`);
  const options = [
    ...csvOptions(file, dialect),
    "auto_detect = false",
    `columns = {${columns.join(", ")}}`,
  ];
  const name = quoteText(literalPath(file.path));
  // Counting alone would not look at the fields of a line.
  await engine.rows(`SELECT max(COLUMNS(*)) FROM read_csv(${name}, ${options.join(", ")})`);
}

async function estimateLineBytes({ path: file, compression }: SourceFile): Promise<number> {
  if (isRemote(file)) return 0;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(lineSampleBytes),
      0,
      lineSampleBytes,
    );
    let lines = 1;
    for (let at = 0; at < bytesRead; at++) if (buffer[at] === 0x0a) lines++;
    // A line end among compressed bytes means nothing.
    return compression === null ? bytesRead / lines : 0;
  } finally {
    await handle.close();
  }
}

async function copy(
  engine: DataEngine,
  { reader, lineBytes }: { readonly reader: string; readonly lineBytes: number },
  target: string,
): Promise<void> {
  const columns = await engine.describe(`SELECT * FROM ${reader}`);
  const replaced = await scalarJsonColumns(engine, reader, columns);
  const replacement = replaced.map((name) => `${quoteName(name)} ->> '$' AS ${quoteName(name)}`);
  const selected = replaced.length === 0 ? "*" : `* REPLACE (${replacement.join(", ")})`;
  const rows = Math.min(
    cellsPerRowGroup / Math.max(1, columns.length),
    bytesPerRowGroup / Math.max(1, lineBytes),
    maxRowsPerGroup,
  );
  const rowGroup = Math.max(minRowsPerGroup, Math.floor(rows));
  const write = (): Promise<void> =>
    engine.execute(
      `COPY (SELECT ${selected} FROM ${reader}) TO ${quoteText(target)} (FORMAT parquet, ROW_GROUP_SIZE ${rowGroup})`,
    );
  // What comes row after row, as a stream of predictions does, is still that.
  await engine.inOrder(() =>
    columns.length > maxThreadedColumns ? engine.inOneThread(write) : write(),
  );
}

/** Columns of JSON in which there is nothing nested: values of mixed types, or none at all. */
async function scalarJsonColumns(
  engine: DataEngine,
  reader: string,
  columns: readonly { name: string; type: string }[],
): Promise<readonly string[]> {
  const candidates = columns.filter(({ type }) => type === "JSON").map(({ name }) => name);
  if (candidates.length === 0) return [];
  const checks = candidates.map(
    (name) => `coalesce(bool_or(json_type(${quoteName(name)}) IN ('OBJECT', 'ARRAY')), false)`,
  );
  const aliases = candidates.map((_, index) => `c${index}`);
  const listed = checks.map((check, index) => `${check} AS ${aliases[index] ?? ""}`);
  const [row] = await engine.rows(`SELECT ${listed.join(", ")} FROM ${reader}`);
  return candidates.filter((_, index) => row?.[aliases[index] ?? ""] === false);
}

function readerOf(file: SourceFile, dialect: CsvDialect | null, sample: "first" | "all"): string {
  const sampled = `sample_size = ${sample === "all" ? -1 : 20_480}`;
  const name = quoteText(literalPath(file.path));
  if (file.format === "jsonl") {
    const format = /\.json(\.|$)/i.test(path.basename(file.path)) ? "auto" : "newline_delimited";
    // A record is a row and its keys are columns, however many there are and however rare.
    const options = [
      `format = '${format}'`,
      "map_inference_threshold = -1",
      "field_appearance_threshold = 0",
      sampled,
      ...compressionOf(file),
    ];
    return `read_json(${name}, ${options.join(", ")})`;
  }
  return `read_csv(${name}, ${[...csvOptions(file, dialect), sampled].join(", ")})`;
}

function compressionOf({ compression }: SourceFile): readonly string[] {
  return compression === null ? [] : [`compression = '${compression}'`];
}

function csvOptions(file: SourceFile, dialect: CsvDialect | null): readonly string[] {
  const delimiter = file.format === "tsv" ? "\t" : dialect?.delimiter;
  return [
    // As in pandas the first line has the names: guessing would take a header of numbers for data.
    "header = true",
    "quote = '\"'",
    "escape = '\"'",
    `nullstr = [${missingValues.map(quoteText).join(", ")}]`,
    `max_line_size = ${maxLineBytes}`,
    `buffer_size = ${2 * maxLineBytes}`,
    // Where the delimiter is known, lines that do not fit it are wrong, not to be skipped.
    ...(delimiter === undefined ? [] : [`delim = ${quoteText(delimiter)}`]),
    ...(dialect === null ? [] : ["skip = 0"]),
    ...compressionOf(file),
  ];
}

/** A path that DuckDB does not take for a pattern. */
export function literalPath(file: string): string {
  if (isRemote(file)) return file;
  return file.replaceAll(/[*?[]/g, (special) => `[${special}]`);
}

function isUnknownDialect(error: AppError): boolean {
  return /detect the CSV parsing dialect/i.test(describeError(error.cause ?? error));
}

function isWrongGuess(error: AppError): boolean {
  const message = describeError(error.cause ?? error);
  return /Could not convert|Failed to cast|JSON transform error/i.test(message);
}

/** DuckDB takes the end of a truncated archive for the end of the file. */
async function checkArchive({ path: file, compression }: SourceFile): Promise<void> {
  // Nodes before 22.15 do not know zstd.
  const zstd = "createZstdDecompress" in zlib ? zlib.createZstdDecompress() : null;
  const decompress = compression === "gzip" ? zlib.createGunzip() : zstd;
  if (decompress === null) return;
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  try {
    await pipeline(createReadStream(file), decompress, nowhere);
  } catch (error) {
    throw new AppError(
      "data-unreadable",
      `${file} is damaged or was not written to its end (${describeError(error)}). Write or download it again.`,
      { details: { path: file }, cause: error },
    );
  }
}

/** An error that says which file, and where in it. */
export function unreadable(file: string, error: unknown): AppError {
  const { line, byte, reason } = describeReadFailure(error);
  const name = path.basename(file);
  const place = line === null ? "" : ` line ${line}`;
  const offset = byte === null ? "" : `, byte ${byte}`;
  const remedy = /not utf-8/i.test(reason) ? `Save ${file} as UTF-8` : `Mend ${file}`;
  return new AppError(
    "data-unreadable",
    `${name}${place}${offset}: ${reason} ${remedy}, or leave it out of the data.`,
    { details: { path: file, line, byte }, cause: error },
  );
}
