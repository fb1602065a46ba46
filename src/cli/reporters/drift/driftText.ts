import { formatNumber } from "../../../core/charts/format.ts";
import type { Alert } from "../../../core/monitors/alert.ts";
import type { Figure } from "../../../core/monitors/figure.ts";
import {
  monitorVerdicts,
  type MonitorReport,
  type MonitorVerdict,
} from "../../../core/monitors/monitorReport.ts";
import type {
  PerformanceReport,
  PerformanceVerdict,
  SlicesReport,
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
  intervalText,
  left,
  numberText,
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
  const sections: readonly Section[] = [
    ...(report === null ? [] : sectionsOf(report, options)),
    ["Alerts", renderAlerts(tellingAlerts(checked), paint)],
    ["Retraining", renderRetraining(checked)],
    ["Notes", (report?.problems ?? []).map((problem) => `${printable(problem)}\n`).join("")],
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
    if (performance.slices !== null) sections.push(slicesSection(performance.slices, options));
  }
  if (drift !== null) sections.push(["Data", renderDriftPart(drift, options)]);
  if (validation !== null) sections.push(["Rules", renderValidation(validation, output)]);
  if (health !== null) sections.push(["System health", renderFigures(health.figures, output)]);
  if (llm !== null) sections.push(["Language model", renderFigures(llm.figures, output)]);
  return sections;
}

function performanceTitle({ isEstimated, labelledRows, unlabelledRows }: PerformanceReport) {
  if (isEstimated) {
    return `Performance, estimated without labels for ${counted(unlabelledRows, "row")}`;
  }
  return `Performance on ${counted(labelledRows, "row")} with labels`;
}

function renderPerformance(report: PerformanceReport, output: Output): string {
  const table = renderEvidence(
    {
      columns: [
        left("metric"),
        right("reference"),
        right("current"),
        left("95 % interval"),
        left("verdict"),
      ],
      rows: report.metrics.map(({ label, reference, current, verdict }) => [
        label,
        numberText(reference?.value ?? null),
        numberText(current.value),
        intervalText(current.low, current.high),
        wordsOf(verdict),
      ]),
    },
    output,
  );
  const assumptions = report.isEstimated
    ? report.assumptions.map((one) => `It holds if ${lowerFirst(printable(one))}\n`)
    : [];
  const changes = report.changes.slice(0, maxChanges).map(({ detector, stream, row }) => {
    const place = `row ${formatNumber(row + 1)}`;
    return `The detector ${printable(detector)} saw the ${printable(stream)} change at ${place}.\n`;
  });
  return [table, ...assumptions, ...changes].join("");
}

function slicesSection(report: SlicesReport, { output, isVerbose }: DriftTextOptions): Section {
  const { slices, searched, metric, verdict } = report;
  const title = `Worst of ${counted(searched, "group")}`;
  if (verdict === "stable" && !isVerbose) return [title, ""];
  const rows = slices
    .slice(0, isVerbose ? slices.length : maxSlices)
    .map((slice) => [
      slice.conditions.map(({ label }) => label).join(" and "),
      formatNumber(slice.rows),
      numberText(slice.reference?.value ?? null),
      numberText(slice.value),
      intervalText(slice.low, slice.high),
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

function renderFigures(figures: readonly Figure[], output: Output): string {
  if (figures.length === 0) return "";
  const columns = [
    left("figure"),
    right("reference"),
    right("current"),
    left("95 % interval"),
    left("verdict"),
  ];
  const rows = figures.map(({ label, unit, reference, current, low, high, verdict }) => [
    `${label}${unitText(unit)}`,
    numberText(reference),
    numberText(current),
    intervalText(low, high),
    wordsOf(verdict),
  ]);
  return renderEvidence({ columns, rows }, output);
}

const unitWords: Readonly<Record<string, string>> = {
  milliseconds: "ms",
  seconds: "s",
  perSecond: "a second",
};

function unitText(unit: string): string {
  return unit === "share" || unit === "number" ? "" : ` (${unitWords[unit] ?? unit})`;
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
