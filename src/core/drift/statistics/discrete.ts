import { binomialFactor } from "./beta.ts";

/**
 * Two-sided p-values of counts: the probability of every outcome that is no more likely than the one
 * that was seen ("method of small p-values").
 */

/** P(X = x) of a binomial variable; also its limits at p = 0 and 1. */
export function binomialPmf(x: number, n: number, p: number): number {
  if (x < 0 || x > n || !Number.isInteger(x)) return 0;
  if (p === 0 || p === 1) return x === n * p ? 1 : 0;
  if (x === 0) return Math.exp(n * Math.log1p(-p));
  if (x === n) return Math.exp(n * Math.log(p));
  return binomialFactor(x, n - x, p, 1 - p);
}

/** The two-sided exact binomial test of x successes in n trials against p; NaN without trials. */
export function binomialTest(x: number, n: number, p: number): number {
  if (!(n > 0) || x < 0 || x > n) return Number.NaN;
  const mode = Math.min(n, Math.floor((n + 1) * p));
  return twoSidedP({ pmf: (k) => binomialPmf(k, n, p), low: 0, high: n, mode }, x);
}

/** Counts [[a, b], [c, d]]: rows are the samples, columns what was counted. */
export interface FourfoldTable {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/**
 * Fisher's exact test, two-sided: hypergeometric with the margins fixed (Fisher 1935). 1 where a
 * margin is empty, as then only one table is possible.
 */
export function fisherExact({ a, b, c, d }: FourfoldTable): number {
  const drawn = a + b;
  const marked = a + c;
  const total = drawn + c + d;
  if (drawn === 0 || marked === 0 || drawn === total || marked === total) return 1;
  const low = Math.max(0, drawn + marked - total);
  const high = Math.min(drawn, marked);
  const mode = Math.floor(((drawn + 1) * (marked + 1)) / (total + 2));
  const pmf = (k: number): number => hypergeometricPmf(k, { drawn, marked, total });
  return twoSidedP({ pmf, low, high, mode: Math.min(high, Math.max(low, mode)) }, a);
}

export interface Urn {
  readonly drawn: number;
  readonly marked: number;
  readonly total: number;
}

/** P(k of the drawn are marked), as a ratio of binomial probabilities (Loader 2000). */
export function hypergeometricPmf(k: number, { drawn, marked, total }: Urn): number {
  const share = drawn / total;
  return (
    (binomialPmf(k, marked, share) * binomialPmf(drawn - k, total - marked, share)) /
    binomialPmf(drawn, total, share)
  );
}

/** A distribution over whole numbers that rises to its mode and falls after it. */
interface Unimodal {
  readonly pmf: (k: number) => number;
  readonly low: number;
  readonly high: number;
  readonly mode: number;
}

/** Outcomes as likely as the one seen, but for rounding, count as no more likely. */
const ROUNDING = 1 + 1e-12;

function twoSidedP(distribution: Unimodal, seen: number): number {
  const { pmf, low, high, mode } = distribution;
  const limit = pmf(seen) * ROUNDING;
  if (pmf(mode) <= limit) return 1;
  // Each side: the outcome nearest to the mode that is no more likely than the one seen.
  const left = seen < mode ? seen : lastBelow(pmf, limit, [mode, low]);
  const right = seen < mode ? lastBelow(pmf, limit, [mode, high]) : seen;
  return Math.min(1, tail(pmf, left, low) + tail(pmf, right, high));
}

/** Bisection from the mode outward; undefined when all of that side is more likely. */
function lastBelow(
  pmf: (k: number) => number,
  limit: number,
  [mode, end]: readonly [number, number],
): number | undefined {
  if (pmf(end) > limit) return undefined;
  const step = Math.sign(end - mode);
  let above = 0;
  let below = Math.abs(end - mode);
  while (below - above > 1) {
    const middle = Math.floor((above + below) / 2);
    if (pmf(mode + step * middle) > limit) above = middle;
    else below = middle;
  }
  return mode + step * below;
}

/** The probability from `from` to `end`; the terms fall, so it stops when they no longer count. */
function tail(pmf: (k: number) => number, from: number | undefined, end: number): number {
  if (from === undefined) return 0;
  const step = end >= from ? 1 : -1;
  let sum = 0;
  for (let k = from; step * (end - k) >= 0; k += step) {
    const term = pmf(k);
    sum += term;
    if (term < sum * 1e-18) break;
  }
  return sum;
}
