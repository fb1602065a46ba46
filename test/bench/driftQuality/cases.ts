import type { ColumnValues } from "../../../src/core/drift/profile/profileFromValues.ts";
import type { RandomSource } from "../../../src/core/drift/tests/driftTest.ts";

/** Data of one kind and size, drawn twice from the same distribution, or from one that moved. */
export interface QualityCase {
  readonly id: string;
  readonly label: string;
  readonly kind: "number" | "category";
  /** Of a category: how many there are, all as frequent. */
  readonly categories: number;
  readonly referenceRows: number;
  readonly currentRows: number;
}

function numbers(referenceRows: number, currentRows: number): QualityCase {
  const label = `number ${size(referenceRows)} / ${size(currentRows)}`;
  const id = `num-${referenceRows}-${currentRows}`;
  return { id, label, kind: "number", categories: 0, referenceRows, currentRows };
}

function categories(count: number, referenceRows: number, currentRows: number): QualityCase {
  const label = `${size(count)} categories ${size(referenceRows)} / ${size(currentRows)}`;
  const id = `cat${count}-${referenceRows}-${currentRows}`;
  return { id, label, kind: "category", categories: count, referenceRows, currentRows };
}

function size(count: number): string {
  return count >= 10_000 ? `${count / 1000}k` : String(count);
}

/** Without drift: no test should alarm in more than 5 % of the runs. */
export const nullCases: readonly QualityCase[] = [
  numbers(1000, 1000),
  categories(2, 1000, 1000),
  categories(3, 1000, 1000),
  categories(10, 1000, 1000),
  categories(50, 1000, 1000),
  categories(200, 1000, 1000),
  categories(10, 300, 1000),
  numbers(1001, 1000),
  numbers(1001, 300),
  numbers(100_000, 100),
  categories(50, 1001, 1000),
  categories(1000, 100_000, 10_000),
];

/** With a mean that moved by 0.3 σ. */
export const powerCases: readonly QualityCase[] = [
  numbers(1000, 1000),
  numbers(10_000, 1000),
  numbers(100_000, 10_000),
];

/** Rows of a case; `shift` moves the mean, in σ. */
export function drawRows(
  { kind, categories: count }: QualityCase,
  rows: number,
  random: RandomSource,
  shift = 0,
): ColumnValues {
  if (kind === "number") return Float64Array.from({ length: rows }, () => normal(random) + shift);
  return Array.from({ length: rows }, () => `c${Math.floor(random() * count)}`);
}

/** A standard normal number (Box & Muller 1958). */
export function normal(random: RandomSource): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Two columns with a correlation, each standard normal. */
export function correlated(
  rows: number,
  correlation: number,
  random: RandomSource,
): readonly [Float64Array, Float64Array] {
  const first = Float64Array.from({ length: rows }, () => normal(random));
  const rest = Math.sqrt(1 - correlation * correlation);
  return [first, first.map((x) => correlation * x + rest * normal(random))];
}
