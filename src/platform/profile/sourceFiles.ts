import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import picomatch from "picomatch";
import { AppError, describeError } from "../../base/errors.ts";
import { isRemote, remoteState } from "./remoteFiles.ts";

/** Files that make up a data set: what is named may be a file, a folder or a glob. */

export type DataFormat = "csv" | "tsv" | "parquet" | "jsonl";

export interface SourceFile {
  /** Absolute, or an address of object storage. */
  readonly path: string;
  readonly format: DataFormat;
  readonly compression: "gzip" | "zstd" | null;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** Nanoseconds and the file's number on its disk: what tells two states of a file apart. */
  readonly state: string;
}

/** More files than that are taken for a mistake in the pattern. */
export const maxSourceFiles = 10_000;
const maxDepth = 32;

const formatsByExtension: Readonly<Record<string, DataFormat>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".tab": "tsv",
  ".parquet": "parquet",
  ".pq": "parquet",
  ".parq": "parquet",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".json": "jsonl",
};

/**
 * The files of a source in the order of their paths, each once. In folders, and below them, files
 * whose ending tells a format that is read; names that begin with a point or an underscore are left
 * out, as other engines do. Rejects with AppError `data-not-found` when nothing is there, and
 * `data-unknown-format` when the ending of a named file tells nothing and no format is given.
 */
export async function findSourceFiles(
  paths: readonly string[],
  format: DataFormat | null,
): Promise<readonly SourceFile[]> {
  const found = new Map<string, SourceFile>();
  for (const named of paths) {
    const files = await expand(named, format);
    for (const file of files) found.set(file.path, file);
    if (found.size > maxSourceFiles) throw tooManyFiles(named);
  }
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function expand(named: string, format: DataFormat | null): Promise<readonly SourceFile[]> {
  if (isRemote(named)) return [remoteFile(named, format)];
  // A file whose name holds brackets or stars is that file.
  const entry = await stat(named).catch(() => null);
  if (entry?.isFile() === true) return [await sourceFile(named, format)];
  if (entry?.isDirectory() === true) {
    return matchBelow({ base: named, named, format, accepts: (file) => isData(file, format) });
  }
  const { base, glob } = picomatch.scan(named);
  if (glob === "") {
    throw new AppError(
      "data-not-found",
      `There is no file or folder ${named}. Check the path in the configuration or the command.`,
    );
  }
  const matches = picomatch(named.replaceAll("\\", "/"));
  const accepts = (file: string): boolean => matches(file.replaceAll("\\", "/"));
  return matchBelow({ base: base === "" ? "." : base, named, format, accepts });
}

interface Matching {
  readonly base: string;
  readonly named: string;
  readonly format: DataFormat | null;
  readonly accepts: (file: string) => boolean;
}

async function matchBelow(matching: Matching): Promise<readonly SourceFile[]> {
  const { base, named, format, accepts } = matching;
  const found: string[] = [];
  await walk(base, 0, (file) => {
    if (!accepts(file)) return;
    found.push(file);
    if (found.length > maxSourceFiles) throw tooManyFiles(named);
  });
  if (found.length === 0) {
    throw new AppError(
      "data-not-found",
      `No data file matches ${named}. Sextant reads CSV, TSV, Parquet and JSON lines, also with .gz or .zst behind.`,
    );
  }
  return Promise.all(found.map((file) => sourceFile(file, format)));
}

/** Folders that cannot be read are as good as empty; links to folders are not followed. */
async function walk(folder: string, depth: number, visit: (file: string) => void): Promise<void> {
  if (depth > maxDepth) return;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (/^[._]/.test(entry.name)) continue;
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) await walk(full, depth + 1, visit);
    else if (entry.isFile() || entry.isSymbolicLink()) visit(full);
  }
}

function isData(file: string, format: DataFormat | null): boolean {
  const told = formatOf(file);
  return told !== null && (format === null || told === format);
}

async function sourceFile(file: string, given: DataFormat | null): Promise<SourceFile> {
  const format = given ?? formatOf(file);
  if (format === null) throw unknownFormat(file);
  try {
    const { size, mtimeMs, mtimeNs, ino } = await stat(file, { bigint: true });
    return {
      path: file,
      format,
      compression: compressionOf(file),
      sizeBytes: Number(size),
      modifiedAtMs: Number(mtimeMs),
      state: `${size}-${mtimeNs}-${ino}`,
    };
  } catch (error) {
    throw new AppError("data-not-found", `${file} cannot be read: ${describeError(error)}.`, {
      cause: error,
    });
  }
}

/** One file, or a pattern that the engine resolves. */
function remoteFile(address: string, given: DataFormat | null): SourceFile {
  const name = address.replace(/[?#].*$/, "");
  const format = given ?? formatOf(name);
  if (format === null) throw unknownFormat(address);
  const compression = compressionOf(name);
  const state = remoteState();
  return { path: address, format, compression, sizeBytes: 0, modifiedAtMs: Date.now(), state };
}

function unknownFormat(file: string): AppError {
  return new AppError(
    "data-unknown-format",
    `The name of ${file} does not tell its format. Say \`format: csv\`, \`tsv\`, \`parquet\` or \`jsonl\` where it is named.`,
  );
}

function compressionOf(file: string): "gzip" | "zstd" | null {
  const extension = path.extname(file).toLowerCase();
  if (extension === ".gz") return "gzip";
  return extension === ".zst" || extension === ".zstd" ? "zstd" : null;
}

function formatOf(file: string): DataFormat | null {
  const plain = compressionOf(file) === null ? file : file.slice(0, -path.extname(file).length);
  return formatsByExtension[path.extname(plain).toLowerCase()] ?? null;
}

function tooManyFiles(named: string): AppError {
  return new AppError(
    "data-too-many-files",
    `More than ${maxSourceFiles} files match ${named}. Name a folder or pattern with fewer.`,
  );
}
