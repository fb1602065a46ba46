import { nextDown } from "./adjacentNumber.ts";
import { histogramBins, type Histogram } from "./profile.ts";

/**
 * Edges at the quantiles of an ascending sample, for bins open below and closed above. A value that
 * fills a whole bin gets one of its own. The first edge is the greatest number below the minimum and
 * the last one is the maximum, so that how much of other data lies outside is counted exactly.
 *
 * At most `bins` bins; no edges for an empty sample.
 */
export function quantileEdges(
  ascending: Float64Array,
  {
    min,
    max,
    bins = histogramBins,
  }: {
    readonly min: number;
    readonly max: number;
    readonly bins?: number;
  },
): number[] {
  if (ascending.length === 0) return [];
  const edges = [nextDown(min)];
  const add = (edge: number): void => {
    if (edge > (edges.at(-1) ?? edge)) edges.push(edge);
  };
  // Half of them suffice in the worst case, in which each second one begins a bin of one number.
  const steps = Math.max(1, Math.floor(bins - 2));
  let previous = Number.NaN;
  for (let i = 1; i < steps; i++) {
    const value = ascending[Math.floor((i / steps) * ascending.length)] ?? max;
    if (value === previous) addFrequent(edges, value);
    else if (value < max) add(value);
    previous = value;
  }
  add(max);
  return edges.length < bins ? edges : thinned(edges, bins - 1);
}

/** Begins a bin at the greatest number below a value that is an edge already. */
function addFrequent(edges: number[], value: number): void {
  const before = nextDown(value);
  const last = edges.at(-1);
  if (last === value && before > (edges.at(-2) ?? before)) edges.splice(-1, 1, before, value);
}

function thinned(edges: readonly number[], most: number): number[] {
  const last = edges.length - 1;
  const picked = Array.from({ length: most }, (_, i) => edges[Math.round((i * last) / (most - 1))]);
  return picked.filter((edge, i): edge is number => edge !== undefined && edge !== picked[i - 1]);
}

/** How many of the ascending values lie in each bin; as many counts as edges and one. */
export function histogramOf(ascending: Float64Array, edges: readonly number[]): Histogram {
  const counts = new Array<number>(edges.length + 1).fill(0);
  let bin = 0;
  for (const value of ascending) {
    while (bin < edges.length && value > (edges[bin] ?? value)) bin++;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges, counts };
}
