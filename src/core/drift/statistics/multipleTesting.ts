/**
 * Adjusted p-values: what a p-value is worth when it is one of many. Each function keeps the order
 * of its argument; a test that could not be done (NaN) stays NaN and does not count as a test.
 */

export type Correction = "bh" | "by" | "bonferroni" | "holm" | "none";

export const corrections: Readonly<
  Record<Correction, (pValues: readonly number[]) => readonly number[]>
> = {
  bh: benjaminiHochberg,
  by: benjaminiYekutieli,
  bonferroni,
  holm,
  none: (pValues) => [...pValues],
};

/**
 * q-values that control the false discovery rate of independent tests: the smallest k p₍ᵢ₎ / i
 * over the p-values that are not smaller (Benjamini & Hochberg 1995).
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepUp(pValues, 1);
}

/** As Benjamini–Hochberg under any dependence: times Σ 1/i (Benjamini & Yekutieli 2001). */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  const tests = order(pValues).length;
  let harmonic = 0;
  for (let i = 1; i <= tests; i++) harmonic += 1 / i;
  return stepUp(pValues, harmonic);
}

/** k p, at most 1: controls the chance of any false alarm. */
export function bonferroni(pValues: readonly number[]): number[] {
  const tests = order(pValues).length;
  return pValues.map((p) => Math.min(1, p * tests));
}

/** Bonferroni's method step by step, more powerful under the same promise (Holm 1979). */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = pValues.map(() => Number.NaN);
  const ascending = order(pValues);
  let highest = 0;
  ascending.forEach((index, rank) => {
    highest = Math.max(highest, (pValues[index] ?? 1) * (ascending.length - rank));
    adjusted[index] = Math.min(1, highest);
  });
  return adjusted;
}

function stepUp(pValues: readonly number[], factor: number): number[] {
  const adjusted = pValues.map(() => Number.NaN);
  const ascending = order(pValues);
  let lowest = 1;
  for (let rank = ascending.length; rank >= 1; rank--) {
    const index = ascending[rank - 1] ?? 0;
    lowest = Math.min(lowest, ((pValues[index] ?? 1) * factor * ascending.length) / rank);
    adjusted[index] = lowest;
  }
  return adjusted;
}

/** Positions of the p-values that are numbers, smallest first. */
function order(pValues: readonly number[]): number[] {
  return [...pValues.keys()]
    .filter((index) => !Number.isNaN(pValues[index]))
    .sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
}
