import { sha256 } from "../../base/sha256.ts";
import type { Verdict } from "../drift/report/driftReport.ts";
import type { PerformanceReport, PerformanceVerdict } from "../performance/performanceReport.ts";
import { monitorVerdicts, type MonitorReport, type MonitorVerdict } from "./monitorReport.ts";
import { collectFigures, type ReportParts } from "./reportFigures.ts";

export interface CheckedParts {
  readonly monitor: string;
  /** ISO 8601. */
  readonly checkedAt: string;
  readonly durationMs: number;
  readonly parts: ReportParts;
  /** What could not be checked, as sentences. */
  readonly problems: readonly string[];
}

interface PartVerdict {
  readonly verdict: MonitorVerdict;
  readonly reason: string;
}

/**
 * The report of one check. Its verdict is the worst of its parts', its reason that part's. A part
 * that got worse outranks one that moved; where data moved while labels show that the model is as
 * good as before, the reason says so.
 */
export function collectReport(checked: CheckedParts): MonitorReport {
  const { parts } = checked;
  const { verdict, reason } = worst(partVerdicts(parts));
  const note = verdict === "drift" && isPerformanceFine(parts.performance);
  return {
    version: 1,
    monitor: checked.monitor,
    checkedAt: checked.checkedAt,
    durationMs: checked.durationMs,
    verdict,
    reason: note ? `${reason.replace(/\.$/, "")}; the model is as good as before.` : reason,
    ...parts,
    figures: collectFigures(parts),
    problems: checked.problems,
  };
}

/** Measured with labels, with enough of them, and not worse: then moved data did no harm. */
export function isPerformanceFine(
  performance: Pick<PerformanceReport, "verdict" | "isEstimated" | "labelledRows"> | null,
): boolean {
  if (performance === null || performance.isEstimated || performance.labelledRows === 0) {
    return false;
  }
  return performance.verdict === "stable" || performance.verdict === "better";
}

/**
 * Names what a report was made from: the fingerprints of both data sets, else its figures. The same
 * evidence twice is one reason to act.
 */
export function evidenceOf({ drift, figures }: Pick<MonitorReport, "drift" | "figures">): string {
  if (drift) return `${drift.reference.fingerprint}/${drift.current.fingerprint}`;
  const sorted = Object.entries(figures).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `figures:${sha256(JSON.stringify(sorted)).slice(0, 16)}`;
}

/** In the order in which they are told where several are equally bad. */
function partVerdicts({ performance, validation, health, drift, llm }: ReportParts) {
  const found: PartVerdict[] = [];
  if (performance) {
    found.push({ verdict: performanceVerdict(performance.verdict), reason: performance.reason });
    const { slices } = performance;
    if (slices) found.push({ verdict: performanceVerdict(slices.verdict), reason: slices.reason });
  }
  if (validation) {
    const { errorCount, warningCount, reason } = validation;
    const warned: MonitorVerdict = warningCount > 0 ? "watch" : "stable";
    found.push({ verdict: errorCount > 0 ? "degraded" : warned, reason });
  }
  if (health) found.push({ verdict: gotWorse(health.verdict), reason: health.reason });
  if (drift) found.push(drift);
  if (llm) found.push(llm);
  return found;
}

function worst(parts: readonly PartVerdict[]): PartVerdict {
  const rank = ({ verdict }: PartVerdict): number => monitorVerdicts.indexOf(verdict);
  const nothing = "Nothing was checked; see what went wrong.";
  const none: PartVerdict = { verdict: "not-enough-rows", reason: nothing };
  const [first, ...others] = parts;
  return others.reduce((found, part) => (rank(part) > rank(found) ? part : found), first ?? none);
}

function performanceVerdict(verdict: PerformanceVerdict): MonitorVerdict {
  if (verdict === "worse") return "degraded";
  return verdict === "better" ? "stable" : verdict;
}

function gotWorse(verdict: Verdict): MonitorVerdict {
  return verdict === "drift" ? "degraded" : verdict;
}
