/** Moments and order of one sample; sums are made so that large offsets do not eat the digits. */

/** A copy in ascending order. */
export function ascending(values: Float64Array): Float64Array {
  return Float64Array.from(values).sort();
}

/** The arithmetic mean; NaN for no values. */
export function mean(values: Float64Array): number {
  if (values.length === 0) return Number.NaN;
  // Shifted by the first value: a constant has exactly itself as mean.
  const shift = values[0] ?? 0;
  let sum = 0;
  for (const value of values) sum += (value - shift) / values.length;
  return shift + sum;
}

/** Σ (x − mean)² / (n − ddof), in two passes; NaN when n ≤ ddof. */
export function variance(values: Float64Array, ddof: 0 | 1 = 1): number {
  if (values.length <= ddof) return Number.NaN;
  const center = mean(values);
  let sum = 0;
  let rest = 0;
  for (const value of values) {
    sum += (value - center) ** 2;
    rest += value - center;
  }
  return (sum - (rest * rest) / values.length) / (values.length - ddof);
}

/**
 * The q-quantile, 0 ≤ q ≤ 1, of ascending values, by linear interpolation between the two nearest
 * (type 7 of Hyndman & Fan 1996); NaN for no values.
 */
export function quantile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(sorted.length - 1, below + 1)] ?? Number.NaN;
  return low === high ? low : low + (high - low) * (position - below);
}

/** The distance between the quartiles of ascending values. */
export function interquartileRange(sorted: Float64Array): number {
  return quantile(sorted, 0.75) - quantile(sorted, 0.25);
}

/** IQR/σ of a normal distribution: 2 Φ⁻¹(¾). */
const NORMAL_IQR = 1.3489795003921634;

/**
 * The scale of ascending values in which a normal distribution has σ: IQR / 1.349, which a few far
 * values cannot move. The standard deviation where the quartiles are equal; 0 for a constant.
 */
export function robustScale(sorted: Float64Array): number {
  const range = interquartileRange(sorted);
  if (range > 0) return range / NORMAL_IQR;
  return sorted.length > 0 ? Math.sqrt(variance(sorted, 0)) : Number.NaN;
}

/** How many different values ascending values hold. */
export function countDistinct(sorted: Float64Array): number {
  let count = 0;
  let previous = Number.NaN;
  for (const value of sorted) {
    if (value !== previous) count++;
    previous = value;
  }
  return count;
}
