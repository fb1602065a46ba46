import { chiSquareEvidence } from "./categoryEvidence.ts";
import type { DistributionEvidence } from "./evidence.ts";
import { cdfEnvelope } from "../profile/cdfEnvelope.ts";
import type { NumberSummary } from "../profile/profile.ts";
import { effectiveRows, ksMargin, ksPValue } from "../statistics/kolmogorov.ts";

/** Up to so many distinct values numbers are compared value by value, where each is frequent. */
const MOST_DISCRETE_VALUES = 20;
const ROWS_PER_DISCRETE_VALUE = 20;

/**
 * Compares numbers by their distribution. Few values that each occur often, as of a code or a
 * rating, are compared value by value (chi-square): that also sees what the order of values hides,
 * and its p-value is right with ties. Everything else goes by the two-sample Kolmogorov–Smirnov
 * distance D, exact or between certified bounds (its p-value is too large with ties, never too
 * small). Null when a side has no values.
 */
export function numberEvidence(
  reference: NumberSummary,
  current: NumberSummary,
  exactKs: number | null,
): DistributionEvidence | null {
  const counts = discreteCounts(reference, current);
  if (counts !== null) return chiSquareEvidence(counts);
  const envelope = cdfEnvelope(reference, current);
  if (envelope === null) return null;
  const low = exactKs ?? envelope.ksLow;
  const high = exactKs ?? envelope.ksHigh;
  return ksEvidence({ low, high, n: reference.count, m: current.count });
}

interface KsBounds {
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly m: number;
}

/** The evidence of a Kolmogorov–Smirnov distance that lies between two bounds. */
function ksEvidence({ low, high, n, m }: KsBounds): DistributionEvidence {
  const effectHigh = ksEffect(high, n, m) + pointMargin(n, m);
  return {
    test: "ks",
    testLabel: "Kolmogorov–Smirnov",
    score: (low + high) / 2,
    scoreLow: low,
    scoreHigh: high,
    pValue: ksPValue(low, n, m),
    effect: ksEffect((low + high) / 2, n, m),
    effectHigh: Math.min(1, effectHigh),
    noiseFloor: ksNoiseFloor(n, m),
    referenceRows: n,
    currentRows: m,
  };
}

/** The mean of D without any drift: √(π/2) ln 2 / √(n m/(n + m)), of Kolmogorov's limit. */
function ksNoiseFloor(n: number, m: number): number {
  return Math.min(1, (Math.sqrt(Math.PI / 2) * Math.LN2) / Math.sqrt(effectiveRows(n, m)));
}

/**
 * D freed of chance: √(D² − floor²) as long as D may be chance. Beyond the critical distance c at
 * 5 % the correction fades as (c/D)⁴, since the largest difference then has one place only and is no
 * longer the best of many.
 */
function ksEffect(d: number, n: number, m: number): number {
  const floor = ksNoiseFloor(n, m);
  const critical = ksMargin(n, m, 0.05);
  const weight = d <= critical ? 1 : (critical / d) ** 4;
  return Math.sqrt(Math.max(0, d * d - weight * floor * floor));
}

/** z₀.₉₅ σ of F(x) − G(x) at one place, at most: σ ≤ ½ √(1/n + 1/m). */
function pointMargin(n: number, m: number): number {
  return (1.6448536269514722 * 0.5) / Math.sqrt(effectiveRows(n, m));
}

function discreteCounts(
  reference: NumberSummary,
  current: NumberSummary,
): { readonly reference: number[]; readonly current: number[] } | null {
  if (reference.values === null || current.values === null) return null;
  const counts = new Map<number, [number, number]>();
  reference.values.forEach(([value, count]) => counts.set(value, [count, 0]));
  current.values.forEach(([value, count]) =>
    counts.set(value, [counts.get(value)?.[0] ?? 0, count]),
  );
  const fewest = Math.min(reference.count, current.count);
  if (counts.size > MOST_DISCRETE_VALUES || counts.size * ROWS_PER_DISCRETE_VALUE > fewest) {
    return null;
  }
  const sorted = [...counts].sort(([a], [b]) => a - b).map(([, pair]) => pair);
  return { reference: sorted.map(([r]) => r), current: sorted.map(([, c]) => c) };
}
