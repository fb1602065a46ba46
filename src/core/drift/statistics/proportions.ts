import { fisherExact } from "./discrete.ts";
import { normalQuantile, normalTwoSidedP } from "./normal.ts";

/** Ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface ProportionComparison extends Interval {
  /** Pooled z statistic; 0 where both proportions are equal and constant. */
  readonly z: number;
  readonly pValue: number;
  /** x2/n2 − x1/n1; `low` and `high` enclose it (Newcombe's interval). */
  readonly difference: number;
}

/** The smallest expected count at which the normal approximation is trusted. */
const SMALLEST_EXPECTED = 5;

/**
 * Whether x1 of n1 and x2 of n2 have the same proportion: z = (p₂ − p₁) / √(p(1 − p)(1/n₁ + 1/n₂)) with
 * the pooled p, or Fisher's exact test where an expected count is below 5. Everything is NaN when a
 * side is empty.
 */
export function twoProportionTest(
  x1: number,
  n1: number,
  x2: number,
  n2: number,
): ProportionComparison {
  if (!(n1 > 0) || !(n2 > 0)) {
    return {
      z: Number.NaN,
      pValue: Number.NaN,
      difference: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
    };
  }
  const difference = x2 / n2 - x1 / n1;
  const z = pooledZ([x1, n1], [x2, n2]);
  const pooled = (x1 + x2) / (n1 + n2);
  const smallest = Math.min(n1, n2) * Math.min(pooled, 1 - pooled);
  const counts = { a: x1, b: n1 - x1, c: x2, d: n2 - x2 };
  const pValue = smallest < SMALLEST_EXPECTED ? fisherExact(counts) : normalTwoSidedP(z);
  return { z, pValue, difference, ...newcombeInterval([x1, n1], [x2, n2], 0.95) };
}

/** [how many, of how many] */
export type Share = readonly [count: number, total: number];

/** The pooled z of p₂ − p₁; 0 where every row is alike on both sides; NaN without rows. */
export function pooledZ([x1, n1]: Share, [x2, n2]: Share): number {
  const pooled = (x1 + x2) / (n1 + n2);
  const variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);
  if (variance === 0) return 0;
  return (x2 / n2 - x1 / n1) / Math.sqrt(variance);
}

/**
 * Wilson's score interval (1927): stays within [0, 1] and is right for small and extreme counts.
 * [0, 1] when n is 0.
 */
export function wilsonInterval(x: number, n: number, confidence: number): Interval {
  if (!(n > 0)) return { low: 0, high: 1 };
  const z = normalQuantile(0.5 + confidence / 2);
  const share = x / n;
  const square = z * z;
  const center = share + square / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + square / (4 * n * n));
  const scale = 1 + square / n;
  return {
    low: x === 0 ? 0 : Math.max(0, (center - half) / scale),
    high: x === n ? 1 : Math.min(1, (center + half) / scale),
  };
}

/**
 * Newcombe's hybrid score interval of p₂ − p₁ (1998, method 10): from the Wilson intervals of both.
 */
export function newcombeInterval(first: Share, second: Share, confidence: number): Interval {
  const p1 = first[0] / first[1];
  const p2 = second[0] / second[1];
  const one = wilsonInterval(...first, confidence);
  const two = wilsonInterval(...second, confidence);
  const difference = p2 - p1;
  return {
    low: difference - Math.hypot(p2 - two.low, one.high - p1),
    high: difference + Math.hypot(two.high - p2, p1 - one.low),
  };
}

/** p₂ − p₁ ± z √(p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂), Wald's interval, for large counts. */
export function waldInterval([x1, n1]: Share, [x2, n2]: Share, confidence: number): Interval {
  const p1 = x1 / n1;
  const p2 = x2 / n2;
  const half =
    normalQuantile(0.5 + confidence / 2) * Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  return { low: p2 - p1 - half, high: p2 - p1 + half };
}
