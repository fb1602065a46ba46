import type { MonitorReport } from "../../../core/monitors/monitorReport.ts";
import type { CheckedMonitor, DriftOutcome } from "../../drift/driftOutcome.ts";
import { escapeXml } from "../xmlText.ts";

/** A test suite a monitor; a test for each column, metric, rule and figure that was judged. */
export function renderDriftJunit({ monitors }: DriftOutcome): string {
  const suites = monitors.map((monitor) => ({ monitor, cases: collectCases(monitor) }));
  const all = suites.flatMap(({ cases }) => cases);
  const body = suites.map(({ monitor, cases }) => renderSuite(monitor.name, cases)).join("");
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuites name="sextant drift" tests="${all.length}" failures="${countOf(all, "failure")}" ` +
    `errors="${countOf(all, "error")}">\n${body}</testsuites>\n`
  );
}

interface Case {
  readonly group: string;
  readonly name: string;
  readonly outcome: "passed" | "failure" | "error" | "skipped";
  readonly message: string;
}

function collectCases({ report, failure, alerts }: CheckedMonitor): Case[] {
  if (report === null) {
    return [{ group: "check", name: "check", outcome: "error", message: failure ?? "failed" }];
  }
  const fired = alerts
    .filter(({ kind, state }) => kind === "rule" && state === "open")
    .map(({ key, severity, message }): Case => {
      const outcome = severity === "info" ? "passed" : "failure";
      return { group: "alerts", name: key.replace(/^rule:/, ""), outcome, message };
    });
  const cases = [
    ...performanceCases(report),
    ...driftCases(report),
    ...figureCases(report),
    ...fired,
  ];
  if (cases.length > 0) return cases;
  const outcome = outcomeOf(report.verdict);
  return [{ group: "check", name: "check", outcome, message: report.reason }];
}

function driftCases({ drift, validation }: MonitorReport): Case[] {
  const features = (drift?.features ?? []).map(({ name, verdict, reason }) => {
    return { group: "drift", name, outcome: outcomeOf(verdict), message: reason };
  });
  const columns = (drift?.schemaChanges ?? []).map(({ kind, column, message }): Case => {
    const outcome = kind === "added" ? "passed" : "failure";
    return { group: "columns", name: column, outcome, message };
  });
  const rules = (validation?.results ?? []).map(({ rule, level, outcome, message }): Case => {
    const isFailing = outcome === "failed" && level === "error";
    const judged = isFailing ? "failure" : outcome === "not-applicable" ? "skipped" : "passed";
    return { group: "rules", name: rule, outcome: judged, message };
  });
  return [...features, ...columns, ...rules];
}

function performanceCases({ performance }: MonitorReport): Case[] {
  const metrics = (performance?.metrics ?? []).map(({ label, verdict, reason }) => {
    return { group: "performance", name: label, outcome: outcomeOf(verdict), message: reason };
  });
  if (!performance?.slices) return metrics;
  const { verdict, reason } = performance.slices;
  const slices = { group: "performance", name: "worst groups", message: reason };
  return [...metrics, { ...slices, outcome: outcomeOf(verdict) }];
}

function figureCases({ health, llm }: MonitorReport): Case[] {
  const parts = [
    { group: "health", figures: health?.figures ?? [] },
    { group: "llm", figures: llm?.figures ?? [] },
  ];
  return parts.flatMap(({ group, figures }) =>
    figures.map(({ label, verdict, reason }) => {
      return { group, name: label, outcome: outcomeOf(verdict), message: reason };
    }),
  );
}

function outcomeOf(verdict: string): Case["outcome"] {
  if (verdict === "drift" || verdict === "worse" || verdict === "degraded") return "failure";
  return verdict === "not-enough-rows" ? "skipped" : "passed";
}

function renderSuite(name: string, cases: readonly Case[]): string {
  const counts =
    `tests="${cases.length}" failures="${countOf(cases, "failure")}" ` +
    `errors="${countOf(cases, "error")}" skipped="${countOf(cases, "skipped")}"`;
  const body = cases.map((one) => renderCase(name, one)).join("");
  return `  <testsuite name="${escapeXml(name)}" ${counts}>\n${body}  </testsuite>\n`;
}

function renderCase(monitor: string, { group, name, outcome, message }: Case): string {
  const head = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(`${monitor}.${group}`)}"`;
  if (outcome === "passed") return `${head}/>\n`;
  return `${head}>\n      <${outcome} message="${escapeXml(message)}"/>\n    </testcase>\n`;
}

function countOf(cases: readonly Case[], outcome: Case["outcome"]): number {
  return cases.filter((one) => one.outcome === outcome).length;
}
