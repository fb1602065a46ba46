import type { DriftReport, FeatureReport } from "../drift/report/driftReport.ts";
import type { PerformanceReport } from "../performance/performanceReport.ts";
import type { ValidationReport } from "../validation/validationReport.ts";
import type { Alert, AlertFinding, AlertKind } from "./alert.ts";
import { checkRules } from "./alertRules.ts";
import { evidenceOf, isPerformanceFine } from "./collectReport.ts";
import type { Monitor } from "./monitor.ts";
import type { MonitorReport } from "./monitorReport.ts";

export interface FoundAlerts {
  /** The most important first. */
  readonly findings: readonly AlertFinding[];
  /** Sentences about rules that could not be decided. */
  readonly problems: readonly string[];
  /** Whether the report says nothing about an alert: its part failed, or its figure is missing. */
  readonly isUndecided: (alert: Pick<Alert, "key" | "kind">) => boolean;
}

/** So many names are told; there are others. */
const maxNamed = 3;

/**
 * What of a report asks for attention: at most one alert a part, and one for each rule that holds.
 * `runMetrics` are those of the newest run, which rules name as `run.<metric>`.
 */
export function findAlerts(
  monitor: Monitor,
  report: MonitorReport,
  runMetrics: Readonly<Record<string, number>> = {},
): FoundAlerts {
  const evidence = evidenceOf(report);
  const ofRuns = Object.entries(runMetrics).map(([name, value]) => [`run.${name}`, value] as const);
  const figures = { ...report.figures, ...Object.fromEntries(ofRuns) };
  const rules = checkRules(monitor.alerts, figures, evidence);
  const ofParts = [
    performanceFinding(report.performance),
    sliceFinding(report.performance),
    validationFinding(report.validation),
    partFinding("health", report.health),
    driftFinding(report),
    partFinding("llm", report.llm),
    failureFinding(report.problems),
  ];
  const findings = ofParts.flatMap((finding) => (finding ? [{ ...finding, evidence }] : []));
  const unchecked = uncheckedKinds(monitor, report);
  return {
    findings: [...findings, ...rules.findings],
    problems: rules.problems,
    isUndecided: ({ key, kind }) => unchecked.has(kind) || rules.undecided.includes(key),
  };
}

/** The alert that a check failed as a whole; nothing is known about all others then. */
export function findFailure(message: string): FoundAlerts {
  const finding = { ...failure(message), severity: "error", evidence: "" } as const;
  return { findings: [finding], problems: [], isUndecided: ({ kind }) => kind !== "failure" };
}

type Finding = Omit<AlertFinding, "evidence">;

function performanceFinding(performance: PerformanceReport | null): Finding | null {
  if (performance?.verdict !== "worse") return null;
  const isOverall = performance.metrics.some(({ verdict }) => verdict === "worse");
  // What is only worse in a slice is told as that.
  if (!isOverall && performance.slices?.verdict === "worse") return null;
  return {
    key: "performance",
    kind: "performance",
    severity: performance.isEstimated ? "warning" : "error",
    message: performance.reason,
    path: ["performance"],
  };
}

function sliceFinding(performance: PerformanceReport | null): Finding | null {
  if (performance?.slices?.verdict !== "worse") return null;
  return {
    key: "slice",
    kind: "slice",
    severity: performance.isEstimated ? "info" : "warning",
    message: performance.slices.reason,
    path: ["performance", "slices"],
  };
}

function driftFinding({ drift, performance }: MonitorReport): Finding | null {
  if (drift?.verdict !== "drift") return null;
  const isFine = isPerformanceFine(performance);
  const end = isFine ? "; the model is as good as before" : "";
  return {
    key: "drift",
    kind: "drift",
    severity: isFine ? "info" : "warning",
    message: `${driftMessage(drift)}${end}`,
    path: ["current"],
  };
}

function driftMessage({ features, reason }: DriftReport): string {
  const drifted = features.filter(({ verdict }) => verdict === "drift");
  if (drifted.length === 0) return reason.replace(/\.$/, "");
  const names = drifted.slice(0, maxNamed).map(describeFeature);
  const others = drifted.length - names.length;
  const end = others > 0 ? ` and ${others} more` : "";
  return `The data drifted: ${names.join(", ")}${end}`;
}

/** By what drifted most: the distribution, else the first check that found something. */
function describeFeature({ name, effect, checks }: FeatureReport): string {
  const drifted = checks.filter(({ verdict }) => verdict === "drift");
  const moved = checks.length === 0 || drifted.some(({ kind }) => kind === "distribution");
  if (moved && effect !== null) return `${name} (${Math.round(effect * 100)} % of rows moved)`;
  const [other] = drifted;
  return other === undefined ? name : `${name} (${other.message})`;
}

function validationFinding(validation: ValidationReport | null): Finding | null {
  if (!validation) return null;
  const failed = validation.results.filter(({ outcome }) => outcome === "failed");
  const errors = failed.filter(({ level }) => level === "error");
  const first = errors[0] ?? failed[0];
  if (!first) return null;
  const others = failed.length - 1;
  const end = others > 0 ? ` (and ${others} more ${others === 1 ? "rule" : "rules"})` : "";
  return {
    key: "validation",
    kind: "validation",
    severity: errors.length > 0 ? "error" : "warning",
    message: `${first.message.replace(/\.$/, "")}${end}`,
    path: ["validate", first.index],
  };
}

function partFinding(
  kind: "health" | "llm",
  report: MonitorReport["health"] | MonitorReport["llm"],
): Finding | null {
  if (report?.verdict !== "drift") return null;
  return { key: kind, kind, severity: "warning", message: report.reason, path: [kind] };
}

function failureFinding(problems: readonly string[]): Finding | null {
  const [first, ...others] = problems;
  if (first === undefined) return null;
  return failure(others.length > 0 ? `${first} (and ${others.length} more)` : first);
}

function failure(message: string): Finding {
  return { key: "failure", kind: "failure", severity: "warning", message, path: [] };
}

/** Kinds whose part the monitor has and the report has not. */
function uncheckedKinds(monitor: Monitor, report: MonitorReport): ReadonlySet<AlertKind> {
  const kinds = new Set<AlertKind>();
  if (monitor.performance && !report.performance) kinds.add("performance").add("slice");
  if (monitor.reference && !report.drift) kinds.add("drift");
  if (monitor.validate.length > 0 && !report.validation) kinds.add("validation");
  if (monitor.health && !report.health) kinds.add("health");
  if (monitor.llm && !report.llm) kinds.add("llm");
  return kinds;
}
