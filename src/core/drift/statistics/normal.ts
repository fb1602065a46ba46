import { gammaP, gammaQ } from "./gamma.ts";

/** The complementary error function: 2/√π ∫ₓ^∞ e^(−t²) dt = Q(½, x²) for x ≥ 0. */
export function erfc(x: number): number {
  return x >= 0 ? gammaQ(0.5, x * x) : 1 + gammaP(0.5, x * x);
}

/** P(Z ≤ z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}

/** P(Z > z) of the standard normal distribution, exact far into the tail. */
export function normalSf(z: number): number {
  return 0.5 * erfc(z / Math.SQRT2);
}

export function normalPdf(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** P(|Z| ≥ |z|). */
export function normalTwoSidedP(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/**
 * z with P(Z ≤ z) = p: the rational approximation 26.2.23 of Abramowitz & Stegun, refined by
 * Halley's method. ∓∞ at 0 and 1; NaN outside.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0.5) return 0;
  // 1 − p is exact for larger p.
  return p > 0.5 ? upperTailQuantile(1 - p) : -upperTailQuantile(p);
}

/** z ≥ 0 with P(Z > z) = p ≤ ½. */
function upperTailQuantile(p: number): number {
  if (p === 0) return Number.POSITIVE_INFINITY;
  const t = Math.sqrt(-2 * Math.log(p));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let z = t - numerator / denominator;
  for (let step = 0; step < 4; step++) {
    const newton = (p - normalSf(z)) / normalPdf(z);
    if (!Number.isFinite(newton)) break;
    // For f(z) = p − P(Z > z): f' = φ and f''/f' = −z.
    z -= newton / (1 + 0.5 * newton * z);
  }
  return z;
}
