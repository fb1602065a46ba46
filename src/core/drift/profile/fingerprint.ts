import { maskCategory } from "./categoryLabels.ts";
import type { CategorySummary, ColumnProfile, DataProfile, NumberSummary } from "./profile.ts";
import { sha256 } from "../../../base/sha256.ts";

/**
 * What tells data sets apart: a hash of rows, columns and what was counted in each. It leaves out
 * whatever depends on how the profile was made (bins, estimates, masks, files, times), so the same
 * data have the same fingerprint whoever profiled them.
 */
export function fingerprint({ rows, columns }: Pick<DataProfile, "rows" | "columns">): string {
  return sha256(JSON.stringify([rows, columns.map(describe)])).slice(0, 32);
}

function describe(column: ColumnProfile): unknown {
  const { name, type, nulls, numbers, categories } = column;
  return [name, type, nulls, describeNumbers(numbers), describeCategories(categories, type)];
}

function describeNumbers(numbers: NumberSummary | null): unknown {
  if (numbers === null) return null;
  const { count, nan, positiveInfinities, negativeInfinities, min, max, values } = numbers;
  return [count, nan, positiveInfinities, negativeInfinities, min, max, values, moments(numbers)];
}

/** Sums depend in their last digits on the order of rows: coarse enough not to see those. */
function moments({ count, mean, squaredDeviations }: NumberSummary): unknown {
  if (mean === null || squaredDeviations === null || count === 0) return null;
  const std = Math.sqrt(Math.max(0, squaredDeviations) / count);
  if (!(std > Math.abs(mean) * 1e-7)) return Number(mean.toPrecision(6));
  return [Math.round((mean / std) * 1e4), Number(std.toPrecision(5))];
}

function describeCategories(categories: CategorySummary | null, type: string): unknown {
  if (categories === null) return null;
  const { top, otherCount, isMasked } = categories;
  const isPlain = isMasked || type === "boolean";
  const listed = top.map(({ value, count }) => [isPlain ? value : maskCategory(value), count]);
  return [otherCount, listed.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))];
}
