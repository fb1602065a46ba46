import { categoryEvidence, chiSquareEvidence, isTruncated } from "./categoryEvidence.ts";
import {
  checkInfinities,
  checkNulls,
  checkRange,
  checkUnseen,
  missingRows,
  outOfRange,
  unseenCategories,
  type ColumnSide,
  type OutOfRange,
  type PendingCheck,
  type UnseenCategories,
} from "./columnChecks.ts";
import type { ChosenTest, DistributionEvidence, ExactEvidence } from "./evidence.ts";
import { numberEvidence } from "./numberEvidence.ts";
import { totalOf } from "../profile/displayBins.ts";
import type { CategorySummary, NumberSummary } from "../profile/profile.ts";

/** All that is known of one column before p-values are corrected and anything is decided. */
export interface ColumnComparison {
  readonly reference: ColumnSide;
  readonly current: ColumnSide;
  readonly evidence: DistributionEvidence | null;
  readonly chosen: ChosenTest | null;
  readonly checks: readonly PendingCheck[];
  readonly unseen: UnseenCategories;
  readonly outOfRange: OutOfRange | null;
  /** Why the distribution is not compared, where that is so though there are values. */
  readonly notCompared: string | null;
}

export interface ColumnOptions {
  readonly exact: ExactEvidence | null;
  readonly chosen: ChosenTest | null;
}

const nothingUnseen: UnseenCategories = { share: 0, values: [], usual: 0, pValue: 1 };

/** Compares one column that both sides have, of the same type. */
export function compareColumn(
  reference: ColumnSide,
  current: ColumnSide,
  { exact, chosen }: ColumnOptions,
): ColumnComparison {
  const common = { reference, current, chosen, unseen: nothingUnseen, outOfRange: null };
  const nulls = checkNulls(reference, current);
  const base: ColumnComparison = {
    ...common,
    evidence: null,
    checks: nulls === null ? [] : [nulls],
    notCompared: notComparable(reference, current),
  };
  const [r, c] = [reference.column, current.column];
  if (r.numbers !== null && c.numbers !== null) {
    return withNumbers(base, [r.numbers, c.numbers], exact?.kind === "number" ? exact.ks : null);
  }
  if (r.categories === null || c.categories === null) return base;
  return withCategories(base, [r.categories, c.categories], exact);
}

function notComparable(reference: ColumnSide, current: ColumnSide): string | null {
  const { type } = reference.column;
  if (type === "nested") return "nested values are compared only by what is missing";
  if (type === "unsupported") {
    return `values of type ${reference.column.storedType} are compared only by what is missing`;
  }
  const rows = [reference, current].map((side) => side.rows - missingRows(side.column));
  if (rows[0] === 0 && rows[1] === 0) return "neither side has a value";
  if (rows[0] === 0) return "the reference has no value";
  return rows[1] === 0 ? "the current data have no value" : null;
}

function withNumbers(
  base: ColumnComparison,
  [reference, current]: readonly [NumberSummary, NumberSummary],
  exactKs: number | null,
): ColumnComparison {
  const isTime = base.reference.column.type === "timestamp";
  const infinities = checkInfinities(reference, current);
  if (isTime && isLater(reference, current)) {
    return {
      ...base,
      notCompared: "all times are later than those of the reference: time goes on",
    };
  }
  const checks = [...base.checks, infinities, checkRange(reference, current, isTime)];
  return {
    ...base,
    evidence: numberEvidence(reference, current, exactKs),
    checks: checks.filter((check) => check !== null),
    outOfRange: outOfRange(reference, current),
  };
}

/** Times of when something happened: they always move, which says nothing. */
function isLater(reference: NumberSummary, current: NumberSummary): boolean {
  if (reference.max === null || current.min === null || reference.max === reference.min)
    return false;
  return current.min >= reference.max;
}

/** From this share of distinct values on a column names rows rather than describes them. */
const IDENTIFIER_SHARE = 0.9;
const FEWEST_IDENTIFIER_ROWS = 50;

function withCategories(
  base: ColumnComparison,
  [reference, current]: readonly [CategorySummary, CategorySummary],
  exact: ExactEvidence | null,
): ColumnComparison {
  if (isIdentifier(reference) && isIdentifier(current)) {
    return {
      ...base,
      notCompared: "almost every row has a value of its own: compared only by what is missing",
    };
  }
  if (reference.isMasked !== current.isMasked) {
    return {
      ...base,
      notCompared:
        "its categories are masked on one side only: profile both with a mask, or neither",
    };
  }
  const counts = exact?.kind === "category" ? exact.counts : null;
  const unseen = unseenCategories(reference, current, counts) ?? nothingUnseen;
  const check = checkUnseen(unseen, totalOf(reference), totalOf(current));
  return {
    ...base,
    evidence: counts === null ? categoryEvidence(reference, current) : chiSquareEvidence(counts),
    checks: check === null ? base.checks : [...base.checks, check],
    unseen,
  };
}

function isIdentifier(summary: CategorySummary): boolean {
  const rows = totalOf(summary);
  return rows >= FEWEST_IDENTIFIER_ROWS && summary.distinct > IDENTIFIER_SHARE * rows;
}

/** Whether profiles alone leave the answer open, so that all values have to be looked at. */
export function needsExactPass(comparison: ColumnComparison, threshold: number): boolean {
  const { evidence, notCompared } = comparison;
  if (notCompared !== null || evidence === null) return false;
  const [r, c] = [comparison.reference.column.categories, comparison.current.column.categories];
  if (r !== null && c !== null) return isTruncated(r, c);
  return evidence.scoreHigh - evidence.scoreLow > 1e-12 && isOpen(evidence, threshold);
}

/** Whether the least effect that counts, or half of it, lies between the bounds. */
function isOpen({ scoreLow, scoreHigh }: DistributionEvidence, threshold: number): boolean {
  return [threshold, threshold / 2].some((limit) => scoreLow < limit && limit <= scoreHigh);
}
