/**
 * The 95 % confidence interval of a mean by Student's t: mean ± t(0.975, n − 1) · s / √n, with s
 * the sample's standard deviation (n − 1 in the denominator).
 */

/** A mean of `count` values and its 95 % confidence interval; of one value both bounds are NaN. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** t(0.975, ν) for ν of 1 to 30. */
const quantiles = [
  12.7062047364, 4.3026527297, 3.1824463053, 2.7764451052, 2.5705818356, 2.4469118511, 2.3646242516,
  2.3060041352, 2.2621571628, 2.228138852, 2.2009851601, 2.1788128297, 2.1603686565, 2.1447866879,
  2.1314495456, 2.1199052992, 2.1098155778, 2.1009220402, 2.0930240544, 2.0859634473, 2.0796138447,
  2.0738730679, 2.0686576104, 2.0638985616, 2.0595385528, 2.0555294386, 2.0518305165, 2.0484071418,
  2.0452296421, 2.0422724563,
];
/** The normal distribution's 0.975 quantile. */
const normalQuantile = 1.959963984540054;

/** Values that are not finite are left out: a run that diverged says nothing of the mean. */
export function estimateMean(values: readonly number[]): Estimate {
  const finite = values.filter(Number.isFinite);
  const count = finite.length;
  if (count === 0) return { mean: NaN, low: NaN, high: NaN, count };
  const mean = finite.reduce((sum, value) => sum + value / count, 0);
  if (count === 1) return { mean, low: NaN, high: NaN, count };
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = (studentQuantile(count - 1) * Math.sqrt(squares / (count - 1))) / Math.sqrt(count);
  return { mean, low: mean - half, high: mean + half, count };
}

/**
 * t(0.975, ν). Beyond the table by the expansion of Abramowitz and Stegun 26.7.5, which is right
 * to seven digits there.
 */
export function studentQuantile(degrees: number): number {
  const known = quantiles[degrees - 1];
  if (known !== undefined) return known;
  const z = normalQuantile;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const fourth = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160;
  return z + first / degrees + second / degrees ** 2 + third / degrees ** 3 + fourth / degrees ** 4;
}
