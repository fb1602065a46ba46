import type { ColumnComparison } from "./compareColumn.ts";
import type { PendingCheck } from "./columnChecks.ts";
import type { ChosenTest, DistributionEvidence } from "./evidence.ts";
import { formatFigure, formatPValue, formatRows, formatShare } from "./figures.ts";
import {
  verdicts,
  type DriftSeverity,
  type FeatureCheck,
  type Verdict,
} from "../report/driftReport.ts";
import { equivalentShift } from "../statistics/equivalentShift.ts";
import { effectiveRows, rowsNeeded } from "../statistics/kolmogorov.ts";

/** What is held against what. */
export interface Limits {
  readonly alpha: number;
  /** The least effect that counts. */
  readonly threshold: number;
}

/** What is missing, new or outside is a fault of the data rather than a shift: half is enough. */
const FAULT_SHARE = 0.5;
/** From this part of the least effect on a fault is worth watching. */
const WATCH_FAULT_SHARE = 0.1;

/** The verdict on a check, with its q-value. */
export function decideCheck(
  check: PendingCheck,
  qValue: number | null,
  limits: Limits,
): FeatureCheck {
  const { kind, pValue, reference, current, message } = check;
  return { kind, pValue, qValue, reference, current, message, verdict: faultVerdict() };

  function faultVerdict(): Verdict {
    if (qValue !== null && !(qValue <= limits.alpha)) return "stable";
    if (check.effect >= limits.threshold * FAULT_SHARE) return "drift";
    return check.effect >= limits.threshold * WATCH_FAULT_SHARE ? "watch" : "stable";
  }
}

/** What was decided of a distribution. */
export interface DistributionDecision {
  readonly check: FeatureCheck;
  readonly rowsNeeded: number | null;
}

/**
 * The three-valued answer. Significant after correction and at least the threshold: drift; at least
 * half of it: watch. Stable only when the data could have shown a shift of that size, and with 95 %
 * confidence did not: enough rows that D is known to ± threshold, and an upper bound below it. Else
 * there are not enough rows.
 */
export function decideDistribution(
  evidence: DistributionEvidence,
  qValue: number,
  limits: Limits,
): DistributionDecision {
  const verdict = distributionVerdict(evidence, qValue, limits);
  const needed = verdict === "not-enough-rows" ? rowsToSettle(evidence, limits) : null;
  const check: FeatureCheck = {
    kind: "distribution",
    verdict,
    pValue: evidence.pValue,
    qValue,
    reference: null,
    current: null,
    message: describe(evidence, { verdict, qValue, needed }),
  };
  return { check, rowsNeeded: needed };
}

function distributionVerdict(
  evidence: DistributionEvidence,
  qValue: number,
  { alpha, threshold }: Limits,
): Verdict {
  const isSignificant = qValue <= alpha;
  if (isSignificant && evidence.scoreLow >= threshold) return "drift";
  if (isSignificant && evidence.scoreHigh >= threshold / 2) return "watch";
  const rows = effectiveRows(evidence.referenceRows, evidence.currentRows);
  const isResolved = rows >= rowsNeeded(threshold, alpha);
  return isResolved && evidence.effectHigh < threshold ? "stable" : "not-enough-rows";
}

/**
 * Rows a side at which what is seen now would be settled: D known to ± threshold, the effect
 * significant if it is as large as that, or its upper bound below the threshold if it is not.
 */
function rowsToSettle(
  { effect, referenceRows, currentRows }: DistributionEvidence,
  { alpha, threshold }: Limits,
): number {
  const resolved = rowsNeeded(threshold, alpha);
  const distance = Math.max(Math.abs(threshold - effect), threshold / 4);
  const toExclude = effect < threshold ? (1.6448536269514722 * 0.5) / distance : 0;
  const toShow = effect >= threshold ? rowsNeeded(effect, alpha) : 0;
  const now = effectiveRows(referenceRows, currentRows);
  // Where these formulas say that there are enough, other tests of the comparison ask for more.
  const effective = Math.max(resolved, Math.ceil(toExclude ** 2), toShow, Math.ceil(now * 1.5));
  return 2 * effective;
}

interface Decided {
  readonly verdict: Verdict;
  readonly qValue: number;
  readonly needed: number | null;
}

function describe(evidence: DistributionEvidence, { verdict, qValue, needed }: Decided): string {
  const shift = formatFigure(equivalentShift(evidence.effect));
  const moved =
    evidence.effect > 0.999
      ? "the distribution moved entirely"
      : `the distribution moved as by ${shift} standard deviations`;
  const certainty = `q ${formatPValue(qValue)}`;
  const rows = formatRows(Math.min(evidence.referenceRows, evidence.currentRows));
  switch (verdict) {
    case "drift":
    case "watch":
      return `${moved} (${formatShare(evidence.effect)} of the rows, ${certainty})`;
    case "stable":
      return `the distribution is the same but for at most ${formatShare(evidence.effectHigh)} of the rows`;
    case "not-enough-rows":
      return `${rows} on the smaller side cannot tell; about ${formatRows(needed ?? 0)} a side would`;
  }
}

/**
 * The verdict of a test that someone chose: its own threshold, without guard. A p-value is held against
 * it after correction, where there is one.
 */
export function decideChosen(chosen: ChosenTest, qValue: number | null): FeatureCheck {
  const isPValue = chosen.kind === "p-value";
  const isCorrected = isPValue && qValue !== null;
  const isDrift = isCorrected ? qValue <= chosen.threshold : chosen.isDrift;
  const score = formatFigure(chosen.score);
  const isUndefined = Number.isNaN(chosen.score);
  const relation = isDrift ? "is beyond" : "is not beyond";
  return {
    kind: "distribution",
    verdict: isUndefined ? "not-enough-rows" : isDrift ? "drift" : "stable",
    pValue: isPValue && !isUndefined ? chosen.score : null,
    qValue: isPValue ? qValue : null,
    reference: null,
    current: null,
    message: isUndefined
      ? `${chosen.testLabel} says nothing about these values`
      : `${chosen.testLabel}: ${score} ${relation} the threshold ${formatFigure(chosen.threshold)}`,
  };
}

/** The worst of several verdicts; stable for none. */
export function worstVerdict(all: readonly Verdict[]): Verdict {
  return all.reduce<Verdict>(
    (worst, next) => (verdicts.indexOf(next) > verdicts.indexOf(worst) ? next : worst),
    "stable",
  );
}

/** How big an effect is: minor below the threshold, moderate up to twice, major beyond. */
export function severityOf(effect: number, threshold: number): DriftSeverity {
  if (effect >= 2 * threshold) return "major";
  if (effect >= threshold) return "moderate";
  return effect >= threshold / 2 ? "minor" : "none";
}

/** How far a column moved, by whatever moved most: what severity and order go by. */
export function effectOf(comparison: ColumnComparison, checks: readonly FeatureCheck[]): number {
  const distribution = comparison.evidence?.effect ?? 0;
  return comparison.checks.reduce((most, check, i) => {
    const isMeant = checks[i]?.verdict === "drift" || checks[i]?.verdict === "watch";
    // A share that is missing or new counts twice: half of the threshold is drift there.
    return isMeant ? Math.max(most, Math.min(1, check.effect / FAULT_SHARE)) : most;
  }, distribution);
}
