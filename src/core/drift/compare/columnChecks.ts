import { isTruncated } from "./categoryEvidence.ts";
import { formatCategory, formatFigure, formatShare, formatTime } from "./figures.ts";
import { totalOf } from "../profile/displayBins.ts";
import { shareAtMost } from "../profile/cdfEnvelope.ts";
import { nextDown } from "../profile/adjacentNumber.ts";
import type { CategorySummary, ColumnProfile, NumberSummary } from "../profile/profile.ts";
import type { CheckKind } from "../report/driftReport.ts";
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
  readonly share: number;
  /** The most frequent of them. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** Reference rows that would be unseen themselves, were they left out: values that occur once. */
  readonly usual: number;
}

const MOST_UNSEEN_NAMED = 10;

/** Categories of the current data that the reference does not have; null where it cannot be told. */
export function unseenCategories(
  reference: CategorySummary,
  current: CategorySummary,
  exact: CategoryCounts | null,
): UnseenCategories | null {
  if (exact !== null) return unseenOf(fromCounts(exact, "reference"), fromCounts(exact, "current"));
  if (reference.otherCount > 0) return null;
  const found = unseenOf(countsOf(reference), countsOf(current));
  // Whatever the current list left out may or may not be known.
  return isTruncated(reference, current)
    ? { ...found, share: found.share * listedShare(current) }
    : found;
}

function listedShare(summary: CategorySummary): number {
  const total = totalOf(summary);
  return total === 0 ? 1 : (total - summary.otherCount) / total;
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

function unseenOf(reference: Counts, current: Counts): UnseenCategories {
  const known = new Set(reference.map(([value]) => value));
  const unseen = current
    .filter(([value]) => !known.has(value))
    .map(([value, count]) => ({ value, count }));
  const rows = current.reduce((sum, [, count]) => sum + count, 0);
  const share = unseen.reduce((sum, { count }) => sum + count, 0) / Math.max(1, rows);
  const values = unseen.sort((a, b) => b.count - a.count).slice(0, MOST_UNSEEN_NAMED);
  return { share, values, usual: reference.filter(([, count]) => count === 1).length };
}

/**
 * Whether more rows have a category that the reference lacks than chance gives. How many that is, the
 * reference tells itself: the share of its rows whose category occurs once (Good 1953). Null without
 * unseen categories.
 */
export function checkUnseen(
  unseen: UnseenCategories,
  referenceRows: number,
  currentRows: number,
): PendingCheck | null {
  if (unseen.share === 0 || referenceRows === 0 || currentRows === 0) return null;
  const rows = Math.round(unseen.share * currentRows);
  const usual = unseen.usual / referenceRows;
  const more = unseen.share > usual;
  const names = unseen.values.slice(0, 3).map(({ value }) => formatCategory(value));
  const rest = unseen.values.length > 3 ? " and others" : "";
  return {
    kind: "unseen",
    pValue: more ? twoProportionTest(unseen.usual, referenceRows, rows, currentRows).pValue : 1,
    reference: usual,
    current: unseen.share,
    effect: Math.max(0, unseen.share - usual),
    message: `${formatShare(unseen.share)} of the rows have a category that the reference does not have: ${names.join(", ")}${rest}`,
  };
}
