import type { SideStatistics } from "../report/driftReport.ts";
import type { ColumnProfile, NumberSummary } from "./profile.ts";

/** The quantiles that a description has. */
export const describedQuantiles: readonly number[] = [0.05, 0.25, 0.5, 0.75, 0.95];

/** Range, moments and quantiles of a column; what does not apply, or has no values, is null. */
export function describeColumn(column: ColumnProfile, rows: number): SideStatistics {
  const { numbers, categories, nulls } = column;
  return {
    rows,
    nulls,
    min: numbers?.min ?? null,
    max: numbers?.max ?? null,
    mean: numbers?.mean ?? null,
    std: numbers === null ? null : standardDeviation(numbers),
    quantiles: numbers === null ? null : quantilesOf(numbers, describedQuantiles),
    distinct: (numbers ?? categories)?.distinct ?? null,
  };
}

/** √(Σ(x − mean)²/n), of the finite values; null without any. */
export function standardDeviation({ squaredDeviations, count }: NumberSummary): number | null {
  if (squaredDeviations === null || count === 0) return null;
  return Math.sqrt(Math.max(0, squaredDeviations) / count);
}

/**
 * The values below which a share of the finite ones lies. Listed values give them exactly; else
 * straight lines are drawn within the bins. Null without values.
 */
export function quantilesOf(
  summary: NumberSummary,
  shares: readonly number[],
): readonly number[] | null {
  const { count, min, max, values } = summary;
  if (count === 0 || min === null || max === null) return null;
  if (values !== null) return shares.map((share) => listedQuantile(values, share * count) ?? max);
  const bins = boundedBins(summary, min, max);
  return shares.map((share) => binnedQuantile(bins, share * count) ?? max);
}

function listedQuantile(
  values: readonly (readonly [number, number])[],
  rank: number,
): number | null {
  let sum = 0;
  for (const [value, frequency] of values) {
    sum += frequency;
    if (sum >= rank) return value;
  }
  return null;
}

/** A bin with both ends. */
interface Bin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** The bins that hold something, cut to the range of the values. */
export function boundedBins({ histogram }: NumberSummary, min: number, max: number): Bin[] {
  const { edges, counts } = histogram;
  const cut = (x: number): number => Math.min(max, Math.max(min, x));
  return counts.flatMap((count, i) => {
    if (count === 0) return [];
    return [{ low: cut(edges[i - 1] ?? min), high: cut(edges[i] ?? max), count }];
  });
}

function binnedQuantile(bins: readonly Bin[], rank: number): number | null {
  let sum = 0;
  for (const { low, high, count } of bins) {
    if (sum + count >= rank) return low + (high - low) * ((rank - sum) / count);
    sum += count;
  }
  return null;
}
