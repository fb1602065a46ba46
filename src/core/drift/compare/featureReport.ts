import type { BrokenColumn } from "./alignColumns.ts";
import type { ColumnComparison } from "./compareColumn.ts";
import { missingRows, type ColumnSide } from "./columnChecks.ts";
import type { DistributionEvidence } from "./evidence.ts";
import { importanceOf, roleOf, type CompareOptions } from "./compareOptions.ts";
import {
  decideCheck,
  decideChosen,
  decideDistribution,
  effectOf,
  severityOf,
  worstVerdict,
} from "./decideColumn.ts";
import { describeColumn } from "../profile/describeColumn.ts";
import { categoryDistribution, numberDistribution } from "../profile/displayBins.ts";
import type { Distribution, FeatureCheck, FeatureReport } from "../report/driftReport.ts";
import { equivalentShift } from "../statistics/equivalentShift.ts";

/** The corrected p-values of one column. */
export interface ColumnQValues {
  /** Of the distribution; null where it has no p-value. */
  readonly distribution: number | null;
  /** Of the other checks, in their order; null where nothing is uncertain. */
  readonly checks: readonly (number | null)[];
}

/** What is reported of a column that was compared. */
export function reportFeature(
  comparison: ColumnComparison,
  qValues: ColumnQValues,
  options: CompareOptions,
): FeatureReport {
  const { reference, current, chosen, unseen, notCompared } = comparison;
  const { name } = reference.column;
  const others = comparison.checks.map((check, i) =>
    decideCheck(check, qValues.checks[i] ?? null, options),
  );
  const distribution = decide(comparison, qValues, options);
  const checks = distribution.check === null ? others : [distribution.check, ...others];
  return {
    name,
    type: typeOf(comparison),
    role: roleOf(name, options),
    importance: importanceOf(name, options),
    ...scoresOf(comparison, options),
    ...figuresOf(comparison),
    pValue: distribution.check?.pValue ?? null,
    qValue: distribution.check?.qValue ?? null,
    rowsNeeded: distribution.rowsNeeded,
    verdict: worstOf(comparison, checks),
    severity: severityOf(effectOf(comparison, others), options.threshold),
    reason: reasonOf(checks, chosen === null ? notCompared : null),
    checks,
    nulls: { reference: missingShare(reference), current: missingShare(current) },
    unseen: { share: unseen.share, values: unseen.values },
    outOfRange: comparison.outOfRange,
    reference: describeColumn(reference.column, reference.rows),
    current: describeColumn(current.column, current.rows),
    distribution: distributionOf(reference, current),
  };
}

function decide(
  { evidence, chosen }: ColumnComparison,
  { distribution: qValue }: ColumnQValues,
  options: CompareOptions,
): { readonly check: FeatureCheck | null; readonly rowsNeeded: number | null } {
  if (chosen !== null) return { check: decideChosen(chosen, qValue), rowsNeeded: null };
  if (evidence === null || qValue === null) return { check: null, rowsNeeded: null };
  return decideDistribution(evidence, qValue, options);
}

type Scores = Pick<
  FeatureReport,
  "test" | "testLabel" | "score" | "scoreLow" | "scoreHigh" | "threshold"
>;

function scoresOf({ evidence, chosen }: ColumnComparison, { threshold }: CompareOptions): Scores {
  if (chosen !== null) {
    const score = Number.isFinite(chosen.score) ? chosen.score : null;
    const { test, testLabel } = chosen;
    return {
      test,
      testLabel,
      score,
      scoreLow: score,
      scoreHigh: score,
      threshold: chosen.threshold,
    };
  }
  if (evidence === null) return noScores;
  const { test, testLabel, score, scoreLow, scoreHigh } = evidence;
  return { test, testLabel, score, scoreLow, scoreHigh, threshold };
}

const noScores: Scores = {
  test: null,
  testLabel: null,
  score: null,
  scoreLow: null,
  scoreHigh: null,
  threshold: null,
};

type Figures = Pick<FeatureReport, "effect" | "equivalentShift" | "noiseFloor">;

const noFigures: Figures = { effect: null, equivalentShift: null, noiseFloor: null };

function figuresOf({ evidence }: ColumnComparison): Figures {
  if (evidence === null) return noFigures;
  const { effect, noiseFloor } = evidence;
  return { effect, noiseFloor, equivalentShift: shiftOf(evidence) };
}

/** Where one side has no values its type is what the file says, and the other's tells more. */
function typeOf({ reference, current }: ColumnComparison): FeatureReport["type"] {
  const isEmpty = missingRows(reference.column) === reference.rows;
  return isEmpty ? current.column.type : reference.column.type;
}

/** Finite too where everything moved: so many rows do not show more than that. */
function shiftOf({ effect, referenceRows, currentRows }: DistributionEvidence): number {
  return equivalentShift(Math.min(effect, 1 - 1 / (referenceRows + currentRows + 2)));
}

/** A column that has values on one side only, and too few rows there, tells nothing. */
function worstOf(
  { reference, current, notCompared }: ColumnComparison,
  checks: readonly FeatureCheck[],
): FeatureReport["verdict"] {
  if (reference.rows === 0 || current.rows === 0) return "not-enough-rows";
  const worst = worstVerdict(checks.map(({ verdict }) => verdict));
  const hasNoValues = [reference, current].some(
    (side) => missingRows(side.column) === side.rows && notCompared !== "neither side has a value",
  );
  return worst === "stable" && hasNoValues ? "not-enough-rows" : worst;
}

function missingShare({ column, rows }: ColumnSide): number {
  return rows === 0 ? 0 : missingRows(column) / rows;
}

/** The findings that decided, or what the distribution says where nothing did. */
function reasonOf(checks: readonly FeatureCheck[], notCompared: string | null): string {
  const worst = worstVerdict(checks.map(({ verdict }) => verdict));
  const meant = checks.filter(({ verdict }) => verdict === worst);
  const decisive = worst === "stable" ? meant.slice(0, 1) : meant;
  const parts = decisive.map(({ message }) => message);
  if (notCompared !== null && (worst === "stable" || parts.length === 0))
    parts.unshift(notCompared);
  return capitalized(parts.length > 0 ? parts.join("; ") : "there is nothing to compare");
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function distributionOf(reference: ColumnSide, current: ColumnSide): Distribution | null {
  const [r, c] = [reference.column, current.column];
  if (r.numbers !== null && c.numbers !== null) return numberDistribution(r.numbers, c.numbers);
  if (r.categories === null || c.categories === null) return null;
  return categoryDistribution(r.categories, c.categories);
}

/** What is reported of a column that is missing, or holds something else now. */
export function reportBroken(
  { name, reference, current, change }: BrokenColumn,
  rows: { readonly reference: number; readonly current: number },
  options: CompareOptions,
): FeatureReport {
  const sides = { column: reference, rows: rows.reference };
  return {
    name,
    type: reference.type,
    role: roleOf(name, options),
    importance: importanceOf(name, options),
    ...scoresOfNothing,
    verdict: "drift",
    severity: "major",
    reason: change.message,
    checks: [
      {
        kind: "type",
        verdict: "drift",
        pValue: null,
        qValue: null,
        reference: null,
        current: null,
        message: change.message,
      },
    ],
    nulls: {
      reference: missingShare(sides),
      current: current === null ? 1 : missingShare({ column: current, rows: rows.current }),
    },
    reference: describeColumn(reference, rows.reference),
    current: current === null ? null : describeColumn(current, rows.current),
  };
}

const scoresOfNothing = {
  ...noScores,
  ...noFigures,
  pValue: null,
  qValue: null,
  rowsNeeded: null,
  unseen: { share: 0, values: [] },
  outOfRange: null,
  distribution: null,
} as const;
