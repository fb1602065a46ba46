/**
 * The gamma function in logarithms and the incomplete gamma functions.
 *
 * Densities are computed from Stirling's error and a deviance instead of differences of log-gammas,
 * which lose digits as the arguments grow (Loader, "Fast and accurate computation of binomial
 * probabilities", 2000).
 */

const LOG_SQRT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** B(2k) / (2k (2k − 1)), the coefficients of Stirling's series. */
const STIRLING_COEFFICIENTS = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
  43867 / 244188,
] as const;

const STIRLING_FROM = 16;

/** Stirling's series without its leading term: ln Γ(x) − (x − ½) ln x + x − ½ ln 2π, large x. */
function stirlingSeries(x: number): number {
  const inverseSquare = 1 / (x * x);
  let sum = 0;
  for (let k = STIRLING_COEFFICIENTS.length - 1; k >= 0; k--) {
    sum = sum * inverseSquare + (STIRLING_COEFFICIENTS[k] ?? 0);
  }
  return sum / x;
}

/**
 * ln Γ(x) for x > 0: Stirling's series, moved up by Γ(x + 1) = x Γ(x) where x is small.
 * +∞ at 0; NaN below.
 */
export function logGamma(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0 || x === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  let shift = 1;
  let moved = x;
  while (moved < STIRLING_FROM) {
    shift *= moved;
    moved += 1;
  }
  const log = (moved - 0.5) * Math.log(moved) - moved + LOG_SQRT_TWO_PI + stirlingSeries(moved);
  return log - Math.log(shift);
}

/** δ(x) = ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π, for x > 0: what Stirling's formula leaves out. */
export function stirlingError(x: number): number {
  if (x >= STIRLING_FROM) return stirlingSeries(x);
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - LOG_SQRT_TWO_PI;
}

/**
 * x ln(x / mean) + mean − x, for x, mean > 0: half the deviance of a Poisson count, without the
 * cancellation near x = mean.
 */
export function halfDeviance(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const ratio = difference / (x + mean);
  let sum = difference * ratio;
  let power = 2 * x * ratio;
  for (let k = 1; k < 1000; k++) {
    power *= ratio * ratio;
    const next = sum + power / (2 * k + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** xᵃ e⁻ˣ / Γ(a + 1). */
function gammaFactor(a: number, x: number): number {
  return Math.exp(-stirlingError(a) - halfDeviance(a, x)) / Math.sqrt(2 * Math.PI * a);
}

/** How many terms a series or continued fraction may take; it needs about √size. */
function iterationLimit(size: number): number {
  return 500 + 30 * Math.ceil(Math.sqrt(Math.min(size, 1e10)));
}

/** P(a, x) = γ(a, x) / Γ(a) = xᵃ e⁻ˣ / Γ(a + 1) · Σ xᵏ / ((a + 1)…(a + k)). */
function lowerBySeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  const limit = iterationLimit(a);
  for (let k = 1; k <= limit; k++) {
    term *= x / (a + k);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return gammaFactor(a, x) * sum;
}

/** Q(a, x) by Legendre's continued fraction, evaluated with Lentz's method. */
function upperByFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let denominator = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / (denominator === 0 ? tiny : denominator);
  let value = d;
  const limit = iterationLimit(a);
  for (let k = 1; k <= limit; k++) {
    const numerator = -k * (k - a);
    denominator += 2;
    d = numerator * d + denominator;
    if (Math.abs(d) < tiny) d = tiny;
    c = denominator + numerator / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return gammaFactor(a, x) * a * value;
}

/**
 * The regularised lower incomplete gamma function P(a, x), a > 0, x ≥ 0 (Abramowitz & Stegun 6.5.1).
 * NaN outside.
 */
export function gammaP(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN;
  if (x === 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  return x < a + 1 ? lowerBySeries(a, x) : 1 - upperByFraction(a, x);
}

/** The regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), exact in its tail too. */
export function gammaQ(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN;
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x < a + 1 ? 1 - lowerBySeries(a, x) : upperByFraction(a, x);
}
