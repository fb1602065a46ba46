import { betaRegularised } from "./beta.ts";
import { logGamma } from "./gamma.ts";
import { normalQuantile, normalTwoSidedP } from "./normal.ts";

/**
 * P(|T| ≥ |t|) with df > 0 degrees of freedom, fractions and ∞ (the normal distribution) included:
 * I at df/(df + t²) of (df/2, ½) (Abramowitz & Stegun 26.7.1).
 */
export function studentTTwoSidedP(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return Number.NaN;
  if (df === Number.POSITIVE_INFINITY) return normalTwoSidedP(t);
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return 0;
  return betaRegularised(df / 2, 0.5, df / (df + square), square / (df + square));
}

/** P(T > t). */
export function studentTSf(t: number, df: number): number {
  const half = 0.5 * studentTTwoSidedP(t, df);
  return t >= 0 ? half : 1 - half;
}

/** P(T ≤ t). */
export function studentTCdf(t: number, df: number): number {
  return studentTSf(-t, df);
}

/**
 * t with P(T ≤ t) = p, by bisection on the exact tail and Newton's steps. ∓∞ at 0 and 1; NaN
 * outside, or unless df > 0.
 */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return Number.NaN;
  if (df === Number.POSITIVE_INFINITY) return normalQuantile(p);
  if (p === 0.5) return 0;
  return p < 0.5 ? -upperQuantile(p, df) : upperQuantile(1 - p, df);
}

function upperQuantile(tail: number, df: number): number {
  if (tail === 0) return Number.POSITIVE_INFINITY;
  let low = 0;
  let high = 1;
  while (studentTSf(high, df) > tail && high < 1e300) {
    low = high;
    high *= 4;
  }
  for (let step = 0; step < 20; step++) {
    const middle = 0.5 * (low + high);
    if (studentTSf(middle, df) > tail) low = middle;
    else high = middle;
  }
  let t = 0.5 * (low + high);
  for (let step = 0; step < 4; step++) {
    const next = t + (studentTSf(t, df) - tail) / density(t, df);
    if (!(next > 0) || !Number.isFinite(next)) break;
    t = next;
  }
  return t;
}

function density(t: number, df: number): number {
  const logScale = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI);
  return Math.exp(logScale - ((df + 1) / 2) * Math.log1p((t * t) / df));
}
