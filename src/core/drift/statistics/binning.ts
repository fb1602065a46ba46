/**
 * Equal-width bins with the meaning that NumPy gives them: half-open [edge, next), but for the last,
 * which holds its right edge too.
 */

/** How many bins: by the number of values and what is known of their shape. */
export type BinRule = "sturges" | "doane";

/** Edges of more bins than this are not made: one far value must not exhaust the memory. */
const MOST_BINS = 100_000;

/**
 * Bin edges (number of bins + 1) over the range of the values, which need no order. Two edges half a
 * unit to either side for a constant; [0, 1] for no values.
 *
 * The width is range / (log₂ n + 1) (Sturges 1926), with log₂(1 + |g₁|/σ(g₁)) more bins for skewed
 * values by Doane's rule (1976).
 */
export function binEdges(values: Float64Array, rule: BinRule): Float64Array {
  if (values.length === 0) return Float64Array.of(0, 1);
  const [low, high] = rangeOf(values);
  if (low === high) return Float64Array.of(low - 0.5, high + 0.5);
  const bins = Math.log2(values.length) + 1 + (rule === "doane" ? doaneBins(values) : 0);
  const width = (high - low) / bins;
  const count = width > 0 ? Math.ceil((high - low) / width) : 1;
  return equalWidthEdges(low, high, Math.min(MOST_BINS, Math.max(1, count)));
}

/** `bins` + 1 edges from low to high, spaced evenly. */
export function equalWidthEdges(low: number, high: number, bins: number): Float64Array {
  const step = (high - low) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => low + i * step);
  edges[bins] = high;
  return edges;
}

/** How many values lie in each bin; those outside the edges are not counted. */
export function countInBins(values: Float64Array, edges: Float64Array): Float64Array {
  const bins = edges.length - 1;
  const counts = new Float64Array(Math.max(0, bins));
  if (bins < 1) return counts;
  const first = edges[0] ?? 0;
  const last = edges[bins] ?? 0;
  for (const value of values) {
    if (value < first || value > last) continue;
    const bin = value === last ? bins - 1 : countAtMost(edges, value) - 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** How many of the ascending values are ≤ x. */
export function countAtMost(ascending: Float64Array, x: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Number.POSITIVE_INFINITY) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Smallest and largest value; [NaN, NaN] for none. */
export function rangeOf(values: Float64Array): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return values.length > 0 ? [low, high] : [Number.NaN, Number.NaN];
}

function doaneBins(values: Float64Array): number {
  const n = values.length;
  if (n < 3) return 0;
  let mean = 0;
  for (const value of values) mean += value / n;
  let second = 0;
  for (const value of values) second += (value - mean) ** 2 / n;
  const deviation = Math.sqrt(second);
  if (!(deviation > 0)) return 0;
  let skewness = 0;
  for (const value of values) skewness += ((value - mean) / deviation) ** 3 / n;
  const error = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return Math.log2(1 + Math.abs(skewness) / error);
}
