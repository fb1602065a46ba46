import * as z from "zod";
import { AppError } from "../../../base/errors.ts";
import {
  byFallingCount,
  maskCategory,
  maskProfile,
} from "../../../core/drift/profile/categoryLabels.ts";
import { fingerprint } from "../../../core/drift/profile/fingerprint.ts";
import {
  columnTypes,
  profileVersion,
  type CategorySummary,
  type ColumnProfile,
  type DataProfile,
  type NumberSummary,
  type ProfiledFile,
} from "../../../core/drift/profile/profile.ts";
import { deviationDigits, meanDigits, rounded } from "../numberFacts.ts";
import { labelOf } from "../profileCategories.ts";

/** What the script that Spark runs answers, and the profile that is made of it. */

const count = z.int().min(0);

const numbersSchema = z.object({
  count,
  nan: count,
  positiveInfinities: count,
  negativeInfinities: count,
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  variance: z.number().nullable(),
  isWhole: z.boolean(),
  distinct: count,
  edges: z.array(z.number()),
  counts: z.array(count),
  values: z.array(z.tuple([z.number(), count])).nullable(),
});

const labelSchema = z.object({
  start: z.string(),
  hash: z.string().nullable(),
  length: count,
  rows: count,
});

const categoriesSchema = z.object({
  distinct: count,
  top: z.array(labelSchema),
  /** Those of the other profile that are too rare for `top`; some may be in both. */
  model: z.array(labelSchema),
});

const columnSchema = z.object({
  name: z.string(),
  type: z.enum(columnTypes),
  storedType: z.string(),
  /** Rows with a value. */
  present: count,
  numbers: numbersSchema.nullable(),
  categories: categoriesSchema.nullable(),
});
type AnsweredColumn = z.infer<typeof columnSchema>;

const failureSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("empty") }),
  z.object({
    kind: z.literal("bad-type"),
    column: z.string(),
    wanted: z.string(),
    own: z.string(),
  }),
  z.object({ kind: z.literal("spark"), reason: z.string(), file: z.string().nullable() }),
]);
type SparkFailure = z.infer<typeof failureSchema>;

const tableSchema = z.object({ rows: count, columns: z.array(columnSchema) });
const answerSchema = z.union([z.object({ failure: failureSchema }), tableSchema]);
export type SparkTable = z.infer<typeof tableSchema>;

const maxReasonLength = 600;

/**
 * The answer of the script. Throws AppErrors `data-empty`, `data-bad-type`, `data-unreadable` for
 * what is wrong with the data, `spark-failed` for anything else that Spark could not do, and for an
 * answer that is none. `label` is the data as people know them.
 */
export function parseSparkAnswer(text: string, label: string): SparkTable {
  const { success, data } = answerSchema.safeParse(jsonOf(text));
  if (!success) {
    throw new AppError(
      "spark-failed",
      `Spark answered with something other than counts of ${label}. Try again; if it happens again, report it with the version of Spark.`,
    );
  }
  if ("failure" in data) throw failureError(data.failure, label);
  return data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function failureError(failure: SparkFailure, label: string): AppError {
  if (failure.kind === "empty") {
    return new AppError(
      "data-empty",
      `${label} is empty: there is not even a line with the names of columns. Write data into it, or choose another file.`,
    );
  }
  if (failure.kind === "bad-type") {
    const { column, own, wanted } = failure;
    return new AppError(
      "data-bad-type",
      `The column "${column}" holds ${own} values, which cannot be compared as a ${wanted}. Leave its type out, or choose category or text.`,
    );
  }
  return sparkError(failure, label);
}

const readFailures =
  /not a Parquet file|magic number|FAILED_READ_FILE|MALFORMED_|malformed|PATH_NOT_FOUND|does not exist|CSV header|CANNOT_MERGE|CANNOT_READ|UNABLE_TO_INFER|corrupt|EOF|unexpected end|footer/i;

function sparkError(
  { reason, file }: Extract<SparkFailure, { kind: "spark" }>,
  label: string,
): AppError {
  const oneLine = reason
    .split(/\n\s*(?:at |JVM stacktrace)/, 1)[0]
    ?.replaceAll(/\s+/g, " ")
    .trim();
  const cut = (oneLine ?? "").slice(0, maxReasonLength).replace(/[.:]$/, "");
  const path = file === null ? null : file.replace(/^file:\/*(?=\/)/, "");
  const where = path === null || path === label ? label : `${label}, in ${path}`;
  if (file === null && !readFailures.test(reason)) {
    return new AppError(
      "spark-failed",
      `Spark could not describe ${label}: ${cut}. If Spark reads these data otherwise, report it with these words.`,
      { details: { reason } },
    );
  }
  return new AppError(
    "data-unreadable",
    `Spark could not read ${where}: ${cut}. Mend the file that is named, or leave it out of the data.`,
    { details: { path, reason } },
  );
}

export interface SparkComposition {
  readonly like: DataProfile | null;
  readonly isMasked: boolean;
  readonly files: readonly ProfiledFile[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The profile of what was counted: the same that DuckDB's counts make, with moments rounded to
 * what does not depend on the order of rows.
 */
export function composeSparkProfile(
  { rows, columns }: SparkTable,
  { like, isMasked, files, now }: SparkComposition,
): DataProfile {
  const models = new Map(like?.columns.map((column) => [column.name, column]));
  const composed = columns.map((column) =>
    composeColumn(column, rows, models.get(column.name)?.categories ?? null),
  );
  const profile: DataProfile = {
    sextantProfile: profileVersion,
    rows,
    columns: composed.map(({ column }) => column),
    // What is listed because another profile lists it is no part of these data.
    fingerprint: fingerprint({ rows, columns: composed.map(({ own }) => own) }),
    createdAt: new Date(now).toISOString(),
    engine: "spark",
    files,
  };
  const hasMasks = like?.columns.some(({ categories }) => categories?.isMasked === true) ?? false;
  return isMasked || hasMasks ? maskProfile(profile) : profile;
}

function composeColumn(
  { name, type, storedType, present, numbers, categories }: AnsweredColumn,
  rows: number,
  model: CategorySummary | null,
): { readonly column: ColumnProfile; readonly own: ColumnProfile } {
  const own: ColumnProfile = {
    ...{ name, type, storedType, nulls: rows - present },
    numbers: numbers === null ? null : composeNumbers(numbers),
    categories: categories === null ? null : composeCategories(categories, present),
  };
  if (categories === null || own.categories === null || model === null) return { column: own, own };
  const wanted = withModel(own.categories, categories.model, model);
  return { column: { ...own, categories: wanted }, own };
}

function composeNumbers(facts: z.infer<typeof numbersSchema>): NumberSummary {
  const { count, nan, positiveInfinities, negativeInfinities, isWhole, values } = facts;
  const variance = rounded(facts.variance, deviationDigits);
  const squaredDeviations = variance === null ? null : variance * count;
  return {
    ...{ count, nan, positiveInfinities, negativeInfinities },
    // −0 is 0.
    min: facts.min === null ? null : facts.min + 0,
    max: facts.max === null ? null : facts.max + 0,
    mean: rounded(facts.mean, meanDigits),
    squaredDeviations: Number.isFinite(squaredDeviations) ? squaredDeviations : null,
    isWhole,
    distinct: values?.length ?? Math.min(facts.distinct, count),
    histogram: { edges: facts.edges, counts: facts.counts },
    values: values?.map(([value, rows]) => [value + 0, rows]) ?? null,
  };
}

function composeCategories(
  { distinct, top }: z.infer<typeof categoriesSchema>,
  present: number,
): CategorySummary {
  const listed = top.map((row) => ({ value: labelOf(row), count: row.rows }));
  return {
    ...{ distinct, isExact: true },
    top: listed.sort(byFallingCount),
    otherCount: present - sumOf(listed),
    isMasked: false,
  };
}

/** With the categories that the other profile lists and that are too rare here to be listed. */
function withModel(
  own: CategorySummary,
  found: z.infer<typeof categoriesSchema>["model"],
  { top, isMasked }: CategorySummary,
): CategorySummary {
  const listed = new Set(own.top.map(({ value }) => value));
  const theirs = new Set(top.map(({ value }) => value));
  const added = found
    .map((row) => ({ value: labelOf(row), count: row.rows }))
    .filter(({ value }) => !listed.has(value))
    .filter(({ value }) => theirs.has(isMasked ? maskCategory(value) : value));
  return {
    ...own,
    top: [...own.top, ...added].sort(byFallingCount),
    otherCount: own.otherCount - sumOf(added),
  };
}

function sumOf(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((sum, one) => sum + one.count, 0);
}
