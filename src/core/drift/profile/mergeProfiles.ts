import type { Problem } from "../../../base/errors.ts";
import { byFallingCount } from "./categoryLabels.ts";
import { fingerprint } from "./fingerprint.ts";
import {
  maxListedValues,
  profileVersion,
  type CategorySummary,
  type ColumnProfile,
  type DataProfile,
  type Histogram,
  type NumberSummary,
} from "./profile.ts";

/** The profile of the union, or null and what keeps the profiles from being added up. */
export interface MergedProfile {
  readonly value: DataProfile | null;
  readonly problems: readonly Problem[];
}

/**
 * The profile of the union of several data sets: counts are added up, which is exact where the edges
 * are the same. It does not matter in which order or in what groups profiles are merged. Two things
 * are not exact: an estimated number of distinct values is the largest of both (a union has at least
 * so many), and a category that one side lists and the other counts as "other" keeps the count of
 * the side that lists it.
 */
export function mergeProfiles(profiles: readonly DataProfile[]): MergedProfile {
  const [first, ...others] = profiles;
  if (first === undefined)
    return { value: null, problems: [problem("there is no profile to merge")] };
  const problems: Problem[] = [];
  const merged = others.reduce((sum, next) => mergeTwo(sum, next, problems), first);
  return problems.length > 0 ? { value: null, problems } : { value: merged, problems };
}

function problem(message: string): Problem {
  return { code: "profiles-differ", message, severity: "error" };
}

function mergeTwo(a: DataProfile, b: DataProfile, problems: Problem[]): DataProfile {
  const others = new Map(b.columns.map((column) => [column.name, column]));
  const columns = a.columns.flatMap((column) => {
    const other = others.get(column.name);
    if (other === undefined) {
      problems.push(problem(onlyInOne(column.name)));
      return [];
    }
    others.delete(column.name);
    return [mergeColumns(column, other, problems)];
  });
  for (const name of others.keys()) problems.push(problem(onlyInOne(name)));
  const rows = a.rows + b.rows;
  return {
    sextantProfile: profileVersion,
    rows,
    columns,
    fingerprint: fingerprint({ rows, columns }),
    createdAt: a.createdAt > b.createdAt ? a.createdAt : b.createdAt,
    engine: "merge",
    files: [...a.files, ...b.files].sort((x, y) =>
      x.path < y.path ? -1 : Number(x.path > y.path),
    ),
    run: a.run?.id === b.run?.id ? (a.run ?? null) : null,
  };
}

function onlyInOne(name: string): string {
  return (
    `column '${name}' is in one of the profiles only; ` +
    "profile both data sets with the same columns"
  );
}

function mergeColumns(a: ColumnProfile, b: ColumnProfile, problems: Problem[]): ColumnProfile {
  const nulls = a.nulls + b.nulls;
  // A column without any value takes the type of the other: an empty file tells no types.
  if (a.type !== b.type) {
    if (hasNoValues(a)) return { ...b, nulls };
    if (hasNoValues(b)) return { ...a, nulls };
    problems.push(
      problem(
        `column '${a.name}' is a ${a.type} in one profile and a ${b.type} in another; ` +
          "profile the second data set again with --like and the first profile",
      ),
    );
    return a;
  }
  return {
    name: a.name,
    type: a.type,
    storedType: a.storedType === b.storedType ? a.storedType : widerType(a, b),
    nulls,
    numbers: mergeNumbers(a, b, problems),
    categories: mergeCategories(a, b, problems),
  };
}

/** Of two names of types the same one in whatever order they come. */
function widerType(a: ColumnProfile, b: ColumnProfile): string {
  return a.storedType > b.storedType ? a.storedType : b.storedType;
}

function hasNoValues({ numbers, categories }: ColumnProfile): boolean {
  const counted = numbers === null ? 0 : numbers.count + numbers.nan + infinities(numbers);
  return (
    counted === 0 && (categories === null || categories.top.length + categories.otherCount === 0)
  );
}

function infinities({ positiveInfinities, negativeInfinities }: NumberSummary): number {
  return positiveInfinities + negativeInfinities;
}

function mergeNumbers(
  { name, numbers: a }: ColumnProfile,
  { numbers: b }: ColumnProfile,
  problems: Problem[],
): NumberSummary | null {
  if (a === null || b === null) return a ?? b;
  const histogram = mergeHistograms(a, b);
  if (histogram === null) {
    problems.push(
      problem(
        `the bins of column '${name}' differ, so its counts cannot be added up; ` +
          "profile the second data set again with --like and the first profile",
      ),
    );
    return a;
  }
  const values = mergeValues(a, b);
  return {
    count: a.count + b.count,
    nan: a.nan + b.nan,
    positiveInfinities: a.positiveInfinities + b.positiveInfinities,
    negativeInfinities: a.negativeInfinities + b.negativeInfinities,
    min: pick(Math.min, a.min, b.min),
    max: pick(Math.max, a.max, b.max),
    ...mergeMoments(a, b),
    isWhole: a.isWhole && b.isWhole,
    distinct: values?.length ?? Math.max(a.distinct, b.distinct),
    histogram,
    values,
  };
}

function pick(
  choose: (a: number, b: number) => number,
  a: number | null,
  b: number | null,
): number | null {
  return a === null || b === null ? (a ?? b) : choose(a, b);
}

/** Null where the edges differ; a side without values has none that matter. */
function mergeHistograms(a: NumberSummary, b: NumberSummary): Histogram | null {
  const { edges, counts } = a.histogram;
  const other = b.histogram;
  const isSame =
    edges.length === other.edges.length && edges.every((edge, i) => edge === other.edges[i]);
  if (isSame) return { edges, counts: counts.map((count, i) => count + (other.counts[i] ?? 0)) };
  if (a.count === 0) return other;
  return b.count === 0 ? a.histogram : null;
}

/** Of pairs of means and sums of squares (Chan, Golub & LeVeque 1979). */
function mergeMoments(
  a: NumberSummary,
  b: NumberSummary,
): Pick<NumberSummary, "mean" | "squaredDeviations"> {
  if (a.mean === null || b.mean === null) {
    const { mean, squaredDeviations } = a.mean === null ? b : a;
    return { mean, squaredDeviations };
  }
  const count = a.count + b.count;
  const difference = b.mean - a.mean;
  return {
    mean: a.mean * (a.count / count) + b.mean * (b.count / count),
    squaredDeviations:
      (a.squaredDeviations ?? 0) +
      (b.squaredDeviations ?? 0) +
      difference * difference * a.count * (b.count / count),
  };
}

function mergeValues(a: NumberSummary, b: NumberSummary): NumberSummary["values"] {
  if (a.values === null || b.values === null) return null;
  const sums = new Map<number, number>();
  for (const [value, count] of [...a.values, ...b.values]) {
    sums.set(value, (sums.get(value) ?? 0) + count);
  }
  if (sums.size > maxListedValues) return null;
  return [...sums].sort(([x], [y]) => x - y);
}

function mergeCategories(
  { name, categories: a }: ColumnProfile,
  { categories: b }: ColumnProfile,
  problems: Problem[],
): CategorySummary | null {
  if (a === null || b === null) return a ?? b;
  if (a.isMasked !== b.isMasked) {
    problems.push(
      problem(
        `the categories of column '${name}' are masked in one profile only; ` +
          "profile both data sets with --mask, or both without",
      ),
    );
    return a;
  }
  const sums = new Map(a.top.map(({ value, count }) => [value, count]));
  for (const { value, count } of b.top) sums.set(value, (sums.get(value) ?? 0) + count);
  const otherCount = a.otherCount + b.otherCount;
  const isComplete = otherCount === 0;
  return {
    distinct: isComplete ? sums.size : Math.max(a.distinct, b.distinct, sums.size),
    isExact: isComplete,
    top: [...sums].map(([value, count]) => ({ value, count })).sort(byFallingCount),
    otherCount,
    isMasked: a.isMasked,
  };
}
