import type { Output } from "../io.ts";

export interface TextColumn {
  readonly header: string;
  readonly align: "left" | "right";
}

export interface TextTable {
  readonly columns: readonly TextColumn[];
  readonly rows: readonly (readonly string[])[];
  /** How many columns were left out before. */
  readonly omitted?: number;
  /** Longer texts are cut; 40 when nothing is said. */
  readonly maxCellWidth?: number;
}

const gap = "  ";
const usualCellWidth = 40;

/**
 * A table as text. On a terminal it has only the columns that fit, and the last line tells how
 * many are left out; elsewhere it has all that it is given.
 */
export function renderTable(table: TextTable, output: Output): string {
  const { columns, rows, omitted = 0, maxCellWidth = usualCellWidth } = table;
  const limit = output.isTty ? Math.max(20, output.columns) : Infinity;
  const clean = (cell: string): string => cut(printable(cell), maxCellWidth);
  const lineCells = [
    columns.map(({ header }) => clean(header)),
    ...rows.map((row) => row.map(clean)),
  ];
  const widths = columns.map((_column, index) =>
    lineCells.reduce((width, row) => Math.max(width, widthOf(row[index] ?? "")), 0),
  );
  const shown = countFitting(widths, limit);
  const renderRow = (row: readonly string[]): string =>
    row
      .slice(0, shown)
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align ?? "left"))
      .join(gap)
      .trimEnd();
  const lines = lineCells.map(renderRow);
  const hidden = columns.length - shown + omitted;
  if (hidden > 0) lines.push("", `${hidden} more columns: ${adviceFor(output)}`);
  return lines.map((line) => `${line}\n`).join("");
}

function adviceFor({ isTty }: Output): string {
  const way = isTty ? "widen the terminal" : "write --format csv";
  return `${way} or name them with --columns`;
}

/** Text from outside may not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ");
}

function countFitting(widths: readonly number[], limit: number): number {
  let used = -gap.length;
  let count = 0;
  for (const width of widths) {
    used += width + gap.length;
    if (used > limit && count > 0) break;
    count++;
  }
  return count;
}

function cut(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join("")}…`;
}

function widthOf(text: string): number {
  return Array.from(text).length;
}

function pad(text: string, width: number, align: TextColumn["align"]): string {
  const blank = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "left" ? text + blank : blank + text;
}
