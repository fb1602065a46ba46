import { chiSquareSf } from "./chiSquare.ts";

/** Counts of the same categories in two samples. */
export interface CountPair {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

export interface ContingencyResult {
  readonly statistic: number;
  readonly pValue: number;
  readonly degreesOfFreedom: number;
}

type Term = (observed: number, expected: number) => number;

const pearson: Term = (observed, expected) => (observed - expected) ** 2 / expected;
const logLikelihood: Term = (observed, expected) =>
  observed === 0 ? 0 : 2 * observed * Math.log(observed / expected);
/** Pearson's with Yates' correction (1934): each difference ½ nearer to 0. */
const yates: Term = (observed, expected) =>
  Math.max(0, Math.abs(observed - expected) - 0.5) ** 2 / expected;

/**
 * Whether two samples come from one distribution: Σ (O − E)²/E over the 2 × K table with
 * E = row · column / total, K − 1 degrees of freedom (Pearson 1900). Categories that neither side has
 * are left out; p is 1 for fewer than two, NaN when a side is empty.
 */
export function chiSquareHomogeneity(counts: CountPair): ContingencyResult {
  return homogeneity(counts, pearson);
}

/** The same by likelihood ratio, 2 Σ O ln(O/E): the G-test (Wilks 1938). */
export function gHomogeneity(counts: CountPair): ContingencyResult {
  return homogeneity(counts, logLikelihood);
}

/**
 * The G-test with Williams' correction (1976), which keeps its promise for small counts: G / q,
 * q = 1 + (N/n + N/m − 1)(Σ N/column − 1) / (6 N (K − 1)).
 */
export function gCorrected(counts: CountPair): ContingencyResult {
  const { statistic, degreesOfFreedom } = gHomogeneity(counts);
  const n = total(counts.reference);
  const m = total(counts.current);
  if (!(degreesOfFreedom > 0)) return gHomogeneity(counts);
  let columns = 0;
  counts.reference.forEach((r, i) => {
    const column = r + (counts.current[i] ?? 0);
    if (column > 0) columns += (n + m) / column;
  });
  const rows = (n + m) / n + (n + m) / m;
  const q = 1 + ((rows - 1) * (columns - 1)) / (6 * (n + m) * degreesOfFreedom);
  const corrected = statistic / q;
  return {
    statistic: corrected,
    pValue: chiSquareSf(corrected, degreesOfFreedom),
    degreesOfFreedom,
  };
}

/** Pearson's with Yates' correction, which is meant for two categories only. */
export function yatesHomogeneity(counts: CountPair): ContingencyResult {
  return homogeneity(counts, yates);
}

function homogeneity({ reference, current }: CountPair, term: Term): ContingencyResult {
  const n = total(reference);
  const m = total(current);
  if (!(n > 0) || !(m > 0)) {
    return { statistic: Number.NaN, pValue: Number.NaN, degreesOfFreedom: Number.NaN };
  }
  let statistic = 0;
  let categories = 0;
  for (let i = 0; i < reference.length; i++) {
    const r = reference[i] ?? 0;
    const c = current[i] ?? 0;
    if (r + c === 0) continue;
    categories++;
    const share = (r + c) / (n + m);
    statistic += term(r, n * share) + term(c, m * share);
  }
  const degreesOfFreedom = Math.max(0, categories - 1);
  const pValue = degreesOfFreedom === 0 ? 1 : chiSquareSf(statistic, degreesOfFreedom);
  return { statistic, pValue, degreesOfFreedom };
}

/** Cramér's V, 0 … 1: √(χ²/N) for two samples (Cramér 1946). 0 for fewer than two categories. */
export function cramersV(counts: CountPair): number {
  const { statistic, degreesOfFreedom } = chiSquareHomogeneity(counts);
  if (degreesOfFreedom === 0) return 0;
  return Math.sqrt(statistic / (total(counts.reference) + total(counts.current)));
}

/**
 * Cramér's V without its bias (Bergsma 2013): √(φ̃² / min(k̃ − 1, r̃ − 1)),
 * φ̃² = max(0, χ²/N − (k − 1)(r − 1)/(N − 1)), k̃ = k − (k − 1)²/(N − 1).
 */
export function cramersVBiasCorrected(counts: CountPair): number {
  const { statistic, degreesOfFreedom } = chiSquareHomogeneity(counts);
  if (degreesOfFreedom === 0) return 0;
  const rows = total(counts.reference) + total(counts.current);
  const corrected = Math.max(0, statistic / rows - degreesOfFreedom / (rows - 1));
  const columnsLessOne = degreesOfFreedom - degreesOfFreedom ** 2 / (rows - 1);
  const samplesLessOne = 1 - 1 / (rows - 1);
  // Fewer than three rows: nothing is left to tell.
  if (Number.isNaN(statistic)) return Number.NaN;
  if (corrected === 0) return 0;
  return Math.min(1, Math.sqrt(corrected / Math.min(columnsLessOne, samplesLessOne)));
}

/** The smallest expected count at which a chi-square limit is trusted (Cochran 1954). */
export const SMALLEST_EXPECTED = 5;

/**
 * The same counts with rare categories put together, rarest first, until each group is expected at
 * least five times on both sides; the last such group may take a more frequent category with it.
 * Which are together depends on the sums of both sides and on the order of the categories, never on
 * the difference, so the test stays fair. Two groups remain where there were at least two categories.
 */
export function poolRareCategories({ reference, current }: CountPair): CountPair {
  const n = total(reference);
  const m = total(current);
  const factor = Math.min(n, m) / (n + m);
  const rising = reference
    .map((r, i) => ({ r, c: current[i] ?? 0 }))
    .filter(({ r, c }) => r + c > 0)
    .sort((a, b) => a.r + a.c - (b.r + b.c));
  const groups: { r: number; c: number }[] = [];
  let open = { r: 0, c: 0 };
  rising.forEach(({ r, c }, i) => {
    open = { r: open.r + r, c: open.c + c };
    const isEnough = (open.r + open.c) * factor >= SMALLEST_EXPECTED;
    // The most frequent category stays alone when it is all that would make a second group.
    const isLastChance = groups.length === 0 && i === rising.length - 2;
    if (!isEnough && !isLastChance && i < rising.length - 1) return;
    groups.push(open);
    open = { r: 0, c: 0 };
  });
  return { reference: groups.map(({ r }) => r), current: groups.map(({ c }) => c) };
}

/** The smallest count that is expected in a cell when both sides are alike. */
export function smallestExpected({ reference, current }: CountPair): number {
  const n = total(reference);
  const m = total(current);
  const rarest = reference.reduce((least, r, i) => Math.min(least, r + (current[i] ?? 0)), n + m);
  return (rarest * Math.min(n, m)) / (n + m);
}

function total(counts: readonly number[]): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
