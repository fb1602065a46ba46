import type { CategoryDistribution, NumberDistribution } from "../report/driftReport.ts";
import { boundedBins, quantilesOf } from "./describeColumn.ts";
import type { CategorySummary, NumberSummary } from "./profile.ts";

/** The most bins that are drawn. */
export const maxDrawnBins = 40;
/** The most categories that are drawn. */
export const maxDrawnCategories = 20;

/** How far beyond its quantiles at 1 and 99 % a distribution is drawn, in the distance of both. */
const MARGIN = 0.1;

/**
 * Both distributions over the same bins of equal width. One far value must not squeeze the rest into
 * one bin: what lies far beyond the quantiles at 1 and 99 % is counted in the outermost bins. Where
 * few values are listed each has a bin of its own. Null when neither side has values.
 */
export function numberDistribution(
  reference: NumberSummary,
  current: NumberSummary,
): NumberDistribution | null {
  const edges = drawnEdges(reference, current);
  if (edges === null) return null;
  return {
    kind: "number",
    edges,
    reference: sharesIn(reference, edges),
    current: sharesIn(current, edges),
  };
}

function drawnEdges(reference: NumberSummary, current: NumberSummary): number[] | null {
  const listed = listedEdges(reference, current);
  if (listed !== null) return listed;
  const range = drawnRange([reference, current]);
  if (range === null) return null;
  const [low, high] = range;
  if (low === high) {
    const half = Math.max(0.5, Math.abs(low) * 1e-9);
    return [low - half, low + half];
  }
  const width = high / maxDrawnBins - low / maxDrawnBins;
  const edges = Array.from({ length: maxDrawnBins + 1 }, (_, i) => low + i * width);
  edges[maxDrawnBins] = high;
  return edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? edge)) ? edges : [low, high];
}

/** Half-way between neighbours, where both sides list so few values that each can have a bar. */
function listedEdges(reference: NumberSummary, current: NumberSummary): number[] | null {
  if (reference.values === null || current.values === null) return null;
  const both = [...reference.values, ...current.values].map(([value]) => value);
  const distinct = [...new Set(both)].sort((a, b) => a - b);
  const [first, last] = [distinct[0], distinct.at(-1)];
  if (first === undefined || last === undefined || distinct.length < 2) return null;
  if (distinct.length > maxDrawnBins) return null;
  const between = distinct.slice(1).map((value, i) => ((distinct[i] ?? value) + value) / 2);
  const edges = [
    2 * first - (between[0] ?? first),
    ...between,
    2 * last - (between.at(-1) ?? last),
  ];
  return edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? edge)) ? edges : null;
}

function drawnRange(sides: readonly NumberSummary[]): readonly [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const side of sides) {
    const [q01, q99] = quantilesOf(side, [0.01, 0.99]) ?? [];
    if (q01 === undefined || q99 === undefined) continue;
    const margin = (q99 - q01) * MARGIN;
    low = Math.min(low, Math.max(side.min ?? q01, q01 - margin));
    high = Math.max(high, Math.min(side.max ?? q99, q99 + margin));
  }
  return low <= high ? [low, high] : null;
}

/** Shares of the values in each bin; a bin of the profile is spread evenly over those it meets. */
function sharesIn(summary: NumberSummary, edges: readonly number[]): number[] {
  const { count, min, max, values } = summary;
  const sums = new Array<number>(edges.length - 1).fill(0);
  if (count === 0 || min === null || max === null) return sums;
  const add = (bin: number, amount: number): void => {
    sums[bin] = (sums[bin] ?? 0) + amount;
  };
  if (values === null) {
    for (const bin of boundedBins(summary, min, max)) spread(bin, edges, add);
  } else {
    for (const [value, frequency] of values) add(binOf(edges, value), frequency);
  }
  return sums.map((sum) => sum / count);
}

function spread(
  { low, high, count }: { readonly low: number; readonly high: number; readonly count: number },
  edges: readonly number[],
  add: (bin: number, amount: number) => void,
): void {
  const first = binOf(edges, low);
  const last = binOf(edges, high);
  if (first === last || high === low) {
    add(last, count);
    return;
  }
  for (let bin = first; bin <= last; bin++) {
    const from = bin === first ? low : (edges[bin] ?? low);
    const to = bin === last ? high : (edges[bin + 1] ?? high);
    add(bin, count * ((to - from) / (high - low)));
  }
}

/** The bin (edge, next] of a value; what lies outside belongs to the outermost. */
function binOf(edges: readonly number[], x: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x <= (edges[middle + 1] ?? x)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The categories that are most frequent on both sides together, and what is left of each side. */
export function categoryDistribution(
  reference: CategorySummary,
  current: CategorySummary,
): CategoryDistribution {
  const counts = [countsOf(reference), countsOf(current)] as const;
  const totals = [totalOf(reference), totalOf(current)] as const;
  const shareOf = (side: 0 | 1, label: string): number =>
    totals[side] === 0 ? 0 : (counts[side].get(label) ?? 0) / totals[side];
  const labels = [...new Set([...counts[0].keys(), ...counts[1].keys()])];
  const weights = new Map(labels.map((label) => [label, shareOf(0, label) + shareOf(1, label)]));
  const shown = labels
    .sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0) || (a < b ? -1 : 1))
    .slice(0, maxDrawnCategories);
  const sides = [shown.map((l) => shareOf(0, l)), shown.map((l) => shareOf(1, l))] as const;
  return {
    kind: "category",
    labels: shown,
    reference: sides[0],
    current: sides[1],
    otherReference: rest(sides[0], totals[0]),
    otherCurrent: rest(sides[1], totals[1]),
  };
}

function countsOf({ top }: CategorySummary): Map<string, number> {
  return new Map(top.map(({ value, count }) => [value, count]));
}

/** Rows that have a value. */
export function totalOf({ top, otherCount }: CategorySummary): number {
  return top.reduce((sum, { count }) => sum + count, otherCount);
}

function rest(shares: readonly number[], total: number): number {
  if (total === 0) return 0;
  const left = 1 - shares.reduce((sum, share) => sum + share, 0);
  // What rounding leaves is nothing.
  return left < 1e-9 ? 0 : left;
}
