import { formatCategory, formatFigure, formatShare, formatTime } from "./figures.ts";
import { totalOf } from "../profile/displayBins.ts";
import { shareAtMost } from "../profile/cdfEnvelope.ts";
import { nextDown } from "../profile/adjacentNumber.ts";
import type { CategorySummary, ColumnProfile, NumberSummary } from "../profile/profile.ts";
import type { CheckKind } from "../report/driftReport.ts";
import { gammaP } from "../statistics/gamma.ts";
import { twoProportionTest } from "../statistics/proportions.ts";
import type { CategoryCounts } from "../tests/driftTest.ts";

/**
 * What is asked of a column beside its distribution: what is missing, new, out of range or infinite.
 * Tests of distributions cannot see it, as they are given only what can be compared.
 */
export interface PendingCheck {
  readonly kind: CheckKind;
  /** Null where nothing is uncertain. */
  readonly pValue: number | null;
  readonly reference: number | null;
  readonly current: number | null;
  /** How much of the rows it is about, 0 … 1, freed of what is usual. */
  readonly effect: number;
  readonly message: string;
}

/** A column on one side, with the rows of the data set. */
export interface ColumnSide {
  readonly column: ColumnProfile;
  readonly rows: number;
}

/** Rows without a value, NaN included. */
export function missingRows({ nulls, numbers }: ColumnProfile): number {
  return nulls + (numbers?.nan ?? 0);
}

/** Whether more, or fewer, values are missing; null when none is on either side. */
export function checkNulls(reference: ColumnSide, current: ColumnSide): PendingCheck | null {
  const before = missingRows(reference.column);
  const now = missingRows(current.column);
  if (before + now === 0 || reference.rows === 0 || current.rows === 0) return null;
  const shares = [before / reference.rows, now / current.rows] as const;
  const hasNan = (reference.column.numbers?.nan ?? 0) + (current.column.numbers?.nan ?? 0) > 0;
  return {
    kind: "nulls",
    pValue: twoProportionTest(before, reference.rows, now, current.rows).pValue,
    reference: shares[0],
    current: shares[1],
    effect: Math.abs(shares[1] - shares[0]),
    message: changed(hasNan ? "nulls and NaN" : "nulls", shares),
  };
}

function changed(what: string, [before, now]: readonly [number, number]): string {
  const [from, to] = [formatShare(before), formatShare(now)];
  if (from === to) return `${what} stayed at ${to}`;
  return `${what} ${now > before ? "rose" : "fell"} from ${from} to ${to}`;
}

/** Whether infinite values came up, or became more or fewer; null when there are none. */
export function checkInfinities(
  reference: NumberSummary,
  current: NumberSummary,
): PendingCheck | null {
  const before = reference.positiveInfinities + reference.negativeInfinities;
  const now = current.positiveInfinities + current.negativeInfinities;
  const [n, m] = [reference.count + before, current.count + now];
  if (before + now === 0 || n === 0 || m === 0) return null;
  const shares = [before / n, now / m] as const;
  return {
    kind: "infinite",
    pValue: twoProportionTest(before, n, now, m).pValue,
    reference: shares[0],
    current: shares[1],
    effect: Math.abs(shares[1] - shares[0]),
    message: changed("infinite values", shares),
  };
}

/** Shares of the current values below the least and above the greatest of the reference. */
export interface OutOfRange {
  readonly below: number;
  readonly above: number;
}

/** At least so many lie out of range: from profiles it may be that only bounds are known. */
export function outOfRange(reference: NumberSummary, current: NumberSummary): OutOfRange | null {
  const { min, max } = reference;
  if (min === null || max === null || current.min === null || current.max === null) return null;
  const atLeast = 1 / current.count;
  const below =
    current.min < min ? Math.max(atLeast, shareAtMost(current, nextDown(min))?.low ?? 0) : 0;
  const above =
    current.max > max ? Math.max(atLeast, 1 - (shareAtMost(current, max)?.high ?? 1)) : 0;
  return { below, above };
}

/**
 * Whether more values lie beyond the range of the reference than chance puts there. If nothing
 * changed, each of the n + m values is equally likely to be the outermost, so with r = m/(n + m) the
 * number of current values outside is j with probability (j + 1) rʲ (1 − r)², and is k or more with
 * probability rᵏ (1 + k (1 − r)). With ties it is fewer.
 */
export function checkRange(
  reference: NumberSummary,
  current: NumberSummary,
  isTime: boolean,
): PendingCheck | null {
  const outside = outOfRange(reference, current);
  if (outside === null || outside.below + outside.above === 0) return null;
  const share = outside.below + outside.above;
  const outer = Math.round(share * current.count);
  const r = current.count / (reference.count + current.count);
  const show = isTime ? formatTime : formatFigure;
  const range = `${show(reference.min ?? 0)} to ${show(reference.max ?? 0)}`;
  return {
    kind: "range",
    pValue: Math.min(1, r ** outer * (1 + outer * (1 - r))),
    reference: 0,
    current: share,
    effect: Math.max(0, share - 2 / (reference.count + 1)),
    message: `${formatShare(share)} of the values lie outside of the reference's range, ${range}`,
  };
}

export interface UnseenCategories {
  /** Of the current rows that have a value. */
  readonly share: number;
  /** The most frequent of them. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** The share that is unseen on average without any drift. */
  readonly usual: number;
  /** Of so many unseen rows or more without any drift; 1 where there are none. */
  readonly pValue: number;
}

const MOST_UNSEEN_NAMED = 10;

/** Categories of the current data that the reference does not have; null where it cannot be told. */
export function unseenCategories(
  reference: CategorySummary,
  current: CategorySummary,
  exact: CategoryCounts | null,
): UnseenCategories | null {
  if (exact !== null) {
    const rows = [fromCounts(exact, "reference"), fromCounts(exact, "current")] as const;
    return unseenOf(...rows, totalOf(current));
  }
  // Whatever the current list left out may or may not be known: what is found is the least.
  return reference.otherCount > 0
    ? null
    : unseenOf(countsOf(reference), countsOf(current), totalOf(current));
}

type Counts = readonly (readonly [value: string, count: number])[];

function countsOf({ top }: CategorySummary): Counts {
  return top.map(({ value, count }) => [value, count]);
}

function fromCounts(exact: CategoryCounts, side: "reference" | "current"): Counts {
  return exact.categories
    .map((value, i) => [value, exact[side][i] ?? 0] as const)
    .filter(([, count]) => count > 0);
}

function unseenOf(reference: Counts, current: Counts, currentRows: number): UnseenCategories {
  const known = new Map(reference);
  const unseen = current
    .filter(([value]) => !known.has(value))
    .map(([value, count]) => ({ value, count }));
  const rows = unseen.reduce((sum, { count }) => sum + count, 0);
  const referenceRows = reference.reduce((sum, [, count]) => sum + count, 0);
  const both = new Map(known);
  for (const [value, count] of current) both.set(value, (both.get(value) ?? 0) + count);
  const { mean, variance } = unseenByChance(
    both.values(),
    currentRows / Math.max(1, referenceRows + currentRows),
  );
  return {
    share: currentRows === 0 ? 0 : rows / currentRows,
    values: unseen.sort((a, b) => b.count - a.count).slice(0, MOST_UNSEEN_NAMED),
    usual: currentRows === 0 ? 0 : mean / currentRows,
    pValue: chanceOf(rows, mean, variance),
  };
}

function chanceOf(rows: number, mean: number, variance: number): number {
  if (rows === 0) return 1;
  // So unlikely that it is less than the smallest number.
  if (mean === 0 || variance === 0) return 0;
  return gammaP(rows / (variance / mean), mean ** 2 / variance);
}

/**
 * How many current rows are unseen if nothing changed. Each row of a category is then a current one
 * with probability r = m/(n + m), so a category of t rows in all is unseen with probability rᵗ, and all
 * its t rows at once. Mean Σ t rᵗ, variance Σ t² rᵗ(1 − rᵗ); the p-value takes clumps of variance/mean
 * rows that come by Poisson's law with the same mean and variance.
 */
function unseenByChance(
  totals: Iterable<number>,
  r: number,
): { readonly mean: number; readonly variance: number } {
  let mean = 0;
  let variance = 0;
  for (const total of totals) {
    const chance = r ** total;
    mean += total * chance;
    variance += total * total * chance * (1 - chance);
  }
  return { mean, variance };
}

/**
 * Whether more rows have a category that the reference lacks than chance gives: rare categories are
 * unseen now and then. Null without unseen categories.
 */
export function checkUnseen(
  unseen: UnseenCategories,
  referenceRows: number,
  currentRows: number,
): PendingCheck | null {
  if (unseen.share === 0 || referenceRows === 0 || currentRows === 0) return null;
  const names = unseen.values.slice(0, 3).map(({ value }) => formatCategory(value));
  const rest = unseen.values.length > 3 ? " and others" : "";
  return {
    kind: "unseen",
    pValue: unseen.pValue,
    reference: unseen.usual,
    current: unseen.share,
    effect: Math.max(0, unseen.share - unseen.usual),
    message: `${formatShare(unseen.share)} of the rows have a category that the reference does not have: ${names.join(", ")}${rest}`,
  };
}
