import { formatNumber } from "../../../core/charts/format.ts";
import { describeColumn } from "../../../core/drift/profile/describeColumn.ts";
import type { ColumnProfile, DataProfile } from "../../../core/drift/profile/profile.ts";
import type { Output } from "../../io.ts";
import { renderTable } from "../textTable.ts";

/** What a profile says of each column, for people. */
export function renderProfileText({ rows, columns }: DataProfile, output: Output): string {
  const table = renderTable(
    {
      columns: [
        { header: "column", align: "left" },
        { header: "type", align: "left" },
        { header: "nulls", align: "right" },
        { header: "distinct", align: "right" },
        { header: "min", align: "right" },
        { header: "mean", align: "right" },
        { header: "max", align: "right" },
        { header: "most frequent", align: "left" },
      ],
      rows: columns.map((column) => toRow(column, rows)),
    },
    { write: (text) => output.write(text), isTty: false, columns: output.columns },
  );
  const counts = `${formatNumber(rows)} rows, ${formatNumber(columns.length)} columns`;
  return `${table}\n${counts}\n`;
}

const maxShown = 3;

function toRow(column: ColumnProfile, rows: number): string[] {
  const { nulls, min, mean, max, distinct } = describeColumn(column, rows);
  const isTime = column.type === "timestamp";
  const show = (value: number | null): string =>
    value === null ? "" : isTime ? isoTime(value) : formatNumber(value, 4);
  return [
    column.name,
    column.type,
    nulls === 0 ? "" : formatNumber(nulls),
    distinct === null ? "" : formatNumber(distinct),
    show(min),
    isTime ? "" : show(mean),
    show(max),
    mostFrequent(column),
  ];
}

/** Masked values say nothing to people. */
function mostFrequent({ categories }: ColumnProfile): string {
  const top = categories?.top ?? [];
  if (top[0]?.value.startsWith("sha256:") === true) return "(masked)";
  return top
    .slice(0, maxShown)
    .map(({ value }) => value)
    .join(", ");
}

function isoTime(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 19);
}
