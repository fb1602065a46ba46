import { chiSquareSf } from "./chiSquare.ts";
import { ascending, interquartileRange } from "./samples.ts";
import { symmetricEigen } from "./symmetricEigen.ts";

/** Where the characteristic functions are compared, in units of half the pooled IQR. */
const POINTS = [0.4, 0.8] as const;
const SIZE = 2 * POINTS.length;

export interface EppsSingletonResult {
  readonly statistic: number;
  readonly pValue: number;
  readonly degreesOfFreedom: number;
}

/**
 * The Epps–Singleton test (1986): W = N (ḡ₁ − ḡ₂)ᵀ Ω⁻ (ḡ₁ − ḡ₂) of the means of cos tx and sin tx, with
 * Ω = N/n S₁ + N/m S₂ and its pseudo-inverse; chi-square with as many degrees of freedom as Ω has rank.
 * A correction applies below 25 rows a side. Good for discrete values too. NaN with fewer than five
 * rows on a side or when the quartiles of all values are equal.
 */
export function eppsSingleton(reference: Float64Array, current: Float64Array): EppsSingletonResult {
  const undefinedResult = {
    statistic: Number.NaN,
    pValue: Number.NaN,
    degreesOfFreedom: Number.NaN,
  };
  const n = reference.length;
  const m = current.length;
  if (n < 5 || m < 5) return undefinedResult;
  const pooled = new Float64Array(n + m);
  pooled.set(reference);
  pooled.set(current, n);
  const scale = interquartileRange(ascending(pooled)) / 2;
  if (!(scale > 0)) return undefinedResult;
  const one = waveMoments(reference, scale);
  const two = waveMoments(current, scale);
  const total = n + m;
  const covariance = one.covariance.map((row, i) =>
    row.map((value, j) => (total / n) * value + (total / m) * (two.covariance[i]?.[j] ?? 0)),
  );
  const difference = one.means.map((value, i) => value - (two.means[i] ?? 0));
  const { form, rank } = inverseForm(covariance, difference);
  const statistic = total * form * smallSampleFactor(n, m);
  return { statistic, pValue: chiSquareSf(statistic, rank), degreesOfFreedom: rank };
}

function smallSampleFactor(n: number, m: number): number {
  if (Math.max(n, m) >= 25) return 1;
  return 1 / (1 + (n + m) ** -0.45 + 10.1 * (n ** -1.7 + m ** -1.7));
}

/** Means and covariances (by n) of cos tx, sin tx at each point. */
function waveMoments(
  values: Float64Array,
  scale: number,
): { means: number[]; covariance: number[][] } {
  const means = new Array<number>(SIZE).fill(0);
  const products = means.map(() => new Array<number>(SIZE).fill(0));
  for (const value of values) {
    const waves = [
      ...POINTS.map((t) => Math.cos((t * value) / scale)),
      ...POINTS.map((t) => Math.sin((t * value) / scale)),
    ];
    for (let i = 0; i < SIZE; i++) {
      const wave = waves[i] ?? 0;
      means[i] = (means[i] ?? 0) + wave / values.length;
      const row = products[i] ?? [];
      for (let j = 0; j < SIZE; j++)
        row[j] = (row[j] ?? 0) + (wave * (waves[j] ?? 0)) / values.length;
    }
  }
  const covariance = products.map((row, i) =>
    row.map((product, j) => product - (means[i] ?? 0) * (means[j] ?? 0)),
  );
  return { means, covariance };
}

/** vᵀ Ω⁻ v and the rank of Ω: directions with next to no variance are left out. */
function inverseForm(
  matrix: readonly (readonly number[])[],
  vector: readonly number[],
): { form: number; rank: number } {
  const pairs = symmetricEigen(matrix);
  const largest = Math.max(...pairs.map(({ value }) => value));
  const kept = pairs.filter(({ value }) => value > largest * 1e-13);
  let form = 0;
  for (const { value, vector: direction } of kept) {
    const along = direction.reduce((sum, part, i) => sum + part * (vector[i] ?? 0), 0);
    form += (along * along) / value;
  }
  return { form, rank: kept.length };
}
