import { halfDeviance, stirlingError } from "./gamma.ts";

/**
 * xᵃ yᵇ Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) with y = 1 − x: a binomial probability, for real a, b > 0
 * (Loader 2000).
 */
export function binomialFactor(a: number, b: number, x: number, y: number): number {
  const n = a + b;
  const logFactor =
    stirlingError(n) -
    stirlingError(a) -
    stirlingError(b) -
    halfDeviance(a, n * x) -
    halfDeviance(b, n * y);
  return Math.exp(logFactor) * Math.sqrt(n / (2 * Math.PI * a * b));
}

/**
 * 1 / (β₁ + α₂/(β₂ + α₃/(β₃ + …))), the continued fraction of Iₓ(a, b) that keeps a − (a + b)x in one piece
 * (Didonato & Morris, "Algorithm 708", 1992), by Lentz's method.
 */
function betaFraction(a: number, b: number, x: number, y: number): number {
  // Of the two equal forms, the one that subtracts less.
  const lambda = x < y ? a - (a + b) * x : (a + b) * y - b;
  const first = (a / (a + 1)) * (lambda + 1);
  let c = first;
  let d = 0;
  let value = first;
  const limit = 500 + 30 * Math.ceil(Math.sqrt(Math.min(Math.max(a, b), 1e10)));
  for (let k = 1; k <= limit; k++) {
    const even = a + 2 * k - 1;
    const alpha = ((a + k - 1) / even) * ((a + b + k - 1) / even) * k * (b - k) * x * x;
    const beta = k + (k * (b - k) * x) / even + ((a + k) / (even + 2)) * (lambda + 1 + k * (1 + y));
    d = 1 / (beta + alpha * d);
    c = beta + alpha / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return 1 / value;
}

/**
 * The regularised incomplete beta function Iₓ(a, b), a, b > 0, 0 ≤ x ≤ 1. `y` is 1 − x; give it where
 * it is known to more digits than 1 − x has. Both tails keep their relative precision:
 * 1 − Iₓ(a, b) is `betaRegularised(b, a, y, x)`. NaN outside.
 */
export function betaRegularised(a: number, b: number, x: number, y = 1 - x): number {
  if (!(a > 0) || !(b > 0) || !(x >= 0) || !(y >= 0)) return Number.NaN;
  if (x === 0) return 0;
  if (y === 0) return 1;
  const factor = (binomialFactor(a, b, x, y) * a * b) / (a + b);
  return x <= a / (a + b)
    ? factor * betaFraction(a, b, x, y)
    : 1 - factor * betaFraction(b, a, y, x);
}
