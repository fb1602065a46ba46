import type { NumberSketch } from "../figures/numberSketch.ts";
import { field, isObject, numberOf, type JsonObject } from "./otelValues.ts";

/**
 * Counts in buckets. `bounds[i]` is what bucket i is known by: its upper bound (explicit; the last
 * is infinite), or its index (exponential).
 */
export type Buckets =
  | {
      readonly kind: "explicit";
      readonly bounds: readonly number[];
      readonly counts: readonly number[];
      readonly min: number | null;
      readonly max: number | null;
    }
  | {
      readonly kind: "exponential";
      /** Indexes; negative infinity is the bucket of zero. */
      readonly bounds: readonly number[];
      readonly counts: readonly number[];
      readonly scale: number;
    };

const MAX_BUCKETS = 5000;

function numbersOf(value: unknown): readonly number[] | null {
  if (!Array.isArray(value) || value.length > MAX_BUCKETS) return null;
  const numbers = value.map((each) => numberOf(each) ?? Number.NaN);
  return numbers.some((each) => Number.isNaN(each)) ? null : numbers;
}

/** A histogram with the bounds of its buckets; null for what is none. */
export function explicitBuckets(point: JsonObject): Buckets | null {
  const counts = numbersOf(field(point, "bucketCounts"));
  const bounds = numbersOf(field(point, "explicitBounds") ?? []);
  if (counts === null || bounds === null || counts.length !== bounds.length + 1) return null;
  if (counts.some((count) => count < 0)) return null;
  return {
    kind: "explicit",
    bounds: [...bounds, Number.POSITIVE_INFINITY],
    counts,
    min: numberOf(field(point, "min") ?? null),
    max: numberOf(field(point, "max") ?? null),
  };
}

/** An exponential histogram; what is negative is left out, since it is no duration. */
export function exponentialBuckets(point: JsonObject): Buckets | null {
  const scale = numberOf(field(point, "scale") ?? null);
  if (scale === null || Math.abs(scale) > 30) return null;
  const positive = field(point, "positive");
  const side: JsonObject = isObject(positive) ? positive : {};
  const counts = numbersOf(field(side, "bucketCounts") ?? []);
  const offset = numberOf(field(side, "offset") ?? 0) ?? 0;
  if (counts === null || counts.some((count) => count < 0)) return null;
  const zeros = Math.max(0, numberOf(field(point, "zeroCount") ?? 0) ?? 0);
  return {
    kind: "exponential",
    scale,
    bounds: [Number.NEGATIVE_INFINITY, ...counts.map((_, i) => offset + i)],
    counts: [zeros, ...counts],
  };
}

/**
 * What cumulative buckets grew by; all of them where they shrank, since that was a restart. An
 * exponential histogram halves its scale when its range grows: bucket i becomes ⌊i / 2^steps⌋.
 */
export function growthOf(before: Buckets, after: Buckets): Buckets {
  const steps =
    before.kind === "exponential" && after.kind === "exponential" ? before.scale - after.scale : 0;
  if (steps < 0) return after;
  const counts = new Map<number, number>();
  before.bounds.forEach((bound, i) => {
    const merged = steps === 0 || !Number.isFinite(bound) ? bound : Math.floor(bound / 2 ** steps);
    counts.set(merged, (counts.get(merged) ?? 0) + (before.counts[i] ?? 0));
  });
  const grown = after.counts.map((count, i) => count - (counts.get(after.bounds[i] ?? 0) ?? 0));
  return grown.some((count) => count < 0) ? after : { ...after, counts: grown };
}

/** Parts that a bucket is spread over: a quantile in it is a straight line between its bounds. */
const PARTS = 20;

/**
 * Explicit buckets, spread evenly between their bounds as Prometheus' `histogram_quantile` takes
 * them to be: a quantile is as exact as its bucket is narrow. The open ends stop at `min` and `max`
 * where they are known, else at 0 and at the last bound.
 */
export function addBuckets(
  sketch: NumberSketch,
  { bounds, counts, min, max }: Buckets & { readonly kind: "explicit" },
  factor: number,
): void {
  counts.forEach((count, i) => {
    if (count === 0) return;
    const upper = bounds[i] ?? 0;
    const lower = i === 0 ? (min ?? Math.min(0, upper)) : (bounds[i - 1] ?? 0);
    const high = Number.isFinite(upper) ? upper : Math.max(lower, max ?? lower);
    for (let part = 0; part < PARTS; part++) {
      sketch.add((lower + ((part + 0.5) / PARTS) * (high - lower)) * factor, count / PARTS);
    }
  });
}

/** Bucket i holds (b^i, b^(i+1)] with b = 2^(2^−scale); all of it counts at its middle √(b^i b^(i+1)). */
export function addExponentialBuckets(
  sketch: NumberSketch,
  { bounds, counts, scale }: Buckets & { readonly kind: "exponential" },
  factor: number,
): void {
  const logBase = Math.LN2 * 2 ** -scale;
  counts.forEach((count, i) => {
    const index = bounds[i] ?? 0;
    const value = Number.isFinite(index) ? Math.exp((index + 0.5) * logBase) : 0;
    sketch.add(value * factor, count);
  });
}
