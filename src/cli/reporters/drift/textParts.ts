import { styleText } from "node:util";
import { formatNumber } from "../../../core/charts/format.ts";
import type { Output } from "../../io.ts";
import type { TextColumn } from "../textTable.ts";

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

export function painter(hasColors: boolean): Paint {
  return (style, text) => (hasColors ? styleText(style, text, { validateStream: false }) : text);
}

export const left = (header: string): TextColumn => ({ header, align: "left" });
export const right = (header: string): TextColumn => ({ header, align: "right" });

/** Evidence is never cut to the width of a terminal: lines wrap. */
export function withoutLimit(output: Output): Output {
  return { write: (text) => output.write(text), isTty: false, columns: output.columns };
}

export function numberText(value: number | null, digits = 3): string {
  return value === null ? "–" : formatNumber(value, digits);
}

/** An empty cell where nothing is known. */
export function intervalText(low: number | null, high: number | null): string {
  if (low === null || high === null) return "";
  return `${formatNumber(low, 3)} to ${formatNumber(high, 3)}`;
}
