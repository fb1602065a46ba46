import { formatNumber } from "../../../core/charts/format.ts";
import type { ModelComparison } from "../../../core/performance/performanceReport.ts";
import type { Retrained } from "../../drift/driftOutcome.ts";
import type { Output } from "../../io.ts";
import { printable, renderTable } from "../textTable.ts";
import { intervalText, left, numberText, painter, right, withoutLimit } from "./textParts.ts";

const verdictWords: Readonly<Record<ModelComparison["verdict"], string>> = {
  better: "better",
  stable: "no worse",
  "not-enough-rows": "not enough rows to tell",
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

/** Whether the new model is better, overall and by slice. */
export function renderRetrained(
  { monitor, run, comparison, problem }: Retrained,
  { output, hasColors }: { readonly output: Output; readonly hasColors: boolean },
): string {
  const paint = painter(hasColors);
  const name = paint("bold", printable(monitor));
  if (comparison === null) return `${name}: ${printable(problem ?? "")} (run ${printable(run)})\n`;
  const { verdict, reason, metric, rows, slices } = comparison;
  const word = paint(verdictStyles[verdict], verdictWords[verdict]);
  const title = `${printable(metric)} of both models on the same ${formatNumber(rows)} rows\n`;
  const overall = renderTable(comparisonTable(comparison), withoutLimit(output));
  const note = slices.length === 0 ? "" : `q is the p-value, corrected for all groups\n`;
  return `${name}: the new model is ${word}: ${printable(reason)}\n\n${title}${overall}${note}`;
}

function comparisonTable({ before, after, difference, rows, slices, verdict }: ModelComparison) {
  const overall = [
    "all rows",
    formatNumber(rows),
    numberText(before.value),
    numberText(after.value),
    signed(difference.value),
    intervalText(difference.low, difference.high),
    "",
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
      left("the new model is"),
    ],
    rows: [
      overall,
      ...slices.map((slice) => [
        slice.conditions.map(({ label }) => label).join(" and "),
        formatNumber(slice.rows),
        numberText(slice.before),
        numberText(slice.after),
        signed(slice.difference),
        "",
        numberText(slice.qValue, 2),
        verdictWords[slice.verdict],
      ]),
    ],
    maxCellWidth: 80,
  };
}

function signed(value: number | null): string {
  if (value === null) return "–";
  return `${value > 0 ? "+" : ""}${formatNumber(value, 3)}`;
}
