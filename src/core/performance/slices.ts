import { benjaminiHochberg } from "../drift/statistics/multipleTesting.ts";
import { normalTwoSidedP } from "../drift/statistics/normal.ts";
import { compareLosses, estimateLoss } from "./compareLosses.ts";
import type { EncodedColumn } from "./encodedColumns.ts";
import { short, SIGNIFICANT } from "./judgeMetric.ts";
import { finite } from "./metricSeries.ts";
import type { Estimate, SliceReport, SlicesReport } from "./performanceReport.ts";
import {
  cellOf,
  countLosses,
  lossVariance,
  type LossSums,
  type LossTable,
  meanLoss,
  type SliceSide,
  sumLosses,
  without,
} from "./sliceCounts.ts";

export interface SliceOptions {
  /** `accuracy`: losses are errors of 0 and 1, shown as their share of right rows. Else a mean loss. */
  readonly metric: { readonly id: string; readonly isAccuracy: boolean };
  /** Slices of fewer rows are not looked at; the least that is used is 30. */
  readonly minRows?: number;
  /** How much worse than the rest a slice must be: by that much for errors, else that share of it. */
  readonly tolerance?: number;
  /** Only slices of one column. */
  readonly single?: boolean;
  /** How many slices are told at most; 50 by default. */
  readonly most?: number;
}

/** A slice that was looked at. */
interface Candidate {
  /** Of one column, or of two. */
  readonly conditions: readonly { readonly column: number; readonly code: number }[];
  readonly sums: LossSums;
  readonly reference: LossSums | null;
  /** Mean loss above that of the rest. */
  readonly excess: number;
  /** How much of that is new since the reference; NaN without one. */
  readonly fall: number;
  readonly pRest: number;
  readonly pFall: number;
}

interface Search {
  readonly current: SliceSide;
  readonly reference: SliceSide | null;
  readonly all: LossSums;
  readonly allBefore: LossSums | null;
  readonly minRows: number;
  readonly isError: boolean;
}

const DEFAULT_MIN_ROWS = 100;
const SMALLEST_MIN_ROWS = 30;
/** Columns beyond that are searched by themselves only. */
const MOST_PAIRED_COLUMNS = 40;

/**
 * The slices of one or two columns where a model does worse than on the rest of the rows, or fell
 * more than the rest since the reference. Each is tested against the rest (two proportions, or
 * Welch) and its fall against that of the rest; over all slices the false discovery rate is at most
 * 5 % for each, and a difference below the tolerance counts for nothing. A slice of two columns is only told
 * if it is worse than each of its columns alone explains, and a slice of one column not if one of
 * two is all that is wrong with it. Worst first, by rows times excess loss.
 *
 * Both sides have the same columns, encoded alike. Costs a pass over the rows for each pair.
 */
export function findSlices(
  current: SliceSide,
  reference: SliceSide | null,
  options: SliceOptions,
): SlicesReport {
  const isError = options.metric.isAccuracy;
  const minRows = Math.max(SMALLEST_MIN_ROWS, options.minRows ?? DEFAULT_MIN_ROWS);
  const all = sumLosses(current.losses);
  const allBefore = reference && sumLosses(reference.losses);
  const search: Search = { current, reference, all, allBefore, minRows, isError };
  const candidates = collectCandidates(search, options.single === true);
  // Two questions, two families: many slices that fell must not make it easier to be worse.
  const qRest = benjaminiHochberg(candidates.map(({ pRest }) => pRest));
  const qFall = benjaminiHochberg(candidates.map(({ pFall }) => pFall));
  const tolerance = toleranceOf(options, meanLoss(all));
  const judged = candidates.map((candidate, index): Judged => {
    const isWorse = (qRest[index] ?? 1) <= SIGNIFICANT && candidate.excess >= tolerance;
    const hasFallen = (qFall[index] ?? 1) <= SIGNIFICANT && candidate.fall >= tolerance;
    const qValue = smaller(qRest[index], qFall[index]);
    return { ...candidate, isWorse, hasFallen, qValue };
  });
  const found = prune(judged, { tolerance, isError })
    .sort((a, b) => impact(b) - impact(a))
    .slice(0, options.most ?? 50);
  return report(found, { search, options, searched: candidates.length });
}

interface Judged extends Candidate {
  readonly isWorse: boolean;
  readonly hasFallen: boolean;
  readonly qValue: number;
}

function impact({ sums, excess, fall }: Candidate): number {
  return sums.rows * (Number.isNaN(fall) ? excess : Math.max(excess, fall));
}

function smaller(a = NaN, b = NaN): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b);
}

function toleranceOf({ metric, tolerance }: SliceOptions, overall: number): number {
  return metric.isAccuracy ? (tolerance ?? 0.02) : (tolerance ?? 0.1) * overall;
}

function collectCandidates(search: Search, single: boolean): readonly Candidate[] {
  const { columns } = search.current;
  const candidates = columns.flatMap((_, first) => slicesOf(search, first, null));
  if (single) return candidates;
  const paired = Math.min(columns.length, MOST_PAIRED_COLUMNS);
  for (let first = 0; first < paired; first += 1)
    for (let second = first + 1; second < paired; second += 1)
      candidates.push(...slicesOf(search, first, second));
  return candidates;
}

function slicesOf(search: Search, first: number, second: number | null): Candidate[] {
  const now = tableOf(search.current, first, second);
  const before = search.reference && tableOf(search.reference, first, second);
  if (now === null) return [];
  const width = second === null ? 1 : (search.current.columns[second]?.labels.length ?? 1);
  const found: Candidate[] = [];
  for (let cell = 0; cell < now.rows.length; cell += 1) {
    const sums = cellOf(now, cell);
    if (sums.rows < search.minRows || search.all.rows - sums.rows < search.minRows) continue;
    const reference = before && cellOf(before, cell);
    const conditions = [{ column: first, code: Math.floor(cell / width) }];
    if (second !== null) conditions.push({ column: second, code: cell % width });
    found.push({ conditions, sums, reference, ...testSlice(search, sums, reference) });
  }
  return found;
}

function tableOf(side: SliceSide, first: number, second: number | null): LossTable | null {
  const column: EncodedColumn | undefined = side.columns[first];
  if (column === undefined) return null;
  const other = second === null ? null : (side.columns[second] ?? null);
  return countLosses(side.losses, column, other);
}

type SliceTest = Pick<Candidate, "excess" | "fall" | "pRest" | "pFall">;

/** One-sided: a slice that is better is none. */
function testSlice(search: Search, sums: LossSums, reference: LossSums | null): SliceTest {
  const rest = without(search.all, sums);
  const { difference, pValue } = compareLosses(rest, sums, search.isError);
  const pRest = oneSided(pValue, difference);
  const known = reference !== null && search.allBefore !== null && reference.rows >= search.minRows;
  if (!known) return { excess: difference, fall: NaN, pRest, pFall: NaN };
  const restBefore = without(search.allBefore, reference);
  const fall = difference - (meanLoss(reference) - meanLoss(restBefore));
  const error = Math.sqrt(
    [sums, rest, reference, restBefore].reduce(
      (total, part) => total + lossVariance(part) / part.rows,
      0,
    ),
  );
  const pFall = error > 0 ? oneSided(normalTwoSidedP(fall / error), fall) : NaN;
  return { excess: difference, fall, pRest, pFall };
}

function oneSided(pValue: number, difference: number): number {
  return difference > 0 ? pValue / 2 : 1 - pValue / 2;
}

/**
 * Leaves out slices of two columns that are not worse than the rest of both their parents, and
 * parents of which nothing worse is left without such a slice.
 */
function prune(
  judged: readonly Judged[],
  { tolerance, isError }: { readonly tolerance: number; readonly isError: boolean },
): Judged[] {
  const parents = new Map(
    judged
      .filter(({ conditions }) => conditions.length === 1)
      .map((slice) => [keyOf(slice.conditions[0]), slice] as const),
  );
  const flagged = judged.filter(({ isWorse, hasFallen }) => isWorse || hasFallen);
  const addsTo = (slice: Judged, parent: Judged | undefined): boolean => {
    if (parent === undefined) return true;
    const rest = without(parent.sums, slice.sums);
    if (rest.rows < 2) return false;
    const { difference, pValue } = compareLosses(rest, slice.sums, isError);
    return difference >= tolerance && oneSided(pValue, difference) <= 0.01;
  };
  const pairs = flagged.filter(
    (slice) =>
      slice.conditions.length === 2 &&
      slice.conditions.every((condition) => addsTo(slice, parents.get(keyOf(condition)))),
  );
  const singles = flagged.filter((slice) => {
    if (slice.conditions.length !== 1) return false;
    const key = keyOf(slice.conditions[0]);
    const children = pairs.filter(({ conditions }) =>
      conditions.some((condition) => keyOf(condition) === key),
    );
    return !children.some((child) => isExplained(slice, child, tolerance));
  });
  return [...singles, ...pairs];
}

/** Whether a parent without the child does no worse, by half the tolerance, than its excess asks. */
function isExplained(parent: Judged, child: Judged, tolerance: number): boolean {
  const left = without(parent.sums, child.sums);
  const restLoss = meanLoss(parent.sums) - parent.excess;
  return left.rows < 1 || meanLoss(left) - restLoss < tolerance / 2;
}

function keyOf(condition: { readonly column: number; readonly code: number } | undefined): string {
  return `${String(condition?.column)}:${String(condition?.code)}`;
}

interface Found {
  readonly search: Search;
  readonly options: SliceOptions;
  readonly searched: number;
}

function report(found: readonly Judged[], { search, options, searched }: Found): SlicesReport {
  const { current, all, allBefore, minRows, isError } = search;
  const slices = found.map((slice): SliceReport => {
    const { value, low, high } = showLoss(slice.sums, isError);
    const isNew = slice.reference !== null && slice.reference.rows < minRows;
    return {
      conditions: slice.conditions.map(({ column, code }) => {
        const { name = "", labels = [] } = current.columns[column] ?? {};
        return { column: name, label: labels[code] ?? name };
      }),
      rows: slice.sums.rows,
      share: slice.sums.rows / all.rows,
      value,
      low,
      high,
      reference: slice.reference && showLoss(slice.reference, isError),
      pValue: finite(smaller(slice.pRest, slice.pFall)),
      qValue: finite(slice.qValue),
      // As bad as in the reference, or without one to tell, is worth a look, but nothing that
      // happened since.
      verdict: slice.hasFallen || isNew ? "worse" : "watch",
    };
  });
  return {
    metric: options.metric.id,
    better: isError ? "higher" : "lower",
    overall: showLoss(all, isError),
    slices,
    searched,
    minRows,
    ...summarise(slices, { searched, minRows, hasReference: allBefore !== null }),
  };
}

/** Errors are shown as the share of rows that are right. */
function showLoss(sums: LossSums, isError: boolean): Estimate {
  const { value, low, high } = estimateLoss(sums, isError);
  const ends = isError ? [1 - value, 1 - high, 1 - low] : [value, low, high];
  const [shown = NaN, least = NaN, most = NaN] = ends;
  return { value: finite(shown), low: finite(least), high: finite(most), rows: sums.rows };
}

function summarise(
  slices: readonly SliceReport[],
  { searched, minRows, hasReference }: { searched: number; minRows: number; hasReference: boolean },
): Pick<SlicesReport, "verdict" | "reason"> {
  if (searched === 0) {
    const reason = `No slice has the ${String(minRows)} rows that it takes to look at it.`;
    return { verdict: "not-enough-rows", reason };
  }
  const worst = slices.find(({ verdict }) => verdict === "worse") ?? slices[0];
  if (worst === undefined) {
    const reason = `None of ${String(searched)} slices is certainly worse than the rest of the rows.`;
    return { verdict: "stable", reason };
  }
  const where = worst.conditions.map(({ label }) => label).join(" and ");
  const share = `${short(100 * worst.share)} % of rows`;
  const past = hasReference ? (worst.reference?.value ?? null) : null;
  const since = past === null ? "" : `, ${short(past)} in the reference`;
  const reason = `Worst where ${where} (${share}): ${short(worst.value ?? NaN)}${since}.`;
  return { verdict: worst.verdict, reason };
}
