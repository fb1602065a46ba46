import { formatNumber } from "../../../core/charts/format.ts";
import { metricUnit } from "../../../core/drift/report/metricUnit.ts";
import { formatValue } from "../../../core/drift/report/reportText.ts";
import type { Unit } from "../../../core/figures/figure.ts";
import type { ModelComparison } from "../../../core/performance/performanceReport.ts";
import type { Retrained } from "../../drift/driftOutcome.ts";
import type { Output } from "../../io.ts";
import { printable } from "../textTable.ts";
import { left, numberText, painter, renderEvidence, right } from "./textParts.ts";

type Slice = ModelComparison["slices"][number];

const verdictWords: Readonly<Record<ModelComparison["verdict"], string>> = {
  better: "better",
  stable: "no worse",
  "not-enough-rows": "too few rows",
  watch: "perhaps worse",
  worse: "worse",
};

const verdictStyles = {
  better: "green",
  stable: "green",
  "not-enough-rows": "gray",
  watch: "yellow",
  worse: "red",
} as const;

/** Groups that are listed when not all are asked for. */
const maxSlices = 10;

export interface RetrainedTextOptions {
  readonly output: Output;
  readonly hasColors: boolean;
  readonly isVerbose: boolean;
}

/** Whether the new model is better, overall and by slice. */
export function renderRetrained(
  { monitor, run, comparison, problem }: Retrained,
  options: RetrainedTextOptions,
): string {
  const paint = painter(options.hasColors);
  const name = paint("bold", printable(monitor));
  if (comparison === null) return `${name}: ${printable(problem ?? "")} (run ${printable(run)})\n`;
  const { verdict, reason, metric, rows, slices } = comparison;
  const title = `The ${printable(metric)} of both models on the same ${formatNumber(rows)} rows`;
  const listed = options.isVerbose ? slices : chooseSlices(slices);
  const table = renderEvidence(comparisonTable(comparison, listed), options.output);
  return [
    `${name}: ${paint(verdictStyles[verdict], printable(reason))}\n\n`,
    `${paint("bold", title)}\n${table}`,
    slices.length === 0 ? "" : describeSlices(slices, listed.length),
  ].join("");
}

/** Those that got worse, then those that changed most. */
function chooseSlices(slices: readonly Slice[]): readonly Slice[] {
  const isLost = ({ verdict }: Slice): boolean => verdict === "worse" || verdict === "watch";
  const byGain = slices
    .filter((slice) => !isLost(slice))
    .toSorted((one, other) => size(other) - size(one));
  const lost = slices.filter(isLost).slice(0, maxSlices);
  return [...lost, ...byGain.slice(0, maxSlices - lost.length)];
}

function size({ difference }: Slice): number {
  return Math.abs(difference ?? 0);
}

function describeSlices(slices: readonly Slice[], listed: number): string {
  const counts = (["better", "stable", "not-enough-rows", "watch", "worse"] as const).flatMap(
    (verdict) => {
      const count = slices.filter((slice) => slice.verdict === verdict).length;
      return count === 0 ? [] : [`${formatNumber(count)} ${verdictWords[verdict]}`];
    },
  );
  const rest = listed < slices.length ? " (--verbose lists all)" : "";
  return `\nOf ${formatNumber(slices.length)} groups: ${counts.join(", ")}${rest}\n`;
}

function comparisonTable(comparison: ModelComparison, slices: readonly Slice[]) {
  const { before, after, difference, rows, verdict, metric } = comparison;
  const unit = metricUnit(metric, null);
  const { low, high } = difference;
  const overall = [
    "all rows",
    formatNumber(rows),
    formatValue(before.value, unit),
    formatValue(after.value, unit),
    signed(difference.value, unit),
    low === null || high === null ? "" : `${signed(low, unit)} to ${signed(high, unit)}`,
    numberText(difference.pValue, 2),
    verdictWords[verdict],
  ];
  return {
    columns: [
      left("group"),
      right("rows"),
      right("in use"),
      right("new"),
      right("change"),
      left("95 % interval"),
      right("q"),
      left("verdict"),
    ],
    rows: [overall, ...slices.map((slice) => sliceRow(slice, unit))],
  };
}

function sliceRow(slice: Slice, unit: Unit): string[] {
  return [
    slice.conditions.map(({ label }) => label).join(" and "),
    formatNumber(slice.rows),
    formatValue(slice.before, unit),
    formatValue(slice.after, unit),
    signed(slice.difference, unit),
    "",
    numberText(slice.qValue, 2),
    verdictWords[slice.verdict],
  ];
}

function signed(value: number | null, unit: Unit): string {
  const text = formatValue(value, unit);
  return value !== null && value > 0 ? `+${text}` : text;
}
