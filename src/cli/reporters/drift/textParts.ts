import { styleText } from "node:util";
import { formatNumber } from "../../../core/charts/format.ts";
import type { Output } from "../../io.ts";
import { renderTable, type TextColumn, type TextTable } from "../textTable.ts";

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

export function painter(hasColors: boolean): Paint {
  return (style, text) => (hasColors ? styleText(style, text, { validateStream: false }) : text);
}

export const left = (header: string): TextColumn => ({ header, align: "left" });
export const right = (header: string): TextColumn => ({ header, align: "right" });

export const nothing = "–";
/** Names of columns and groups are told whole, within reason. */
const maxCellWidth = 300;

/**
 * A table of evidence. It is never cut to the width of a terminal: lines wrap. Columns of which
 * nothing is known are left out.
 */
export function renderEvidence({ columns, rows }: TextTable, output: Output): string {
  const isKept = columns.map((_column, index) =>
    rows.some((row) => row[index] !== undefined && row[index] !== "" && row[index] !== nothing),
  );
  const table = {
    columns: columns.filter((_column, index) => isKept[index]),
    rows: rows.map((row) => row.filter((_cell, index) => isKept[index])),
    maxCellWidth,
  };
  return renderTable(table, {
    write: (text) => output.write(text),
    isTty: false,
    columns: output.columns,
  });
}

export function numberText(value: number | null, digits = 3): string {
  return value === null ? nothing : formatNumber(value, digits);
}

export function percentText(share: number): string {
  return `${formatNumber(share * 100, 2)} %`;
}

export function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`;
}
