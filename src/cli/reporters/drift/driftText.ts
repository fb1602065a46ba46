import { formatNumber } from "../../../core/charts/format.ts";
import type { Alert } from "../../../core/monitors/alert.ts";
import { metricUnit } from "../../../core/drift/report/metricUnit.ts";
import { formatValue } from "../../../core/drift/report/reportText.ts";
import type { LlmReport } from "../../../core/llm/llmReport.ts";
import type { Figure, Unit } from "../../../core/figures/figure.ts";
import {
  monitorVerdicts,
  type MonitorReport,
  type MonitorVerdict,
} from "../../../core/monitors/monitorReport.ts";
import { reportProblems } from "../../../core/monitors/reportProblems.ts";
import type {
  Estimate,
  PerformanceReport,
  PerformanceVerdict,
  SlicesReport,
  Task,
} from "../../../core/performance/performanceReport.ts";
import type { ValidationReport } from "../../../core/validation/validationReport.ts";
import type { CheckedMonitor, DriftOutcome } from "../../drift/driftOutcome.ts";
import type { Output } from "../../io.ts";
import { printable } from "../textTable.ts";
import { renderDriftPart } from "./featureText.ts";
import { renderRetrained } from "./retrainedText.ts";
import { quoteWord } from "./quoteWord.ts";
import {
  counted,
  left,
  painter,
  renderEvidence,
  right,
  type Paint,
  type Style,
} from "./textParts.ts";

export interface DriftTextOptions {
  readonly output: Output;
  readonly hasColors: boolean;
  /** Stable columns too, and p-values. */
  readonly isVerbose: boolean;
}

type Interval = Pick<Estimate, "low" | "high">;

const maxSlices = 5;
const maxChanges = 5;

const verdictStyles: Readonly<Record<MonitorVerdict, Style>> = {
  stable: "green",
  "not-enough-rows": "gray",
  watch: "yellow",
  drift: "red",
  degraded: "red",
};

/** What was found, for people: the verdict and its reason first, the evidence below. */
export function renderDriftText({ monitors }: DriftOutcome, options: DriftTextOptions): string {
  const texts = monitors.map((monitor) => renderMonitor(monitor, options));
  if (monitors.length > 1) texts.push(summarise(monitors));
  return texts.join("\n");
}

function summarise(monitors: readonly CheckedMonitor[]): string {
  const failed = monitors.filter(({ report }) => report === null).length;
  const counts = monitorVerdicts.toReversed().map((verdict) => {
    const count = monitors.filter(({ report }) => report?.verdict === verdict).length;
    return count === 0 ? "" : `${count} ${wordsOf(verdict)}`;
  });
  const parts = [failed === 0 ? "" : `${failed} failed`, ...counts].filter((part) => part !== "");
  return `${counted(monitors.length, "monitor")}: ${parts.join(", ")}\n`;
}

function renderMonitor(checked: CheckedMonitor, options: DriftTextOptions): string {
  const paint = painter(options.hasColors);
  const { report, failure, retrained } = checked;
  const name = paint("bold", printable(checked.name));
  const verdict =
    report === null
      ? paint("red", "failed")
      : paint(verdictStyles[report.verdict], wordsOf(report.verdict));
  const reason = sentence(printable(report?.reason ?? failure ?? ""));
  const problems = report === null ? [] : reportProblems(report);
  const sections: readonly Section[] = [
    ...(report === null ? [] : sectionsOf(report, options)),
    ["Alerts", renderAlerts(tellingAlerts(checked), paint)],
    ["Retraining", renderRetraining(checked)],
    ["Notes", problems.map((problem) => `${printable(problem)}\n`).join("")],
  ];
  const text = sections
    .filter(([, body]) => body !== "")
    .map(([title, body]) => `\n${paint("bold", title)}\n${body}`);
  const models = retrained === null ? "" : `\n${renderRetrained(retrained, options)}`;
  return `${name}: ${verdict}: ${reason}\n${text.join("")}${models}`;
}

/** A title, and what stands below it; left out where that is empty. */
type Section = readonly [title: string, body: string];

function sectionsOf(report: MonitorReport, options: DriftTextOptions): readonly Section[] {
  const { performance, drift, validation, health, llm } = report;
  const { output } = options;
  const sections: Section[] = [];
  if (performance !== null) {
    sections.push([performanceTitle(performance), renderPerformance(performance, output)]);
    if (performance.slices !== null) {
      sections.push(slicesSection(performance.slices, performance.task, options));
    }
  }
  if (drift !== null) sections.push(["Data", renderDriftPart(drift, options)]);
  if (validation !== null) sections.push(["Rules", renderValidation(validation, output)]);
  if (health !== null) sections.push(["System health", renderFigures(health.figures, output)]);
  if (llm !== null) sections.push(["Language model", renderLlm(llm, output)]);
  return sections;
}

function performanceTitle({ isEstimated, labelledRows, unlabelledRows }: PerformanceReport) {
  if (isEstimated) {
    return `Performance, estimated without labels for ${counted(unlabelledRows, "row")}`;
  }
  return `Performance on ${counted(labelledRows, "row")} with labels`;
}

function renderPerformance(report: PerformanceReport, output: Output): string {
  const rows = report.metrics.map(({ id, label, reference, current, verdict }) => {
    const unit = metricUnit(id, report.task);
    return [
      label,
      formatValue(reference?.value ?? null, unit),
      formatValue(current.value, unit),
      intervalOf(current, unit),
      wordsOf(verdict),
    ];
  });
  const table = renderEvidence({ columns: valueColumns("metric"), rows }, output);
  const assumptions = report.isEstimated
    ? report.assumptions.map((one) => `It holds if ${lowerFirst(printable(one))}\n`)
    : [];
  const changes = report.changes.slice(0, maxChanges).map(({ detector, stream, row }) => {
    const place = `row ${formatNumber(row + 1)}`;
    return `The detector ${printable(detector)} saw the ${printable(stream)} change at ${place}.\n`;
  });
  return [table, ...assumptions, ...changes].join("");
}

function intervalOf({ low, high }: Interval, unit: Unit): string {
  if (low === null || high === null) return "";
  return `${formatValue(low, unit)} to ${formatValue(high, unit)}`;
}

function slicesSection(
  report: SlicesReport,
  task: Task,
  { output, isVerbose }: DriftTextOptions,
): Section {
  const { slices, searched, metric, verdict } = report;
  const unit = metricUnit(metric, task);
  const title = `Worst of ${counted(searched, "group")}`;
  if (verdict === "stable" && !isVerbose) return [title, ""];
  const rows = slices
    .slice(0, isVerbose ? slices.length : maxSlices)
    .map((slice) => [
      slice.conditions.map(({ label }) => label).join(" and "),
      formatNumber(slice.rows),
      formatValue(slice.reference?.value ?? null, unit),
      formatValue(slice.value, unit),
      intervalOf(slice, unit),
      wordsOf(slice.verdict),
    ]);
  const columns = [
    left("group"),
    right("rows"),
    right("reference"),
    right(metric),
    left("95 % interval"),
    left("verdict"),
  ];
  return [title, rows.length === 0 ? "" : renderEvidence({ columns, rows }, output)];
}

function renderValidation({ results, reason }: ValidationReport, output: Output): string {
  const failed = results.filter(({ outcome }) => outcome === "failed");
  if (failed.length === 0) return `${printable(reason)}\n`;
  const columns = [left("rule"), left("level"), left("what")];
  const rows = failed.map(({ rule, level, message }) => [rule, level, message]);
  return renderEvidence({ columns, rows }, output);
}

function renderFigures(figures: readonly Figure[], output: Output, currency = ""): string {
  if (figures.length === 0) return "";
  const rows = figures.map(({ label, unit, reference, current, low, high, verdict }) => {
    const show = (value: number | null): string => formatValue(value, unit, currency);
    const between = low === null || high === null ? "" : `${show(low)} to ${show(high)}`;
    return [label, show(reference), show(current), between, wordsOf(verdict)];
  });
  return renderEvidence({ columns: valueColumns("figure"), rows }, output);
}

function valueColumns(first: string) {
  return [
    left(first),
    right("reference"),
    right("current"),
    left("95 % interval"),
    left("verdict"),
  ];
}

/** The figures, then what was found of personal data and secrets, and where. */
function renderLlm({ figures, currency, leaks, unpriced }: LlmReport, output: Output): string {
  const found = leaks.map(({ label, rows, examples }) => {
    const [first] = examples;
    const place =
      first === undefined ? "" : `, such as ${first.masked} (${first.file}:${first.line})`;
    return `${printable(`${label} in ${counted(rows, "request")}${place}`)}\n`;
  });
  const without =
    unpriced.length === 0 ? "" : `No price is known for ${printable(unpriced.join(", "))}\n`;
  return [renderFigures(figures, output, currency), ...found, without].join("");
}

const severityStyles = { error: "red", warning: "yellow", info: "blue" } as const;
const severityWidth = "warning".length;

/** Not what the first line says already. */
function tellingAlerts({ alerts, failure }: CheckedMonitor): readonly Alert[] {
  return alerts.filter(({ kind, message }) => kind !== "failure" || message !== failure);
}

function renderAlerts(alerts: readonly Alert[], paint: Paint): string {
  return alerts
    .map(({ severity, message, state }) => {
      const note = state === "open" ? "" : paint("gray", ` (${state})`);
      const level = paint(severityStyles[severity], severity.padEnd(severityWidth));
      return `${level}  ${sentence(printable(message))}${note}\n`;
    })
    .join("");
}

function renderRetraining({ name, retraining, retrained, alerts }: CheckedMonitor): string {
  if (retraining === null || retrained !== null) return "";
  const command = `sextant drift retrain ${quoteWord(name)}`;
  switch (retraining.action) {
    case "launch":
      return `It is due. Launch it with \`${command}\`, or give --retrain.\n`;
    case "offer":
      return `It would help. Launch it with \`${command}\`.\n`;
    case "none":
      return alerts.length === 0 ? "" : `${sentence(printable(retraining.reason))}\n`;
  }
}

function wordsOf(verdict: MonitorVerdict | PerformanceVerdict): string {
  return verdict === "not-enough-rows" ? "too few rows" : verdict;
}

function sentence(text: string): string {
  return text === "" || /[.!?)]$/.test(text) ? text : `${text}.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
