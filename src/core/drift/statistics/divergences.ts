/**
 * Distances between two discrete distributions, given as shares of the same bins or categories. A bin
 * that is empty on both sides adds nothing. Shares need not add up to 1 unless it says so.
 */

type Shares = readonly number[] | Float64Array;

/** Counts over their sum; NaN in every bin when there is none. */
export function sharesOf(counts: Shares): Float64Array {
  let total = 0;
  for (const count of counts) total += count;
  return Float64Array.from(counts, (count) => count / total);
}

/** Population stability index: Σ (p − q) ln(p/q) (Jeffreys 1946). ∞ where a bin is empty on one side. */
export function populationStability(p: Shares, q: Shares): number {
  return sumOver(p, q, (a, b) => (a === b ? 0 : (a - b) * Math.log(a / b)));
}

/** Kullback–Leibler divergence Σ p ln(p/q) of the shares made to add up to 1; ∞ where only q is 0. */
export function kullbackLeibler(p: Shares, q: Shares): number {
  const one = sharesOf(p);
  const two = sharesOf(q);
  return Math.max(
    0,
    sumOver(one, two, (a, b) => (a === 0 ? 0 : a * Math.log(a / b))),
  );
}

/**
 * Jensen–Shannon distance: √(½ KL(p‖m) + ½ KL(q‖m)), m = (p + q)/2 (Lin 1991), of the shares made to add up
 * to 1. 0 … √(ln 2), or 0 … 1 with `base` 2.
 */
export function jensenShannon(p: Shares, q: Shares, base = Math.E): number {
  const one = sharesOf(p);
  const two = sharesOf(q);
  const part = (a: number, m: number): number => (a === 0 ? 0 : a * Math.log(a / m));
  const sum = sumOver(one, two, (a, b) => part(a, (a + b) / 2) + part(b, (a + b) / 2));
  return Math.sqrt(Math.max(0, sum) / (2 * Math.log(base)));
}

/** Hellinger distance √(½ Σ (√p − √q)²), 0 … 1. */
export function hellinger(p: Shares, q: Shares): number {
  return Math.sqrt(sumOver(p, q, (a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2) / 2);
}

/** max |p − q|, 0 … 1. */
export function lInfinity(p: Shares, q: Shares): number {
  let largest = 0;
  for (let i = 0; i < p.length; i++) {
    const gap = Math.abs((p[i] ?? 0) - (q[i] ?? 0));
    if (gap > largest || Number.isNaN(gap)) largest = gap;
  }
  return largest;
}

function sumOver(p: Shares, q: Shares, term: (a: number, b: number) => number): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += term(p[i] ?? 0, q[i] ?? 0);
  return sum;
}
