import * as z from "zod/mini";

/**
 * A profile: what is kept of a data set so that drift can be computed without the data. Plain JSON
 * of about 20 KB a column, meant to be committed. It holds no raw values but the most frequent
 * categories, which can be masked.
 *
 * Profiles made with the same edges can be merged: the sum is the profile of the union.
 */

export const profileVersion = 1;

/**
 * How a column is compared. `number` and `timestamp` (as milliseconds since the epoch, UTC) by
 * their distribution, `boolean` and `category` by the frequencies of values, `text` by its length;
 * `nested` and `unsupported` only by what is missing.
 */
export const columnTypes = [
  "number",
  "timestamp",
  "boolean",
  "category",
  "text",
  "nested",
  "unsupported",
] as const;
export type ColumnType = (typeof columnTypes)[number];

const count = z.number().check(z.int(), z.minimum(0));
const counts = z.readonly(z.array(count));
const finite = z.number();

/**
 * A histogram over bins that are open below and closed above: `counts[i]` values lie in
 * (edges[i−1], edges[i]], `counts[0]` at or below `edges[0]`, the last above `edges.at(-1)`. So
 * there is one count more than edges, and the distribution function is exact at each edge.
 * Edges rise strictly; a value that is frequent has a bin of its own, which begins at the greatest
 * number below it.
 */
const histogramSchema = z.object({ edges: z.readonly(z.array(finite)), counts });
export type Histogram = z.infer<typeof histogramSchema>;

const numberSummarySchema = z.object({
  /** Finite values; what follows is over these. */
  count,
  nan: count,
  positiveInfinities: count,
  negativeInfinities: count,
  min: z.nullable(finite),
  max: z.nullable(finite),
  mean: z.nullable(finite),
  /** Sum of squared differences from the mean: variance × count. */
  squaredDeviations: z.nullable(finite),
  /** Whether all finite values are whole numbers. */
  isWhole: z.boolean(),
  /** Distinct values, estimated unless `values` is there. */
  distinct: count,
  histogram: histogramSchema,
  /**
   * Every value with its count, in rising order, where there are few (at most `maxListedValues`):
   * such a column is compared value by value.
   */
  values: z.nullable(z.readonly(z.array(z.readonly(z.tuple([finite, count]))))),
});
export type NumberSummary = z.infer<typeof numberSummarySchema>;

const categorySummarySchema = z.object({
  /** Distinct values. */
  distinct: count,
  /** Whether `distinct` was counted, not estimated. */
  isExact: z.boolean(),
  /** The most frequent values, by falling count, then by value; masked ones are `sha256:` hashes. */
  top: z.readonly(z.array(z.object({ value: z.string(), count }))),
  /** Rows whose value is not listed in `top`. */
  otherCount: count,
  isMasked: z.boolean(),
});
export type CategorySummary = z.infer<typeof categorySummarySchema>;

const columnProfileSchema = z.object({
  name: z.string(),
  type: z.enum(columnTypes),
  /** As the file has it: `DOUBLE`, `VARCHAR`, `STRUCT(a INTEGER)`. */
  storedType: z.string(),
  /** Rows without a value; NaN is counted in `numbers`. */
  nulls: count,
  /** Of numbers, timestamps, and the lengths of texts. */
  numbers: z.nullable(numberSummarySchema),
  /** Of categories and booleans (`true`, `false`). */
  categories: z.nullable(categorySummarySchema),
});
export type ColumnProfile = z.infer<typeof columnProfileSchema>;

const profiledFileSchema = z.object({
  /** As it was named: relative to the project where it lies in it. */
  path: z.string(),
  sizeBytes: z.number(),
  modifiedAt: z.string(),
});
export type ProfiledFile = z.infer<typeof profiledFileSchema>;

export const profileSchema = z.object({
  sextantProfile: z.literal(profileVersion),
  rows: count,
  columns: z.readonly(z.array(columnProfileSchema)),
  /** Of what is in the data: rows, columns and their counts. Equal data have equal fingerprints. */
  fingerprint: z.string(),
  /** ISO 8601. */
  createdAt: z.string(),
  /** `duckdb`, `spark`, `merge`. */
  engine: z.string(),
  files: z.readonly(z.array(profiledFileSchema)),
  /** The run whose data this is. */
  run: z.optional(z.nullable(z.object({ id: z.string(), commit: z.nullable(z.string()) }))),
});
export type DataProfile = z.infer<typeof profileSchema>;

/** Bins of a numeric column. */
export const histogramBins = 256;
/** A numeric column with at most so many distinct values is listed value by value. */
export const maxListedValues = 64;
/** Categories that a profile lists. */
export const maxTopCategories = 1000;
/** A category longer than this many UTF-16 units is cut, with a hash of the whole behind it. */
export const maxCategoryLength = 200;
