import type { StatisticWithP } from "./cramerVonMises.ts";
import { visitMerged } from "./merge.ts";

/** The levels of the table of Scholz & Stephens, and its coefficients of 1, 1/√(k−1), 1/(k−1). */
const LEVELS = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001] as const;
const CONSTANT = [0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085] as const;
const BY_ROOT = [-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615] as const;
const BY_COUNT = [-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154] as const;

/**
 * The Anderson–Darling test of two ascending samples, in its mid-rank form for ties, standardised
 * (Scholz & Stephens 1987, equations 7 and 11). The p-value is read off their table by a quadratic fit
 * of its logarithm and so lies between 0.001 and 0.25: it says no more beyond. NaN when a side is
 * empty or all values are equal.
 */
export function andersonDarling(
  referenceSorted: Float64Array,
  currentSorted: Float64Array,
): StatisticWithP {
  const n = referenceSorted.length;
  const m = currentSorted.length;
  if (n === 0 || m === 0 || isConstant(referenceSorted, currentSorted)) {
    return { statistic: Number.NaN, pValue: Number.NaN };
  }
  const raw = midrankStatistic(referenceSorted, currentSorted);
  const statistic = (raw - 1) / Math.sqrt(varianceOfStatistic(n, m));
  return { statistic, pValue: tableP(statistic) };
}

function isConstant(a: Float64Array, b: Float64Array): boolean {
  return Math.min(a[0] ?? 0, b[0] ?? 0) === Math.max(a.at(-1) ?? 0, b.at(-1) ?? 0);
}

/** A²ₐ: Σ over samples 1/nᵢ Σ over distinct values lⱼ/N (N Mᵢⱼ − nᵢ Bⱼ)² / (Bⱼ(N − Bⱼ) − N lⱼ/4), times (N − 1)/N. */
function midrankStatistic(a: Float64Array, b: Float64Array): number {
  const total = a.length + b.length;
  let sum = 0;
  visitMerged(a, b, ({ i, j, endI, endJ }) => {
    const equal = endI - i + (endJ - j);
    const below = i + j + equal / 2;
    const scale = below * (total - below) - (total * equal) / 4;
    const inA = total * ((i + endI) / 2) - a.length * below;
    const inB = total * ((j + endJ) / 2) - b.length * below;
    sum += ((equal / total) * ((inA * inA) / a.length + (inB * inB) / b.length)) / scale;
  });
  return (sum * (total - 1)) / total;
}

/** The variance of the statistic of two samples without drift (equation 4). */
function varianceOfStatistic(n: number, m: number): number {
  const total = n + m;
  const inverses = 1 / n + 1 / m;
  let harmonic = 0;
  for (let i = 1; i < total; i++) harmonic += 1 / i;
  let double = 0;
  let tail = 0;
  for (let i = total - 1; i >= 2; i--) {
    tail += 1 / i;
    double += tail / (total - i + 1);
  }
  const k = 2;
  const a = (4 * double - 6) * (k - 1) + (10 - 6 * double) * inverses;
  const b =
    (2 * double - 4) * k * k +
    8 * harmonic * k +
    (2 * double - 14 * harmonic - 4) * inverses -
    8 * harmonic +
    4 * double -
    6;
  const c =
    (6 * harmonic + 2 * double - 2) * k * k +
    (4 * harmonic - 4 * double + 6) * k +
    (2 * harmonic - 6) * inverses +
    4 * harmonic;
  const d = (2 * harmonic + 6) * k * k - 4 * harmonic * k;
  const numerator = ((a * total + b) * total + c) * total + d;
  return numerator / ((total - 1) * (total - 2) * (total - 3));
}

function tableP(statistic: number): number {
  const critical = CONSTANT.map((value, i) => value + (BY_ROOT[i] ?? 0) + (BY_COUNT[i] ?? 0));
  if (statistic < (critical[0] ?? 0)) return LEVELS[0];
  if (statistic > (critical.at(-1) ?? 0)) return LEVELS[6];
  const fit = fitQuadratic(critical, LEVELS.map(Math.log));
  return Math.exp(fit[0] + statistic * (fit[1] + statistic * fit[2]));
}

/** Least squares y ≈ c₀ + c₁x + c₂x², by polynomials that are orthogonal on the points. */
function fitQuadratic(
  x: readonly number[],
  y: readonly number[],
): readonly [number, number, number] {
  const average = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const center = average(x);
  const first = x.map((value) => value - center);
  const spread = average(first.map((value) => value ** 2));
  const skew = average(first.map((value) => value ** 3)) / spread;
  const second = first.map((value) => value ** 2 - skew * value - spread);
  const onto = (basis: readonly number[]): number =>
    average(basis.map((value, i) => value * (y[i] ?? 0))) /
    average(basis.map((value) => value ** 2));
  const slope = onto(first);
  const bend = onto(second);
  // y = ȳ + slope (x − c) + bend ((x − c)² − skew (x − c) − spread), multiplied out.
  const linear = slope - bend * skew;
  return [
    average(y) - bend * spread - linear * center + bend * center * center,
    linear - 2 * bend * center,
    bend,
  ];
}
