import { ascending } from "../statistics/samples.ts";
import { byFallingCount, cutCategory, maskProfile } from "./categoryLabels.ts";
import { fingerprint } from "./fingerprint.ts";
import { histogramOf, quantileEdges } from "./histogramEdges.ts";
import {
  maxListedValues,
  maxTopCategories,
  profileVersion,
  type CategorySummary,
  type ColumnProfile,
  type ColumnType,
  type DataProfile,
  type NumberSummary,
} from "./profile.ts";

/** Values of a column; null is missing. Numbers may hold NaN and infinities. */
export type ColumnValues = Float64Array | readonly (number | string | boolean | Date | null)[];

export interface ValuesOptions {
  /** Take the types and bins of this profile, so that both can be merged. */
  readonly like?: DataProfile;
  readonly isMasked?: boolean;
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** ISO 8601. */
  readonly createdAt?: string;
}

/**
 * A profile of values at hand: for data that are small, or already in memory. All columns have as
 * many values as the longest; what is missing at the end of one is null.
 */
export function profileFromValues(
  values: Readonly<Record<string, ColumnValues>>,
  { like, isMasked = false, types = {}, createdAt = new Date(0).toISOString() }: ValuesOptions = {},
): DataProfile {
  const names = Object.keys(values);
  const rows = names.reduce((most, name) => Math.max(most, values[name]?.length ?? 0), 0);
  const columns = names.map((name) => {
    const listed = Array.from(values[name] ?? []);
    const model = like?.columns.find((column) => column.name === name);
    const type = types[name] ?? model?.type ?? typeOf(listed);
    return profileColumn({ name, type, listed, rows }, model);
  });
  const profile: DataProfile = {
    sextantProfile: profileVersion,
    rows,
    columns,
    fingerprint: fingerprint({ rows, columns }),
    createdAt,
    engine: "values",
    files: [],
  };
  return isMasked ? maskProfile(profile) : profile;
}

type Cell = number | string | boolean | Date | null;

interface NamedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly listed: readonly Cell[];
  readonly rows: number;
}

function typeOf(listed: readonly Cell[]): ColumnType {
  const first = listed.find((value) => value !== null);
  if (typeof first === "number" || first === undefined) return "number";
  if (typeof first === "boolean") return "boolean";
  return first instanceof Date ? "timestamp" : "category";
}

const storedTypes: Readonly<Record<ColumnType, string>> = {
  number: "DOUBLE",
  timestamp: "TIMESTAMP",
  boolean: "BOOLEAN",
  category: "VARCHAR",
  text: "VARCHAR",
  nested: "JSON",
  unsupported: "BLOB",
};

function profileColumn(column: NamedColumn, model: ColumnProfile | undefined): ColumnProfile {
  const { name, type, listed, rows } = column;
  const present = listed.filter((value) => value !== null);
  const isCounted = type === "category" || type === "boolean";
  const isMeasured = type === "number" || type === "timestamp" || type === "text";
  return {
    name,
    type,
    storedType: storedTypes[type],
    nulls: rows - present.length,
    numbers: isMeasured ? summarizeNumbers(numbersOf(present, type), model?.numbers ?? null) : null,
    categories: isCounted ? summarizeCategories(present.map(String)) : null,
  };
}

function numbersOf(present: readonly Exclude<Cell, null>[], type: ColumnType): Float64Array {
  return Float64Array.from(present, (value) =>
    type === "text" ? Array.from(String(value)).length : Number(value),
  );
}

/** What a profile says of numbers; the bins of `model` where it has some. */
export function summarizeNumbers(
  values: Float64Array,
  model: NumberSummary | null = null,
): NumberSummary {
  const finite = ascending(values.filter(Number.isFinite));
  const min = finite[0] ?? null;
  const max = finite.at(-1) ?? null;
  const listed = listValues(finite);
  const own = (): readonly number[] =>
    min === null || max === null ? [] : quantileEdges(finite, { min, max });
  const edges = model !== null && model.count > 0 ? model.histogram.edges : own();
  return {
    count: finite.length,
    nan: countWhere(values, Number.isNaN),
    positiveInfinities: countWhere(values, (x) => x === Number.POSITIVE_INFINITY),
    negativeInfinities: countWhere(values, (x) => x === Number.NEGATIVE_INFINITY),
    min,
    max,
    ...momentsOf(finite),
    isWhole: finite.every(Number.isInteger),
    distinct: listed.length,
    histogram: histogramOf(finite, edges),
    values: listed.length <= maxListedValues ? listed : null,
  };
}

function countWhere(values: Float64Array, isMeant: (x: number) => boolean): number {
  let count = 0;
  for (const value of values) if (isMeant(value)) count++;
  return count;
}

function momentsOf(finite: Float64Array): Pick<NumberSummary, "mean" | "squaredDeviations"> {
  if (finite.length === 0) return { mean: null, squaredDeviations: null };
  let mean = 0;
  let squaredDeviations = 0;
  finite.forEach((value, i) => {
    const difference = value - mean;
    mean += difference / (i + 1);
    squaredDeviations += difference * (value - mean);
  });
  return { mean, squaredDeviations };
}

/** Distinct values with their counts. −0 is 0. */
function listValues(finite: Float64Array): [number, number][] {
  const listed: [number, number][] = [];
  for (const value of finite) {
    const last = listed.at(-1);
    if (last?.[0] === value) last[1]++;
    else listed.push([value === 0 ? 0 : value, 1]);
  }
  return listed;
}

function summarizeCategories(values: readonly string[]): CategorySummary {
  const counts = new Map<string, number>();
  for (const value of values) {
    const category = cutCategory(value);
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  const sorted = [...counts].map(([value, count]) => ({ value, count })).sort(byFallingCount);
  const top = sorted.slice(0, maxTopCategories);
  return {
    distinct: counts.size,
    isExact: true,
    top,
    otherCount: sorted.slice(maxTopCategories).reduce((sum, { count }) => sum + count, 0),
    isMasked: false,
  };
}
