import { dampedBesselK } from "./besselK.ts";
import { logGamma } from "./gamma.ts";
import { greatestCommonDivisor } from "./kolmogorovLattice.ts";
import { jointRanks } from "./ranks.ts";

/** Up to so many rows on both sides the p-value is exact, as in SciPy. */
const EXACT_ROWS = 20;

export interface StatisticWithP {
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * The two-sample Cramér–von Mises test on ascending samples:
 * T = nm/(n + m)² Σ (F − G)² over all values, from the ranks (Anderson 1962). The p-value is exact up
 * to 20 rows a side, else from the limit with T's first two moments matched. NaN when a side has
 * fewer than two rows. `narrow` is `auto` with the exact counts in the narrowest float that holds the
 * number of paths, the way an old version of SciPy had it.
 */
export function cramerVonMises(
  referenceSorted: Float64Array,
  currentSorted: Float64Array,
  method: "auto" | "exact" | "asymptotic" | "narrow" = "auto",
): StatisticWithP {
  const n = referenceSorted.length;
  const m = currentSorted.length;
  if (n < 2 || m < 2) return { statistic: Number.NaN, pValue: Number.NaN };
  const ranks = jointRanks(referenceSorted, currentSorted);
  const u = n * rankDistance(ranks.reference) + m * rankDistance(ranks.current);
  const statistic = u / (n * m * (n + m)) - (4 * n * m - 1) / (6 * (n + m));
  const isSmall = Math.max(n, m) <= EXACT_ROWS;
  const isExact = method === "exact" || (method !== "asymptotic" && isSmall);
  const round = method === "narrow" ? narrowFloat(n, m) : (value: number) => value;
  const pValue = isExact ? exactP(u, [n, m], round) : asymptoticP(statistic, n, m);
  return { statistic, pValue };
}

/** Σ (rank of the i-th − i)². */
function rankDistance(ranks: Float64Array): number {
  let sum = 0;
  ranks.forEach((rank, i) => {
    sum += (rank - (i + 1)) ** 2;
  });
  return sum;
}

function asymptoticP(statistic: number, n: number, m: number): number {
  const total = n + m;
  const product = n * m;
  const expected = (1 + 1 / total) / 6;
  const spread =
    ((total + 1) * (4 * product * total - 3 * (n * n + m * m) - 2 * product)) /
    (45 * total * total * 4 * product);
  const limit = 1 / 6 + (statistic - expected) / Math.sqrt(45 * spread);
  return cramerVonMisesSf(limit);
}

/**
 * P(W² > x) of the limiting distribution: 1 − Σ Γ(k + ½)/(π^(3/2) √x k!) √(4k + 1) e⁻ᵠ K¼(q),
 * q = (4k + 1)²/(16x) (Anderson & Darling 1952). Good to 1e-14 absolute.
 */
export function cramerVonMisesSf(x: number): number {
  if (x < 0.003) return 1;
  let cdf = 0;
  for (let k = 0; k < 1000; k++) {
    const y = 4 * k + 1;
    const log = logGamma(k + 0.5) - logGamma(k + 1);
    const scale = Math.exp(log) / (Math.PI ** 1.5 * Math.sqrt(x));
    const term = scale * Math.sqrt(y) * dampedBesselK(0.25, (y * y) / (16 * x));
    cdf += term;
    if (term < 1e-17) break;
  }
  return Math.min(1, Math.max(0, 1 - cdf));
}

/**
 * By counting lattice paths from (0, 0) to (n, m) by their Σ (m' i − n' j)² along the way, where
 * n' = lcm/m and m' = lcm/n (Xiao, Gordon & Yakovlev 2007).
 */
function exactP(
  u: number,
  [n, m]: readonly [number, number],
  round: (value: number) => number,
): number {
  const lcm = leastCommonMultiple(n, m);
  const product = n * m;
  const scaled = lcm * lcm * (n + m) * (6 * u - product * (4 * product - 1));
  const limit = Math.floor(scaled / (6 * product * product));
  let row: Map<number, number>[] = [];
  for (let i = 0; i <= n; i++) {
    const next: Map<number, number>[] = [];
    for (let j = 0; j <= m; j++) {
      const cell = new Map<number, number>(i === 0 && j === 0 ? [[0, 1]] : []);
      const gap = ((lcm / n) * i - (lcm / m) * j) ** 2;
      if (i > 0) addPaths(cell, row[j], { gap, round });
      if (j > 0) addPaths(cell, next[j - 1], { gap, round });
      next.push(cell);
    }
    row = next;
  }
  let beyond = 0;
  for (const [value, paths] of row[m] ?? []) {
    if (value >= limit) beyond += paths;
  }
  return round(round(beyond) / countPaths(n, m));
}

function addPaths(
  cell: Map<number, number>,
  from: ReadonlyMap<number, number> | undefined,
  { gap, round }: { gap: number; round: (value: number) => number },
): void {
  for (const [value, paths] of from ?? []) {
    const moved = round(value + gap);
    cell.set(moved, round((cell.get(moved) ?? 0) + paths));
  }
}

function leastCommonMultiple(n: number, m: number): number {
  return (n / greatestCommonDivisor(n, m)) * m;
}

/** C(n + m, n): exact below 2^53. */
function countPaths(n: number, m: number): number {
  let paths = 1;
  for (let k = 1; k <= n; k++) paths = (paths * (m + k)) / k;
  return Math.round(paths);
}

/** Rounding to 16 or 32 bits where the number of paths is what needs the most room. */
function narrowFloat(n: number, m: number): (value: number) => number {
  const paths = countPaths(n, m);
  if (paths <= leastCommonMultiple(n, m) ** 2 * (n + m)) return (value) => value;
  return paths <= 65_504 ? roundToHalf : Math.fround;
}

/** The nearest 16-bit float (IEEE 754 binary16) of a positive number in its normal range. */
function roundToHalf(value: number): number {
  if (value === 0) return 0;
  const unit = 2 ** (Math.max(-14, Math.floor(Math.log2(value))) - 10);
  const scaled = value / unit;
  const floor = Math.floor(scaled);
  const isTie = scaled - floor === 0.5;
  return (isTie ? floor + (floor % 2) : Math.round(scaled)) * unit;
}
