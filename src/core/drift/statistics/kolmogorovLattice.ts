/**
 * The exact distribution of the two-sample Kolmogorov–Smirnov distance. Without ties every order of
 * the n + m values is equally likely, and an order is a path over a lattice from (0, 0) to (n, m):
 * D ≥ h / lcm(n, m) means that the path leaves the band |i m − j n| < h gcd(n, m) (Hodges 1958).
 */

export function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** Beyond this ln p is below that of the smallest number: 2 n_eff d² > 760. */
const LOG_UNDERFLOW = 760;

/** P(D ≥ steps / lcm(n, m)); 1 for steps ≤ 0. */
export function latticePValue(steps: number, n: number, m: number): number {
  const gcd = greatestCommonDivisor(n, m);
  const lcm = (n / gcd) * m;
  if (steps <= 0) return 1;
  if (steps > lcm) return 0;
  const distance = steps / lcm;
  if ((2 * distance * distance * n * m) / (n + m) > LOG_UNDERFLOW) return 0;
  const p = n === m ? equalSizes(steps, n) : leaving(steps, n, m);
  return Math.min(1, Math.max(0, p));
}

/**
 * By reflection: 2 Σ (−1)ᵏ⁻¹ C(2n, n − kh) / C(2n, n), nested so that it keeps its digits
 * (Gnedenko & Korolyuk 1951).
 */
function equalSizes(h: number, n: number): number {
  let sum = 0;
  for (let k = Math.floor(n / h); k >= 1; k--) {
    let ratio = 1;
    for (let j = (k - 1) * h; j < k * h; j++) ratio *= (n - j) / (n + j + 1);
    sum = ratio * (1 - sum);
  }
  return 2 * sum;
}

/**
 * Forward over the cells of the band. `alive[j]` is the probability of reaching (i, j) without having
 * left; a step goes to i + 1 with probability (n − i) / (n − i + m − j). What steps out is added up:
 * all terms are positive, so small p-values are as exact as large ones. O(n × width of the band).
 */
function leaving(steps: number, n: number, m: number): number {
  // The longer side is walked, so that the rows are short.
  if (n < m) return leaving(steps, m, n);
  const gcd = greatestCommonDivisor(n, m);
  const stepI = m / gcd;
  const stepJ = n / gcd;
  const inverse = Float64Array.from({ length: n + m + 1 }, (_, s) => (s > 0 ? 1 / s : 0));
  const alive = new Float64Array(m + 2);
  alive[0] = 1;
  let left = 0;
  for (let i = 0; i <= n; i++) {
    const low = Math.max(0, Math.floor((i * stepI - steps) / stepJ) + 1);
    const high = Math.min(m, Math.ceil((i * stepI + steps) / stepJ) - 1);
    // Steps to (i, j + 1): the last cell of the band has none but out of it.
    for (let j = low; j <= high; j++) {
      const here = alive[j] ?? 0;
      const across = here * (m - j) * (inverse[n - i + m - j] ?? 0);
      if (j < high) alive[j + 1] = (alive[j + 1] ?? 0) + across;
      else left += across;
      alive[j] = here * (n - i) * (inverse[n - i + m - j] ?? 0);
    }
    // Steps to (i + 1, j): out of the band for those below the next row of it.
    const nextLow = Math.floor(((i + 1) * stepI - steps) / stepJ) + 1;
    for (let j = low; j < Math.min(nextLow, high + 1); j++) {
      left += alive[j] ?? 0;
      alive[j] = 0;
    }
  }
  return left;
}
