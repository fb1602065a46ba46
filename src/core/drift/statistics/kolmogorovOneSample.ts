import { binomialFactor } from "./beta.ts";
import { logGamma } from "./gamma.ts";

/**
 * P(Dₙ > d) of the Kolmogorov–Smirnov distance of n rows from a known continuous distribution, by the
 * method that is exact, or good to eleven digits, for each n and d (the regions are those of Simard &
 * L'Ecuyer, "Computing the two-sided Kolmogorov–Smirnov distribution", 2011).
 */
export function oneSampleKolmogorovSf(d: number, n: number): number {
  if (!(n >= 1) || Number.isNaN(d)) return Number.NaN;
  const steps = n * d;
  if (steps <= 0.5) return 1;
  if (d >= 1) return 0;
  if (steps <= 1) {
    // n! ((2 steps − 1)/n)ⁿ: each row has an interval of its own.
    return 1 - Math.exp(logGamma(n + 1) + n * Math.log((2 * steps - 1) / n));
  }
  const scaled = steps * d;
  if (scaled >= 370) return 0;
  const isTail = d >= 0.5 || scaled > (n <= 140 ? 4 : 2.2);
  if (isTail) return Math.min(1, 2 * oneSidedSf(d, n));
  const cdf = isMatrixSmall(d, n) ? matrixCdf(d, n) : seriesCdf(d, n);
  return Math.min(1, Math.max(0, 1 - cdf));
}

function isMatrixSmall(d: number, n: number): boolean {
  return n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4);
}

/** So many terms of Smirnov's sum are enough: it is smooth and vanishes at both ends. */
const SMIRNOV_TERMS = 20_000;

/**
 * P(Dₙ⁺ > d) = d Σ C(n, j) (d + j/n)^(j−1) (1 − d − j/n)^(n−j), j = 0 … ⌊n(1 − d)⌋ (Birnbaum & Tingey 1951).
 * Of many rows every s-th term stands for its neighbours, where the ends are far in the tail.
 */
export function oneSidedSf(d: number, n: number): number {
  if (d <= 0) return 1;
  if (d >= 1) return 0;
  const last = Math.floor(n * (1 - d));
  const stride = n * d * d > 2 ? Math.max(1, Math.floor(n / SMIRNOV_TERMS)) : 1;
  let sum = 0;
  for (let j = 0; j <= last; j += stride) sum += smirnovTerm(j, d, n);
  return Math.min(1, d * stride * sum);
}

function smirnovTerm(j: number, d: number, n: number): number {
  const x = d + j / n;
  const y = 1 - x;
  if (y <= 0) return 0;
  if (j === 0) return Math.exp(n * Math.log1p(-d)) / d;
  return binomialFactor(j, n - j, x, y) / x;
}

/**
 * P(Dₙ < d) as an entry of a power of a matrix: n!/nⁿ (Hⁿ)ₖₖ with k = ⌈nd⌉ and H[i][j] = 1/(i − j + 1)!
 * but for its first column and last row (Marsaglia, Tsang & Wang 2003, after Durbin). H is divided by
 * e, as else its power would overflow.
 */
function matrixCdf(d: number, n: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  const h = k - n * d;
  const matrix = durbinMatrix(size, h);
  let power = identity(size);
  let base = matrix;
  for (let exponent = n; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) power = multiply(power, base, size);
    if (exponent > 1) base = multiply(base, base, size);
  }
  const entry = power[(k - 1) * size + k - 1] ?? 0;
  return entry * Math.exp(logGamma(n + 1) - n * Math.log(n) + n);
}

function durbinMatrix(size: number, h: number): Float64Array {
  const factorial = new Float64Array(size + 1).fill(1);
  for (let i = 1; i <= size; i++) factorial[i] = (factorial[i - 1] ?? 1) * i;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const order = i - j + 1;
      if (order < 0) continue;
      let value = 1;
      if (j === 0) value -= h ** (i + 1);
      if (i === size - 1) value -= h ** (size - j);
      if (j === 0 && i === size - 1) value += Math.max(0, 2 * h - 1) ** size;
      matrix[i * size + j] = value / (factorial[order] ?? 1) / Math.E;
    }
  }
  return matrix;
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return matrix;
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k] ?? 0;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) {
        product[i * size + j] = (product[i * size + j] ?? 0) + factor * (b[k * size + j] ?? 0);
      }
    }
  }
  return product;
}

/**
 * P(Dₙ < d) by K₀(z) + K₁(z)/√n + K₂(z)/n + K₃(z)/n^(3/2), z = √n d, each Kᵢ a theta series that converges
 * for small z (Pelz & Good 1976).
 */
function seriesCdf(d: number, n: number): number {
  const z = Math.sqrt(n) * d;
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const halves = [0, 0, 0, 0];
  const wholes = [0, 0];
  const terms = Math.ceil(6 * z) + 3;
  for (let k = 0; k < terms; k++) {
    const half = ((k + 0.5) * Math.PI) ** 2;
    const weight = Math.exp(-half / (2 * z2));
    addTo(halves, 0, weight);
    addTo(halves, 1, weight * (half - z2));
    addTo(
      halves,
      2,
      weight * (6 * z6 + 2 * z4 + half * (2 * z4 - 5 * z2) + half * half * (1 - 2 * z2)),
    );
    addTo(
      halves,
      3,
      weight *
        (half ** 3 * (5 - 30 * z2) +
          half * half * (-60 * z2 + 212 * z4) +
          half * (135 * z4 - 96 * z6) -
          30 * z6 -
          90 * z4 * z4),
    );
    const whole = (k * Math.PI) ** 2;
    const wholeWeight = Math.exp(-whole / (2 * z2));
    addTo(wholes, 0, wholeWeight * whole);
    addTo(wholes, 1, wholeWeight * whole * (3 * z2 - whole));
  }
  // The sums over all whole k are twice those over k ≥ 0; the weights of K₁… carry √(π/2).
  const root = Math.sqrt(2 * Math.PI);
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = halves;
  const [extra2 = 0, extra3 = 0] = wholes;
  return (
    (root * k0) / z +
    (root * k1) / (6 * z4 * Math.sqrt(n)) +
    (root * (k2 / (72 * z6 * z) - extra2 / (36 * z2 * z))) / n +
    (root * (k3 / (6480 * z6 * z4) + extra3 / (216 * z6))) / n ** 1.5
  );
}

function addTo(sums: number[], index: number, value: number): void {
  sums[index] = (sums[index] ?? 0) + value;
}
