import { oneSampleKolmogorovSf } from "./kolmogorovOneSample.ts";
import { greatestCommonDivisor, latticePValue } from "./kolmogorovLattice.ts";

/** Up to so many rows on both sides the p-value is exact, as in SciPy. */
export const EXACT_ROWS = 10_000;

/** Beyond this, 2 e^(−x) < 1e-34; with few rows the exact value costs nothing. */
const TINY_EXPONENT = 80;
const FEW_ROWS = 2000;

/**
 * The limiting distribution of √n D: Q(x) = 2 Σ (−1)ᵏ⁻¹ e^(−2k²x²), or for small x its theta-function
 * twin 1 − √(2π)/x Σ e^(−(2k−1)²π²/(8x²)) (Kolmogorov 1933). 1 for x ≤ 0.
 */
export function kolmogorovSf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x < 1) {
    const q = Math.exp(-(Math.PI * Math.PI) / (8 * x * x));
    let sum = 0;
    for (let k = 1; k <= 15; k += 2) sum += q ** (k * k);
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let k = 1; k <= 10; k++) {
    const term = Math.exp(-2 * k * k * x * x);
    sum += k % 2 === 1 ? term : -term;
  }
  return 2 * sum;
}

/** nm/(n + m): two samples of these sizes tell as much as one of so many rows against a known law. */
export function effectiveRows(n: number, m: number): number {
  return n > 0 && m > 0 ? 1 / (1 / n + 1 / m) : 0;
}

/**
 * The p-value of the two-sample Kolmogorov–Smirnov distance d between n and m rows (two-sided): exact
 * where both have at most 10 000 rows (but for p-values under 1e-34 of thousands of rows, whose exact value
 * is dear and tells nothing more), else the finite-sample distribution of one sample of
 * nm/(n + m) rows. NaN without rows.
 */
export function ksPValue(d: number, n: number, m: number): number {
  if (!(n > 0) || !(m > 0) || Number.isNaN(d)) return Number.NaN;
  const isTiny = 2 * effectiveRows(n, m) * d * d > TINY_EXPONENT && Math.min(n, m) > FEW_ROWS;
  const isExact = Math.max(n, m) <= EXACT_ROWS && !isTiny;
  return isExact ? ksExactPValue(d, n, m) : ksAsymptoticPValue(d, n, m);
}

/** P(D ≥ d) over all orders of n + m distinct values; d is rounded to a multiple of 1/lcm(n, m). */
export function ksExactPValue(d: number, n: number, m: number): number {
  const lcm = (n / greatestCommonDivisor(n, m)) * m;
  return latticePValue(Math.round(d * lcm), n, m);
}

/** By the one-sample distribution at nm/(n + m) rows, rounded. */
export function ksAsymptoticPValue(d: number, n: number, m: number): number {
  // Half to even, as other tools do: the answer differs in the third digit for a handful of rows.
  const rows = effectiveRows(n, m);
  const floor = Math.floor(rows);
  const isTie = rows - floor === 0.5;
  return oneSampleKolmogorovSf(d, isTie ? floor + (floor % 2) : Math.round(rows));
}

/**
 * How far an estimate of D may be from the truth: with confidence 1 − alpha,
 * |D̂ − D| ≤ √(ln(2/α) / (2 n_eff)) (Dvoretzky–Kiefer–Wolfowitz with Massart's constant, on the
 * effective rows). 1 without rows.
 */
export function ksMargin(n: number, m: number, alpha = 0.05): number {
  const rows = effectiveRows(n, m);
  return rows > 0 ? Math.min(1, Math.sqrt(Math.log(2 / alpha) / (2 * rows))) : 1;
}

/** The effective rows at which D is known to ± `margin`: ln(2/α) / (2 margin²), rounded up. */
export function rowsNeeded(margin: number, alpha = 0.05): number {
  return Math.ceil(Math.log(2 / alpha) / (2 * margin * margin));
}

/**
 * How many current rows are needed beside `referenceRows` so that the effective rows reach `needed`;
 * ∞ where the reference alone is too small.
 */
export function currentRowsNeeded(needed: number, referenceRows: number): number {
  if (referenceRows <= needed) return Number.POSITIVE_INFINITY;
  return Math.ceil(1 / (1 / needed - 1 / referenceRows));
}
