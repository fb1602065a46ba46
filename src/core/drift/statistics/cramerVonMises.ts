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
 * fewer than two rows.
 */
export function cramerVonMises(
  referenceSorted: Float64Array,
  currentSorted: Float64Array,
  method: "auto" | "exact" | "asymptotic" = "auto",
): StatisticWithP {
  const n = referenceSorted.length;
  const m = currentSorted.length;
  if (n < 2 || m < 2) return { statistic: Number.NaN, pValue: Number.NaN };
  const ranks = jointRanks(referenceSorted, currentSorted);
  const u = n * rankDistance(ranks.reference) + m * rankDistance(ranks.current);
  const statistic = u / (n * m * (n + m)) - (4 * n * m - 1) / (6 * (n + m));
  const isExact = method === "exact" || (method === "auto" && Math.max(n, m) <= EXACT_ROWS);
  const pValue = isExact ? exactP(u, n, m) : asymptoticP(statistic, n, m);
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
function exactP(u: number, n: number, m: number): number {
  const lcm = (n / greatestCommonDivisor(n, m)) * m;
  const product = n * m;
  const scaled = lcm * lcm * (n + m) * (6 * u - product * (4 * product - 1));
  const limit = Math.floor(scaled / (6 * product * product));
  let row: Map<number, number>[] = [];
  for (let i = 0; i <= n; i++) {
    const next: Map<number, number>[] = [];
    for (let j = 0; j <= m; j++) {
      const cell = new Map<number, number>(i === 0 && j === 0 ? [[0, 1]] : []);
      const gap = ((lcm / n) * i - (lcm / m) * j) ** 2;
      if (i > 0) addPaths(cell, row[j], gap);
      if (j > 0) addPaths(cell, next[j - 1], gap);
      next.push(cell);
    }
    row = next;
  }
  let all = 0;
  let beyond = 0;
  for (const [value, paths] of row[m] ?? []) {
    all += paths;
    if (value >= limit) beyond += paths;
  }
  return beyond / all;
}

function addPaths(
  cell: Map<number, number>,
  from: ReadonlyMap<number, number> | undefined,
  gap: number,
): void {
  for (const [value, paths] of from ?? []) {
    cell.set(value + gap, (cell.get(value + gap) ?? 0) + paths);
  }
}
