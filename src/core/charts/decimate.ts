import type { Series } from "../runs/run.ts";

/**
 * Thins a series for drawing: at most `maxPoints` points that keep its outline.
 *
 * Kept are the first and the last point and, of each bucket of neighbours between them, the least
 * and the greatest finite value in their order. Where a bucket holds values that cannot be drawn
 * (NaN, infinite) one of them is kept too, so a gap stays a gap. A series that is short enough is
 * given back as it is. Fewer than 5 points cannot hold an outline: `maxPoints` is at least 5.
 */
export function decimateMinMax(series: Series, maxPoints: number): Series {
  const count = series.values.length;
  const limit = Math.max(5, Math.floor(maxPoints));
  if (count <= limit) return series;
  const perBucket = hasGaps(series.values) ? 3 : 2;
  const bucketCount = Math.floor((limit - 2) / perBucket);
  const kept = [0];
  const inner = count - 2;
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const start = 1 + Math.floor((bucket * inner) / bucketCount);
    const end = 1 + Math.floor(((bucket + 1) * inner) / bucketCount);
    kept.push(...extremesOf(series.values, start, end));
  }
  kept.push(count - 1);
  return pick(series, kept);
}

/** The part of a series whose steps lie in [from, to], with one point more at either end. */
export function sliceSteps(series: Series, from: number, to: number): Series {
  const start = Math.max(0, lowerBound(series.steps, from) - 1);
  let end = lowerBound(series.steps, to);
  while (end < series.steps.length && (series.steps[end] ?? Infinity) <= to) end += 1;
  end = Math.min(series.steps.length, end + 1);
  return {
    steps: series.steps.slice(start, end),
    times: series.times.slice(start, end),
    values: series.values.slice(start, end),
  };
}

/** Index of the first of ascending `xs` that is not less than `x`; their length when none is. */
export function lowerBound(xs: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((xs[middle] ?? NaN) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function hasGaps(values: Float64Array): boolean {
  return values.some((value) => !Number.isFinite(value));
}

/** Indexes in [start, end) of the least, the greatest and the first undrawable value, in order. */
function extremesOf(values: Float64Array, start: number, end: number): number[] {
  let least = -1;
  let greatest = -1;
  let gap = -1;
  for (let index = start; index < end; index += 1) {
    const value = values[index] ?? NaN;
    if (!Number.isFinite(value)) {
      if (gap < 0) gap = index;
      continue;
    }
    if (least < 0 || value < (values[least] ?? NaN)) least = index;
    if (greatest < 0 || value > (values[greatest] ?? NaN)) greatest = index;
  }
  const found = new Set([least, greatest, gap].filter((index) => index >= 0));
  return [...found].sort((a, b) => a - b);
}

function pick(series: Series, indexes: readonly number[]): Series {
  const take = (from: Float64Array) => Float64Array.from(indexes, (index) => from[index] ?? NaN);
  return { steps: take(series.steps), times: take(series.times), values: take(series.values) };
}
