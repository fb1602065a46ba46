import { effectiveRows } from "./kolmogorov.ts";

/**
 * What distances between two samples of one and the same distribution are on average, with K bins
 * and n and m rows: to be taken off, or drawn as a band, before a distance is held against a threshold.
 * From the chi-square limit: n m/(n + m) Σ (p̂ − q̂)²/p has K − 1 degrees of freedom.
 */
export interface NoiseFloors {
  /** (K − 1)(1/n + 1/m). */
  readonly psi: number;
  readonly kl: number;
  /** Jensen–Shannon divergence in nats, and squared Hellinger distance: (K − 1)/8 (1/n + 1/m). */
  readonly jensenShannonDivergence: number;
  /** Square roots of these: on the scale of the distances. */
  readonly jensenShannon: number;
  readonly hellinger: number;
}

/** ∞ when a side is empty. */
export function noiseFloors(bins: number, n: number, m: number): NoiseFloors {
  const psi = Math.max(0, bins - 1) / effectiveRows(n, m);
  return {
    psi,
    kl: psi / 2,
    jensenShannonDivergence: psi / 8,
    jensenShannon: Math.sqrt(psi / 8),
    hellinger: Math.sqrt(psi / 8),
  };
}

/** The effective rows nm/(n + m) at which the floor of PSI lies at `threshold`: (K − 1)/t. */
export function rowsForPsi(bins: number, threshold: number): number {
  return Math.max(0, bins - 1) / threshold;
}

/** The same for a Jensen–Shannon or Hellinger distance: (K − 1)/(8 t²). */
export function rowsForJensenShannon(bins: number, threshold: number): number {
  return Math.max(0, bins - 1) / (8 * threshold * threshold);
}

/** ½ Σ |p − q|: the share of rows that would have to move. NaN when a side is empty. */
export function totalVariation(reference: readonly number[], current: readonly number[]): number {
  const n = total(reference);
  const m = total(current);
  if (!(n > 0) || !(m > 0)) return Number.NaN;
  let sum = 0;
  reference.forEach((count, i) => {
    sum += Math.abs(count / n - (current[i] ?? 0) / m);
  });
  return Math.min(1, sum / 2);
}

/**
 * The total variation distance that two samples of the pooled distribution p have on average:
 * ½ Σ √(2/π · p(1 − p)(1/n + 1/m)), the mean of |normal| per category. NaN when a side is empty.
 */
export function totalVariationFloor(
  reference: readonly number[],
  current: readonly number[],
): number {
  const n = total(reference);
  const m = total(current);
  if (!(n > 0) || !(m > 0)) return Number.NaN;
  const rows = effectiveRows(n, m);
  let sum = 0;
  reference.forEach((count, i) => {
    const share = (count + (current[i] ?? 0)) / (n + m);
    sum += Math.sqrt(((2 / Math.PI) * share * (1 - share)) / rows);
  });
  return sum / 2;
}

/** √(max(0, TVD² − floor²)): the share of rows that moved beyond what chance moves. */
export function correctedTotalVariation(
  reference: readonly number[],
  current: readonly number[],
): number {
  const distance = totalVariation(reference, current);
  const floor = totalVariationFloor(reference, current);
  // Not Math.max(0, NaN − …): an empty side has no distance, not none.
  return distance <= floor ? 0 : Math.sqrt(distance * distance - floor * floor);
}

function total(counts: readonly number[]): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
