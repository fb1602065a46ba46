import { normalCdf, normalSf } from "./normal.ts";
import { jointRanks } from "./ranks.ts";

export type Alternative = "two-sided" | "less" | "greater";

export interface MannWhitneyResult {
  /** Pairs in which the reference value is the larger, ties counting half. */
  readonly statistic: number;
  readonly pValue: number;
}

/** Up to so many rows on one side, without ties, the p-value is exact, as in SciPy. */
const EXACT_ROWS = 8;
/** The exact distribution has nm + 1 values; beyond this the normal limit is as good. */
const EXACT_PAIRS = 200_000;

/**
 * The Mann–Whitney U test on ascending samples (1947). `alternative: "less"` means that reference
 * values tend to be smaller. Without ties and with at most 8 rows on a side it is exact, else normal
 * with corrections for ties and continuity. 1 when all values are equal; NaN when a side is empty.
 */
export function mannWhitney(
  referenceSorted: Float64Array,
  currentSorted: Float64Array,
  alternative: Alternative,
  method: "auto" | "asymptotic" = "auto",
): MannWhitneyResult {
  const n = referenceSorted.length;
  const m = currentSorted.length;
  if (n === 0 || m === 0) return { statistic: Number.NaN, pValue: Number.NaN };
  const ranks = jointRanks(referenceSorted, currentSorted);
  let rankSum = 0;
  for (const rank of ranks.reference) rankSum += rank;
  const statistic = rankSum - (n * (n + 1)) / 2;
  const isExact =
    method === "auto" &&
    ranks.tieTerm === 0 &&
    Math.min(n, m) <= EXACT_ROWS &&
    n * m <= EXACT_PAIRS;
  const pValue = isExact
    ? exactP(statistic, [n, m], alternative)
    : asymptoticP(statistic, [n, m, ranks.tieTerm], alternative);
  return { statistic, pValue };
}

function asymptoticP(
  u: number,
  [n, m, tieTerm]: readonly [number, number, number],
  alternative: Alternative,
): number {
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - tieTerm / (total * (total - 1)));
  if (!(variance > 0)) return 1;
  const deviation = Math.sqrt(variance);
  const center = (n * m) / 2;
  if (alternative === "less") return normalCdf((u - center + 0.5) / deviation);
  if (alternative === "greater") return normalSf((u - center - 0.5) / deviation);
  return Math.min(1, 2 * normalSf((Math.abs(u - center) - 0.5) / deviation));
}

function exactP(u: number, [n, m]: readonly [number, number], alternative: Alternative): number {
  const pmf = uDistribution(n, m);
  const atMost = (limit: number): number => {
    let sum = 0;
    for (let k = 0; k <= limit; k++) sum += pmf[k] ?? 0;
    return sum;
  };
  if (alternative === "less") return Math.min(1, atMost(u));
  // Symmetric: P(U ≥ u) = P(U ≤ nm − u).
  if (alternative === "greater") return Math.min(1, atMost(n * m - u));
  return Math.min(1, 2 * atMost(Math.min(u, n * m - u)));
}

/**
 * P(U = k), k = 0 … nm: coefficients of the Gaussian binomial Π (1 − q^(m + i)) / (1 − qⁱ), i = 1 … n,
 * each factor scaled to keep a total of 1.
 */
function uDistribution(n: number, m: number): Float64Array {
  const small = Math.min(n, m);
  const large = Math.max(n, m);
  const pmf = new Float64Array(n * m + 1);
  pmf[0] = 1;
  for (let i = 1; i <= small; i++) {
    for (let k = pmf.length - 1; k >= large + i; k--) {
      pmf[k] = (pmf[k] ?? 0) - (pmf[k - large - i] ?? 0);
    }
    for (let k = i; k < pmf.length; k++) pmf[k] = (pmf[k] ?? 0) + (pmf[k - i] ?? 0);
    for (let k = 0; k < pmf.length; k++) pmf[k] = ((pmf[k] ?? 0) * i) / (large + i);
  }
  return pmf;
}
