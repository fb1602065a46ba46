import { styleText } from "node:util";
import { formatNumber } from "../../../core/charts/format.ts";
import type { DriftReport, FeatureReport } from "../../../core/drift/report/driftReport.ts";
import type { Figure } from "../../../core/monitors/figure.ts";
import type { MonitorReport, MonitorVerdict } from "../../../core/monitors/monitorReport.ts";
import type {
  PerformanceReport,
  SlicesReport,
} from "../../../core/performance/performanceReport.ts";
import type { ValidationReport } from "../../../core/validation/validationReport.ts";
import type { CheckedMonitor, DriftOutcome } from "../../drift/driftOutcome.ts";
import type { Output } from "../../io.ts";
import { printable, renderTable, type TextColumn } from "../textTable.ts";

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

export interface DriftTextOptions {
  readonly output: Output;
  readonly hasColors: boolean;
  /** Stable features too, and p-values. */
  readonly isVerbose: boolean;
}

/** Features that are listed when not everything is asked for. */
const maxFeatures = 20;
const maxSlices = 5;

const verdictStyles: Readonly<Record<MonitorVerdict, Style>> = {
  stable: "green",
  "not-enough-rows": "gray",
  watch: "yellow",
  drift: "red",
  degraded: "red",
};

const verdictWords: Readonly<Record<MonitorVerdict, string>> = {
  stable: "stable",
  "not-enough-rows": "not enough rows",
  watch: "watch",
  drift: "drift",
  degraded: "degraded",
};

/** What was found, for people: the verdict and its reason first, the evidence below. */
export function renderDriftText({ monitors }: DriftOutcome, options: DriftTextOptions): string {
  return monitors.map((monitor) => renderMonitor(monitor, options)).join("\n");
}

function renderMonitor(checked: CheckedMonitor, options: DriftTextOptions): string {
  const paint: Paint = (style, text) =>
    options.hasColors ? styleText(style, text, { validateStream: false }) : text;
  const { name, report, failure } = checked;
  if (report === null) {
    const message = printable(failure ?? "the check failed");
    return `${paint("bold", printable(name))}: ${paint("red", "failed")}: ${message}\n`;
  }
  const verdict = paint(verdictStyles[report.verdict], verdictWords[report.verdict]);
  const head = `${paint("bold", printable(name))}: ${verdict}: ${printable(report.reason)}\n`;
  const parts = [
    ...renderParts(report, options),
    renderAlerts(checked, paint),
    report.problems.map((problem) => `note: ${printable(problem)}\n`).join(""),
  ].filter((part) => part !== "");
  return [head, ...parts].join("\n");
}

function renderParts(report: MonitorReport, options: DriftTextOptions): string[] {
  const { performance, drift, validation, health, llm } = report;
  return [
    performance === null ? "" : renderPerformance(performance, options.output),
    performance?.slices ? renderSlices(performance.slices, options.output) : "",
    drift === null ? "" : renderDrift(drift, options),
    validation === null ? "" : renderValidation(validation, options.output),
    health === null ? "" : renderFigures("health", health.figures, options.output),
    llm === null ? "" : renderFigures("language model", llm.figures, options.output),
  ];
}

const left = (header: string): TextColumn => ({ header, align: "left" });
const right = (header: string): TextColumn => ({ header, align: "right" });

function renderDrift(report: DriftReport, { output, isVerbose }: DriftTextOptions): string {
  const { reference, current, features, schemaChanges, classifier } = report;
  const sides =
    `reference  ${printable(reference.label)} (${formatNumber(reference.rows)} rows)\n` +
    `current    ${printable(current.label)} (${formatNumber(current.rows)} rows)\n`;
  const shown = isVerbose ? features : features.filter(({ verdict }) => verdict !== "stable");
  const listed = isVerbose ? shown : shown.slice(0, maxFeatures);
  const table =
    listed.length === 0 ? "" : renderTable(featureTable(listed, isVerbose), withoutLimit(output));
  const left_ = features.length - listed.length;
  const rest = left_ === 0 ? "" : `${counted(left_, "more column")}: add --verbose to list all\n`;
  const changes = schemaChanges.map(({ message }) => `columns: ${printable(message)}\n`).join("");
  const together =
    classifier === null || classifier.verdict === "stable"
      ? ""
      : `together: a classifier tells the two apart with an AUC of ${formatNumber(classifier.auc, 3)}\n`;
  return `${sides}${changes}${table === "" ? "" : `\n${table}`}${rest}${together}`;
}

function featureTable(features: readonly FeatureReport[], isVerbose: boolean) {
  const more = isVerbose ? [right("p"), left("test")] : [];
  return {
    columns: [
      left("column"),
      left("verdict"),
      right("score"),
      right("shift"),
      right("q"),
      right("nulls"),
      right("unseen"),
      ...more,
      left("what"),
    ],
    rows: features.map((feature) => [
      feature.role === "feature" ? feature.name : `${feature.name} (${feature.role})`,
      verdictWords[feature.verdict],
      number(feature.score),
      feature.equivalentShift === null ? "–" : `${formatNumber(feature.equivalentShift, 2)}σ`,
      number(feature.qValue, 2),
      percent(feature.nulls.current),
      percent(feature.unseen.share),
      ...(isVerbose ? [number(feature.pValue, 2), feature.testLabel ?? "–"] : []),
      whatMoved(feature),
    ]),
  };
}

/** The checks that found something, besides the distribution, which has its own columns. */
function whatMoved({ checks }: FeatureReport): string {
  return checks
    .filter(({ kind, verdict }) => kind !== "distribution" && verdict !== "stable")
    .map(({ message }) => message)
    .join("; ");
}

function renderPerformance(report: PerformanceReport, output: Output): string {
  const table = renderTable(
    {
      columns: [
        left("metric"),
        right("reference"),
        right("current"),
        left("95 %"),
        left("verdict"),
      ],
      rows: report.metrics.map(({ label, reference, current, verdict }) => [
        label,
        number(reference?.value ?? null),
        number(current.value),
        interval(current.low, current.high),
        verdict.replaceAll("-", " "),
      ]),
    },
    withoutLimit(output),
  );
  const estimated = report.isEstimated
    ? `estimated without labels; ${report.assumptions.map(printable).join("; ")}\n`
    : "";
  const changes = report.changes
    .slice(0, maxSlices)
    .map(
      ({ detector, stream, row }) => `${detector} saw a change of the ${stream} at row ${row}\n`,
    );
  return `${table}${estimated}${changes.join("")}`;
}

function renderSlices({ slices, searched, metric }: SlicesReport, output: Output): string {
  if (slices.length === 0) return "";
  const rows = slices
    .slice(0, maxSlices)
    .map((slice) => [
      slice.conditions.map(({ label }) => label).join(" and "),
      formatNumber(slice.rows),
      number(slice.value),
      interval(slice.low, slice.high),
      slice.verdict.replaceAll("-", " "),
    ]);
  const columns = [left("group"), right("rows"), right(metric), left("95 %"), left("verdict")];
  const title = `worst of ${formatNumber(searched)} groups\n`;
  return title + renderTable({ columns, rows }, withoutLimit(output));
}

function renderValidation({ results, reason }: ValidationReport, output: Output): string {
  const failed = results.filter(({ outcome }) => outcome === "failed");
  if (failed.length === 0) return `rules: ${printable(reason)}\n`;
  return renderTable(
    {
      columns: [left("rule"), left("level"), left("what")],
      rows: failed.map(({ rule, level, message }) => [rule, level, message]),
    },
    withoutLimit(output),
  );
}

function renderFigures(title: string, figures: readonly Figure[], output: Output): string {
  return renderTable(
    {
      columns: [left(title), right("reference"), right("current"), left("95 %"), left("verdict")],
      rows: figures.map(({ label, unit, reference, current, low, high, verdict }) => [
        unit === "share" || unit === "number" ? label : `${label} (${unitWords[unit] ?? unit})`,
        number(reference),
        number(current),
        interval(low, high),
        verdictWords[verdict],
      ]),
    },
    withoutLimit(output),
  );
}

const unitWords: Readonly<Record<string, string>> = {
  milliseconds: "ms",
  seconds: "s",
  perSecond: "/s",
};

function renderAlerts({ alerts, retraining }: CheckedMonitor, paint: Paint): string {
  const styles = { error: "red", warning: "yellow", info: "blue" } as const;
  const lines = alerts.map(({ severity, message, state }) => {
    const note = state === "open" ? "" : paint("gray", ` (${state})`);
    return `alert: ${paint(styles[severity], severity)}: ${printable(message)}${note}\n`;
  });
  if (retraining !== null) lines.push(`retraining: ${printable(retraining.reason)}\n`);
  return lines.join("");
}

/** Evidence is never cut to the width of a terminal: lines wrap. */
function withoutLimit(output: Output): Output {
  return { write: (text) => output.write(text), isTty: false, columns: output.columns };
}

function number(value: number | null, digits = 3): string {
  return value === null ? "–" : formatNumber(value, digits);
}

function percent(share: number): string {
  return share === 0 ? "" : `${formatNumber(share * 100, 2)} %`;
}

function interval(low: number | null, high: number | null): string {
  if (low === null || high === null) return "";
  return `${formatNumber(low, 3)} – ${formatNumber(high, 3)}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
