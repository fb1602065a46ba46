import type { DistributionEvidence } from "./evidence.ts";
import { maxTopCategories, type CategorySummary } from "../profile/profile.ts";
import { totalOf } from "../profile/displayBins.ts";
import { chiSquareSf } from "../statistics/chiSquare.ts";
import { fisherExact } from "../statistics/discrete.ts";
import { effectiveRows } from "../statistics/kolmogorov.ts";
import { totalVariation, totalVariationFloor } from "../statistics/noiseFloors.ts";

/** How often each category occurs, both sides in the same order. */
export interface PairedCounts {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** The smallest expected count of a category that is tested on its own (Cochran 1954). */
const SMALLEST_EXPECTED = 5;

/**
 * Compares frequencies: the chi-square test of homogeneity, which allows for the reference being a
 * sample too. Categories that are expected less than five times on the smaller side are put together
 * with their neighbours, in the order given, until they are: as this looks at both sides together, it
 * favours neither answer. Two categories with small counts go to Fisher's exact test.
 *
 * Null when a side has no rows.
 */
export function chiSquareEvidence(counts: PairedCounts): DistributionEvidence | null {
  const n = sumOf(counts.reference);
  const m = sumOf(counts.current);
  if (n === 0 || m === 0) return null;
  const pooled = poolRare(counts, n, m);
  if (pooled.reference.length > 1) return evidenceOf(pooled, homogeneity(pooled, n, m), "chi2");
  const two = mostFrequentAgainstRest(counts);
  return evidenceOf(two, fisherPValue(two), "fisher");
}

/** Null when a side has no values. */
export function categoryEvidence(
  reference: CategorySummary,
  current: CategorySummary,
): DistributionEvidence | null {
  return chiSquareEvidence(comparableCounts(reference, current));
}

/** Whether a profile leaves open how often categories occur that the other side lists. */
export function isTruncated(reference: CategorySummary, current: CategorySummary): boolean {
  return reference.otherCount > 0 || current.otherCount > 0;
}

/**
 * The most rows that a category can have which is not listed. A list that was made like another
 * profile's has rare ones of that behind its own.
 */
function leastListed({ top, otherCount }: CategorySummary): number {
  return (top[maxTopCategories - 1] ?? top.at(-1))?.count ?? otherCount;
}

/** A category that one side does not list counts on its own from twice the least listed share on. */
const CLEARLY_FREQUENT = 2;
/** That many standard deviations, of a count √count, must lie above that: few rows stray far. */
const FREQUENT_DEVIATIONS = 3;

/**
 * Counts by category, in the order of the categories' names, "other" last. Where a list was cut, those
 * near the end of it are there by chance: being listed is then itself a sign of a high count, which
 * would look like drift. So only categories that are clearly frequent count on their own; where a
 * side does not list such a one, it gets as many as it can have there.
 */
function comparableCounts(reference: CategorySummary, current: CategorySummary): PairedCounts {
  const sides = [reference, current].map((summary) => ({
    counts: new Map(summary.top.map(({ value, count }) => [value, count])),
    total: totalOf(summary),
    // The most that an unlisted category can have.
    cutoff: summary.otherCount > 0 ? leastListed(summary) : 0,
    left: summary.otherCount,
  }));
  const [r, c] = sides;
  if (r === undefined || c === undefined) return { reference: [], current: [] };
  const limit =
    CLEARLY_FREQUENT * Math.max(r.cutoff / Math.max(1, r.total), c.cutoff / Math.max(1, c.total));
  const names = [...new Set([...r.counts.keys(), ...c.counts.keys()])].sort();
  const pairs = names.flatMap((name): [number, number][] => {
    const known = [r.counts.get(name), c.counts.get(name)] as const;
    const isFrequent = surely(known[0]) > limit * r.total || surely(known[1]) > limit * c.total;
    if (limit > 0 && !isFrequent) return [];
    return [[known[0] ?? r.cutoff, known[1] ?? c.cutoff]];
  });
  const rest: [number, number] = [
    Math.max(0, r.total - sumOf(pairs.map(([a]) => a))),
    Math.max(0, c.total - sumOf(pairs.map(([, b]) => b))),
  ];
  const all = rest[0] + rest[1] > 0 ? [...pairs, rest] : pairs;
  return { reference: all.map(([a]) => a), current: all.map(([, b]) => b) };
}

/** The least that a count surely stands for. */
function surely(count = 0): number {
  return count - FREQUENT_DEVIATIONS * Math.sqrt(count);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Adds up rare categories until they are expected often enough; a rest joins the last group. */
function poolRare({ reference, current }: PairedCounts, n: number, m: number): PairedCounts {
  const share = Math.min(n, m) / (n + m);
  const groups: [number, number][] = [];
  let rare: [number, number] = [0, 0];
  reference.forEach((r, i) => {
    const c = current[i] ?? 0;
    if ((r + c) * share >= SMALLEST_EXPECTED) {
      groups.push([r, c]);
      return;
    }
    rare = [rare[0] + r, rare[1] + c];
    if ((rare[0] + rare[1]) * share < SMALLEST_EXPECTED) return;
    groups.push(rare);
    rare = [0, 0];
  });
  if (rare[0] + rare[1] > 0) joinRarest(groups, rare);
  return { reference: groups.map(([r]) => r), current: groups.map(([, c]) => c) };
}

function joinRarest(groups: [number, number][], rare: readonly [number, number]): void {
  let least = groups[0];
  for (const group of groups) {
    if (least === undefined || group[0] + group[1] < least[0] + least[1]) least = group;
  }
  if (least === undefined) groups.push([...rare]);
  else {
    least[0] += rare[0];
    least[1] += rare[1];
  }
}

/** X² = Σ (observed − expected)²/expected over a 2 × K table; df = K − 1. */
function homogeneity({ reference, current }: PairedCounts, n: number, m: number): number {
  let statistic = 0;
  reference.forEach((r, i) => {
    const c = current[i] ?? 0;
    // Both rows of the table at once: (r m − c n)² / (n m (r + c)).
    statistic += ((r / n - c / m) ** 2 * n * m) / (r + c);
  });
  return chiSquareSf(statistic, reference.length - 1);
}

function mostFrequentAgainstRest({ reference, current }: PairedCounts): PairedCounts {
  let best = 0;
  reference.forEach((r, i) => {
    const most = (reference[best] ?? 0) + (current[best] ?? 0);
    if (r + (current[i] ?? 0) > most) best = i;
  });
  const split = (counts: readonly number[]): number[] => {
    const first = counts[best] ?? 0;
    return [first, sumOf(counts) - first];
  };
  return { reference: split(reference), current: split(current) };
}

function fisherPValue({ reference, current }: PairedCounts): number {
  const [a = 0, b = 0] = reference;
  const [c = 0, d = 0] = current;
  return fisherExact({ a, b, c, d });
}

const labels = { chi2: "Chi-square of homogeneity", fisher: "Fisher's exact test" };

function evidenceOf(
  { reference, current }: PairedCounts,
  pValue: number,
  test: keyof typeof labels,
): DistributionEvidence {
  const n = sumOf(reference);
  const m = sumOf(current);
  const distance = totalVariation(reference, current);
  const floor = totalVariationFloor(reference, current);
  const freed = (d: number): number => Math.sqrt(Math.max(0, d * d - floor * floor));
  const effect = freed(distance);
  return {
    test,
    testLabel: labels[test],
    score: effect,
    scoreLow: effect,
    scoreHigh: effect,
    pValue,
    effect,
    effectHigh: Math.min(1, freed(distance + distanceMargin(reference, current))),
    noiseFloor: floor,
    referenceRows: n,
    currentRows: m,
  };
}

/**
 * z₀.₉₅ standard deviations of the total variation distance, taking each category's difference as
 * independent: ½ √(Σ p(1 − p)(1/n + 1/m)). For two categories, whose differences are one, that is
 * multiplied by √2.
 */
function distanceMargin(reference: readonly number[], current: readonly number[]): number {
  const n = sumOf(reference);
  const m = sumOf(current);
  let sum = 0;
  reference.forEach((r, i) => {
    const share = (r + (current[i] ?? 0)) / (n + m);
    sum += share * (1 - share);
  });
  const both = reference.length === 2 ? 2 : 1;
  return (1.6448536269514722 * 0.5 * Math.sqrt(sum * both)) / Math.sqrt(effectiveRows(n, m));
}
