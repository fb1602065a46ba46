import type { Figure } from "../../figures/figure.ts";
import type { MonitorReport } from "../../monitors/monitorReport.ts";
import { reportProblems } from "../../monitors/reportProblems.ts";
import { metricUnit } from "./metricUnit.ts";
import type { PerformanceReport } from "../../performance/performanceReport.ts";
import type { DriftReport } from "./driftReport.ts";
import {
  formatCount,
  formatMoment,
  formatNulls,
  formatPValue,
  formatScore,
  formatShare,
  formatShift,
  formatValue,
  none,
  roleWords,
  verdictWords,
} from "./reportText.ts";
import { intervalText } from "./seriesChart.ts";

/** Features of the table: those that moved first come first, the rest is counted. */
const maxFeatures = 100;

/** A report as GitHub-flavoured Markdown, for a pull request or a note. */
export function renderMarkdown(report: MonitorReport): string {
  const { drift, performance, validation, health, llm } = report;
  const blocks = [
    `# ${escapeMarkdown(report.monitor)}: ${verdictWords[report.verdict]}`,
    escapeMarkdown(report.reason),
    `Checked ${formatMoment(report.checkedAt)}.`,
    list(reportProblems(report)),
    ...(performance === null ? [] : performanceBlocks(performance)),
    ...(drift === null ? [] : driftBlocks(drift)),
    ...(validation === null ? [] : validationBlocks(validation)),
    ...(health === null
      ? []
      : ["## Health", escapeMarkdown(health.reason), figureTable(health.figures, "")]),
    ...(llm === null ? [] : llmBlocks(llm)),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function driftBlocks(report: DriftReport): string[] {
  const { features, reference, current, schemaChanges } = report;
  const hidden = features.length - maxFeatures;
  return [
    "## Features",
    `${verdictWords[report.verdict]}: ${escapeMarkdown(report.reason)}`,
    `${escapeMarkdown(current.label)} (${formatCount(current.rows)} rows) against ${escapeMarkdown(reference.label)} (${formatCount(reference.rows)} rows); ${formatShare(report.driftedShare)} of features drifted, weighted by importance.`,
    list(schemaChanges.map(({ message }) => message)),
    table(
      ["Feature", "Type", "Verdict", "Shift", "Score", "q-value", "Rows needed", "Nulls"],
      [3, 4, 5, 6, 7],
      features
        .slice(0, maxFeatures)
        .map((one) => [
          one.role === "feature" ? one.name : `${one.name} (${roleWords[one.role]})`,
          one.type,
          verdictWords[one.verdict],
          formatShift(one.equivalentShift),
          formatScore(one.score, one.scoreLow, one.scoreHigh),
          formatPValue(one.qValue),
          formatCount(one.rowsNeeded),
          formatNulls(one.nulls),
        ]),
    ),
    hidden > 0 ? `and ${formatCount(hidden)} more features` : "",
  ];
}

function performanceBlocks(report: PerformanceReport): string[] {
  const { metrics, slices, isEstimated, assumptions } = report;
  const sliceUnit = slices === null ? "number" : metricUnit(slices.metric, null);
  return [
    "## Performance",
    `${verdictWords[report.verdict]}: ${escapeMarkdown(report.reason)}`,
    isEstimated ? "Estimated without labels (CBPE). Right only as long as:" : "",
    isEstimated ? list(assumptions) : "",
    table(
      ["Metric", "Verdict", "Before", "Now", "95 % interval"],
      [2, 3, 4],
      metrics.map((metric) => {
        const unit = metricUnit(metric.id, report.task);
        return [
          metric.label,
          verdictWords[metric.verdict],
          metric.reference === null ? none : formatValue(metric.reference.value, unit),
          formatValue(metric.current.value, unit),
          intervalText(metric.current, unit) || none,
        ];
      }),
    ),
    slices === null ? "" : "### By slice",
    slices === null
      ? ""
      : table(
          ["Slice", "Verdict", "Rows", "Before", "Now"],
          [2, 3, 4],
          slices.slices
            .slice(0, 30)
            .map((slice) => [
              slice.conditions.map(({ label }) => label).join(" and "),
              verdictWords[slice.verdict],
              formatCount(slice.rows),
              slice.reference === null ? none : formatValue(slice.reference.value, sliceUnit),
              formatValue(slice.value, sliceUnit),
            ]),
        ),
  ];
}

function validationBlocks({ reason, results }: NonNullable<MonitorReport["validation"]>): string[] {
  const rows = results
    .filter(({ outcome }) => outcome === "failed")
    .map(({ rule, level, message }) => [rule, level, message]);
  return ["## Validation", escapeMarkdown(reason), table(["Rule", "Level", "Found"], [], rows)];
}

function llmBlocks(report: NonNullable<MonitorReport["llm"]>): string[] {
  return [
    "## Language model",
    escapeMarkdown(report.reason),
    figureTable(report.figures, report.currency),
    list(report.leaks.map(({ label, rows }) => `${label} in ${formatCount(rows)} requests`)),
  ];
}

function figureTable(figures: readonly Figure[], currency: string): string {
  const rows = figures.map(({ label, unit, verdict, reference, current }) => [
    label,
    verdictWords[verdict],
    formatValue(reference, unit, currency),
    formatValue(current, unit, currency),
  ]);
  return table(["Figure", "Verdict", "Before", "Now"], [2, 3], rows);
}

function table(
  head: readonly string[],
  numeric: readonly number[],
  rows: readonly (readonly string[])[],
): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const marks = head.map((_, index) => (numeric.includes(index) ? "---:" : "---"));
  return [line(head), line(marks), ...rows.map((row) => line(row.map(escapeMarkdown)))].join("\n");
}

function list(items: readonly string[]): string {
  return items
    .slice(0, 50)
    .map((item) => `- ${escapeMarkdown(item)}`)
    .join("\n");
}

/** Text that no reader of Markdown takes for markup, a link, or the end of a cell. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\`*_{}[\]<>#|~@]/g, (sign) => (sign === "@" ? "@\u200b" : `\\${sign}`))
    .replaceAll("://", ":\u200b//");
}
