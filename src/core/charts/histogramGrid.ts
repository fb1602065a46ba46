import type { Histogram } from "../formats/media.ts";
import type { Domain } from "./ticks.ts";

/** Histograms over steps, one column each, brought to common bins: what a heat map draws. */
export interface HistogramGrid {
  /** The values that the bins cover. */
  readonly values: Domain;
  readonly binCount: number;
  /** Share of each column's counts in each bin, from 0 to 1, column after column. */
  readonly shares: Float64Array;
  readonly columnCount: number;
  /** The greatest share. */
  readonly peak: number;
}

/**
 * Counts are spread evenly over their bin and taken by overlap, so columns with other edges fit the
 * same grid. A bin without width gives all it has to one. What is not finite or negative counts as
 * nothing; null when no histogram has any count.
 */
export function histogramGrid(
  histograms: readonly Histogram[],
  binCount: number,
): HistogramGrid | null {
  const values = rangeOf(histograms);
  if (values === null) return null;
  const shares = new Float64Array(binCount * histograms.length);
  let peak = 0;
  histograms.forEach((histogram, column) => {
    const bins = shares.subarray(column * binCount, (column + 1) * binCount);
    spread(histogram, bins, values);
    const total = bins.reduce((sum, share) => sum + share, 0);
    if (total === 0) return;
    for (let bin = 0; bin < binCount; bin += 1) {
      bins[bin] = (bins[bin] ?? 0) / total;
      peak = Math.max(peak, bins[bin] ?? 0);
    }
  });
  return { values, binCount, shares, columnCount: histograms.length, peak };
}

/** Mean and standard deviation of what a histogram counts, each bin at its middle; null if empty. */
export function describeHistogram({ edges, counts }: Histogram): {
  readonly mean: number;
  readonly deviation: number;
  readonly count: number;
} | null {
  let count = 0;
  let mean = 0;
  let squares = 0;
  counts.forEach((raw, bin) => {
    const weight = cleanCount(raw);
    const middle = ((edges[bin] ?? NaN) + (edges[bin + 1] ?? NaN)) / 2;
    if (weight === 0 || !Number.isFinite(middle)) return;
    count += weight;
    const offset = middle - mean;
    mean += (offset * weight) / count;
    squares += weight * offset * (middle - mean);
  });
  return count === 0 ? null : { mean, deviation: Math.sqrt(Math.max(0, squares) / count), count };
}

function spread({ edges, counts }: Histogram, bins: Float64Array, values: Domain): void {
  const width = (values.max - values.min) / bins.length;
  counts.forEach((raw, index) => {
    const count = cleanCount(raw);
    const [low, high] = [edges[index] ?? NaN, edges[index + 1] ?? NaN];
    if (count === 0 || !Number.isFinite(low) || !Number.isFinite(high)) return;
    const binAt = (value: number) =>
      Math.max(0, Math.min(bins.length - 1, Math.floor((value - values.min) / width)));
    const [first, last] = [binAt(low), binAt(high)];
    for (let bin = first; bin <= last; bin += 1) {
      const start = Math.max(low, values.min + bin * width);
      const end = Math.min(high, values.min + (bin + 1) * width);
      const share = high > low && last > first ? Math.max(0, end - start) / (high - low) : 1;
      bins[bin] = (bins[bin] ?? 0) + count * share;
    }
  });
}

/** From the first to the last edge of a bin that counts something. */
function rangeOf(histograms: readonly Histogram[]): Domain | null {
  let min = Infinity;
  let max = -Infinity;
  for (const { edges, counts } of histograms) {
    counts.forEach((count, bin) => {
      const [low, high] = [edges[bin] ?? NaN, edges[bin + 1] ?? NaN];
      if (cleanCount(count) === 0 || !Number.isFinite(low) || !Number.isFinite(high)) return;
      min = Math.min(min, low);
      max = Math.max(max, high);
    });
  }
  if (!(max >= min)) return null;
  return max > min ? { min, max } : { min: min - 0.5, max: max + 0.5 };
}

function cleanCount(count: number): number {
  return Number.isFinite(count) && count > 0 ? count : 0;
}
