import { type CellValue, className } from "./labelRows.ts";

/**
 * A column as small numbers, for searching slices: code 0 is a missing value, the others are
 * categories or ranges of numbers. One encoder serves reference and current, so that codes mean the
 * same on both sides.
 */
export interface EncodedColumn {
  readonly name: string;
  /** A code for each row. */
  readonly codes: Uint8Array;
  /** What each code is, as people read it: `site = "B"`, `age > 61`, `income is missing`. */
  readonly labels: readonly string[];
}

/** Turns values of one column into codes. */
export interface ColumnEncoder {
  readonly name: string;
  readonly labels: readonly string[];
  codeOf(value: CellValue): number;
}

/** More categories than that are put together. */
export const MOST_CATEGORIES = 30;
const DEFAULT_BINS = 4;

/** Encodes every value. */
export function encodeColumn(encoder: ColumnEncoder, values: ArrayLike<CellValue>): EncodedColumn {
  const codes = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row += 1) codes[row] = encoder.codeOf(values[row]);
  return { name: encoder.name, codes, labels: encoder.labels };
}

/**
 * The commonest categories by themselves, all others as one. Give the reference's values, or both
 * sides' where there is no reference.
 */
export function categoryEncoder(
  name: string,
  values: ArrayLike<CellValue>,
  most = MOST_CATEGORIES,
): ColumnEncoder {
  const counts = new Map<string, number>();
  for (let row = 0; row < values.length; row += 1) {
    const category = className(values[row]);
    if (category !== null) counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  const known = [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, Math.min(most, 250))
    .map(([category]) => category);
  const codes = new Map(known.map((category, index) => [category, index + 1]));
  const labels = [
    `${name} is missing`,
    ...known.map((category) => `${name} = ${quoted(category)}`),
    `${name} is another value`,
  ];
  return {
    name,
    labels,
    codeOf(value) {
      const category = className(value);
      return category === null ? 0 : (codes.get(category) ?? known.length + 1);
    },
  };
}

/** The start of a long category is enough to know it by. */
function quoted(category: string): string {
  const text = category.length > 60 ? `${category.slice(0, 59)}…` : category;
  return JSON.stringify(text);
}

/**
 * Ranges of numbers with about as many of the given values in each; right-closed. Values that
 * stand for many rows make fewer ranges. Without finite values all are missing.
 */
export function numberEncoder(
  name: string,
  values: ArrayLike<CellValue>,
  bins = DEFAULT_BINS,
): ColumnEncoder {
  return numberEncoderFromEdges(name, quantileEdges(values, bins));
}

/** Ranges between edges that are known, such as those of a profile; ascending, without repeats. */
export function numberEncoderFromEdges(name: string, edges: readonly number[]): ColumnEncoder {
  const text = (edge: number | undefined): string => String(Number((edge ?? NaN).toPrecision(4)));
  const used = edges.slice(0, 250);
  const ranges = used.map((edge, index) =>
    index === 0 ? `${name} ≤ ${text(edge)}` : `${text(used[index - 1])} < ${name} ≤ ${text(edge)}`,
  );
  const last = used.length === 0 ? `${name} is a number` : `${name} > ${text(used.at(-1))}`;
  return {
    name,
    labels: [`${name} is missing`, ...ranges, last],
    codeOf(value) {
      const number = value === null || value === undefined || value === "" ? NaN : Number(value);
      if (Number.isNaN(number)) return 0;
      let code = 0;
      while (code < used.length && number > (used[code] ?? Infinity)) code += 1;
      return code + 1;
    },
  };
}

function quantileEdges(values: ArrayLike<CellValue>, bins: number): readonly number[] {
  const numbers = Float64Array.from(values, (value) =>
    value === null || value === undefined || value === "" ? NaN : Number(value),
  )
    .filter(Number.isFinite)
    .sort();
  const edges = Array.from(
    { length: bins - 1 },
    (_, index) => numbers[Math.ceil(((index + 1) * numbers.length) / bins) - 1] ?? NaN,
  );
  const greatest = numbers.at(-1) ?? NaN;
  return [...new Set(edges)].filter((edge) => edge < greatest);
}
