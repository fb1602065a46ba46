import { countAtMost } from "../statistics/binning.ts";
import { ascending, quantile } from "../statistics/samples.ts";
import type { NumberSamples } from "./driftTest.ts";

/** As many bins as scorecards have used for the population stability index. */
const BINS = 10;

/** Shares of both sides in the same bins. */
export interface BinnedShares {
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/**
 * Both sides in bins of equal reference content: edges are the reference's deciles, each bin right-closed
 * (previous, edge], the outer ones open to infinity. A far value is one value in the last bin, so it
 * hides nothing. Deciles that coincide (ties) make fewer bins. Half a value is added to each bin, so
 * that no share is 0 (Krichevsky & Trofimov 1981).
 */
export function shareInQuantileBins(samples: NumberSamples): BinnedShares {
  const sorted = ascending(samples.reference);
  const deciles = Float64Array.from({ length: BINS - 1 }, (_, i) =>
    quantile(sorted, (i + 1) / BINS),
  );
  const edges = Float64Array.from(new Set(deciles));
  return {
    reference: smoothedShares(cumulative(sorted, edges), sorted.length),
    current: smoothedShares(cumulative(ascending(samples.current), edges), samples.current.length),
  };
}

/** How many values lie at or below each edge, and all of them. */
function cumulative(sorted: Float64Array, edges: Float64Array): readonly number[] {
  return [...Array.from(edges, (edge) => countAtMost(sorted, edge)), sorted.length];
}

function smoothedShares(cumulated: readonly number[], rows: number): Float64Array {
  const bins = cumulated.length;
  return Float64Array.from(cumulated, (count, i) => {
    const inBin = count - (cumulated[i - 1] ?? 0);
    return (inBin + 0.5) / (rows + 0.5 * bins);
  });
}

/** Shares of categories with half a row added to each that occurs at all. */
export function smoothedCategoryShares(
  reference: readonly number[],
  current: readonly number[],
): BinnedShares {
  const present = reference.map((count, i) => count + (current[i] ?? 0) > 0);
  const keep = (counts: readonly number[]): number[] =>
    counts.filter((_, i) => present[i]).map((count) => count + 0.5);
  const share = (counts: readonly number[]): Float64Array => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return Float64Array.from(counts, (count) => count / total);
  };
  return { reference: share(keep(reference)), current: share(keep(current)) };
}
