import path from "node:path";
import type {
  CategorySummary,
  ColumnProfile,
  ColumnType,
  DataProfile,
  ProfiledFile,
} from "../../../core/drift/profile/profile.ts";
import {
  histogramBins,
  maxCategoryLength,
  maxListedValues,
  maxTopCategories,
} from "../../../core/drift/profile/profile.ts";
import { missingValues } from "../convertText.ts";
import { profiledFile, type FilesSource } from "../openTable.ts";
import { maxFetchedRows } from "../profileNumbers.ts";
import { isRemote } from "../remoteFiles.ts";
import { findSourceFiles, type DataFormat } from "../sourceFiles.ts";

/** What the script is asked, but for where it writes its answer. */
export interface SparkRequest {
  readonly sources: readonly { readonly format: DataFormat; readonly paths: readonly string[] }[];
  /** Types chosen by hand. */
  readonly types: Readonly<Record<string, ColumnType>>;
  /** By column, what of another profile is taken over. */
  readonly like: Readonly<Record<string, SparkModel>>;
  /** What stands for a missing value in CSV. */
  readonly missing: readonly string[];
  readonly limits: typeof limits;
}

export interface SparkModel {
  readonly type: ColumnType;
  /** Null where the column has bins of its own. */
  readonly edges: readonly number[] | null;
  readonly categories: WantedCategories | null;
}

/** Categories to be counted however rare they are. */
export interface WantedCategories {
  readonly values: readonly string[];
  /** The first half of the SHA-256 of values that are too long to be listed whole. */
  readonly longHashes: readonly string[];
  /** The same of values that are masked. */
  readonly masks: readonly string[];
}

const limits = {
  bins: histogramBins,
  listedValues: maxListedValues,
  topCategories: maxTopCategories,
  categoryLength: maxCategoryLength,
  /** Up to so many rows, different numbers are counted exactly. */
  exactRows: maxFetchedRows,
};

export interface SparkFiles {
  readonly sources: SparkRequest["sources"];
  readonly files: readonly ProfiledFile[];
}

/**
 * The files of a source as Spark reads them. Those of this machine are found as for DuckDB, and
 * named one by one; addresses of storage are left to Spark, as Parquet where neither a format is
 * given nor their ending tells one. Rejects as `findSourceFiles` does.
 */
export async function findSparkFiles(
  source: FilesSource,
  { root, now }: { readonly root: string; readonly now: number },
): Promise<SparkFiles> {
  const remote = source.paths.filter(isRemote);
  const local = source.paths.filter((named) => !isRemote(named));
  const found = await findSourceFiles(local, source.format);
  const named = [
    ...found.map((file) => ({ format: file.format, path: sparkPath(file.path) })),
    ...remote.map((address) => ({ format: source.format ?? remoteFormat(address), path: address })),
  ];
  const formats = [...new Set(named.map(({ format }) => format))].sort();
  const modifiedAt = new Date(now).toISOString();
  return {
    sources: formats.map((format) => ({
      format,
      paths: named.filter((file) => file.format === format).map((file) => file.path),
    })),
    files: [
      ...found.map((file) => profiledFile(file, root)),
      ...remote.map((address) => ({ path: address, sizeBytes: 0, modifiedAt })),
    ],
  };
}

/** A file of this machine, whatever file system Spark reads by default, and never a pattern. */
export function sparkPath(file: string, platform: NodeJS.Platform = process.platform): string {
  const absolute = platform === "win32" ? `/${file.replaceAll("\\", "/")}` : file;
  return `file://${absolute.replaceAll(/[{}[\]*?\\]/g, "\\$&")}`;
}

const endings: readonly (readonly [RegExp, DataFormat])[] = [
  [/\.csv$/i, "csv"],
  [/\.(tsv|tab)$/i, "tsv"],
  [/\.(jsonl|ndjson|json)$/i, "jsonl"],
];

function remoteFormat(address: string): DataFormat {
  const name = path.posix.basename(address).replace(/\.(gz|zst|zstd|bz2)$/i, "");
  return endings.find(([ending]) => ending.test(name))?.[1] ?? "parquet";
}

export function sparkRequest(
  sources: SparkRequest["sources"],
  {
    like,
    types,
  }: {
    readonly like: DataProfile | null;
    readonly types: Readonly<Record<string, ColumnType>>;
  },
): SparkRequest {
  const models = (like?.columns ?? []).map((column) => [column.name, modelOf(column)] as const);
  return { sources, types, like: Object.fromEntries(models), missing: missingValues, limits };
}

function modelOf({ type, numbers, categories }: ColumnProfile): SparkModel {
  return {
    type,
    edges: numbers === null || numbers.count === 0 ? null : numbers.histogram.edges,
    categories: categories === null ? null : wantedCategories(categories),
  };
}

function wantedCategories({ top, isMasked }: CategorySummary): WantedCategories {
  const labels = top.map(({ value }) => value);
  const hashes = (form: RegExp): string[] => labels.flatMap((label) => form.exec(label)?.[1] ?? []);
  if (isMasked) return { values: [], longHashes: [], masks: hashes(/^sha256:([0-9a-f]{32})$/) };
  return { values: labels, longHashes: hashes(/… sha256:([0-9a-f]{32})$/), masks: [] };
}
