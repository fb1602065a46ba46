import { ascending } from "../statistics/samples.ts";
import type { RawColumn } from "../compatibility/rawColumn.ts";

/** One column of the sampled rows as codes: those of the reference first. */
export interface EncodedColumn {
  readonly name: string;
  readonly codes: Uint8Array;
  /** One more than the greatest code. */
  readonly levels: number;
}

/** Bins of a number, at the quantiles of the reference. */
const NUMBER_BINS = 10;
/** Categories that are told apart; the rest are one. */
const MOST_CATEGORIES = 15;

/** Numbers as bins, categories as codes; missing, infinite and rare values have codes of their own. */
export function encodeColumn(column: RawColumn): EncodedColumn {
  return column.kind === "numbers"
    ? encodeNumbers(column.name, column.reference, column.current)
    : encodeCategories(column.name, [...column.reference, ...column.current]);
}

function encodeNumbers(
  name: string,
  reference: Float64Array,
  current: Float64Array,
): EncodedColumn {
  const sorted = ascending(reference.filter(Number.isFinite));
  const edges: number[] = [];
  for (let i = 1; i < NUMBER_BINS; i++) {
    const edge = sorted[Math.floor((i / NUMBER_BINS) * sorted.length)];
    if (edge !== undefined && edge !== edges.at(-1)) edges.push(edge);
  }
  const codes = new Uint8Array(reference.length + current.length);
  const encode = (value: number): number => {
    if (!Number.isFinite(value)) return edges.length + 1;
    const bin = edges.findIndex((edge) => value <= edge);
    return bin === -1 ? edges.length : bin;
  };
  reference.forEach((value, i) => (codes[i] = encode(value)));
  current.forEach((value, i) => (codes[reference.length + i] = encode(value)));
  return { name, codes, levels: edges.length + 2 };
}

function encodeCategories(name: string, values: readonly (string | null)[]): EncodedColumn {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const frequent = [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MOST_CATEGORIES)
    .map(([value]) => value);
  const codeOf = new Map(frequent.map((value, code) => [value, code]));
  const other = frequent.length;
  const codes = Uint8Array.from(values, (value) =>
    value === null ? other + 1 : (codeOf.get(value) ?? other),
  );
  return { name, codes, levels: other + 2 };
}
