/** Figures as the sentences of a report have them. */

/** A share as per cent: "2 %", "0.4 %", "below 0.01 %"; never "0 %" or "100 %" for what is not. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.01) return "below 0.01 %";
  if (percent > 99.99) return "above 99.99 %";
  const digits = percent < 1 ? 2 : percent < 10 || percent > 99 ? 1 : 0;
  return `${Number(percent.toFixed(digits))} %`;
}

/** Three digits: 0.124, 1230, 1.5e-9. */
export function formatFigure(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000 && size < 1e15) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** "= 0.012", or "< 1e-300" for what is too small for a number. */
export function formatPValue(p: number): string {
  return p < 1e-300 ? "< 1e-300" : `= ${Number(p.toPrecision(2))}`;
}

/** 12000 → "12,000". */
export function formatCount(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 row", "2 rows". */
export function formatRows(count: number): string {
  return `${formatCount(count)} ${Math.round(count) === 1 ? "row" : "rows"}`;
}

/** A day and, unless it is midnight, a time, in UTC; the number itself for what is no date. */
export function formatTime(ms: number): string {
  if (!(Math.abs(ms) <= 8.64e15)) return formatFigure(ms);
  const text = new Date(ms).toISOString();
  return text.endsWith("T00:00:00.000Z")
    ? text.slice(0, 10)
    : `${text.slice(0, 16).replace("T", " ")} UTC`;
}

/** A category for a sentence: short, on one line, in backticks. */
export function formatCategory(value: string): string {
  const line = value.replaceAll(/\s+/g, " ");
  const units = Array.from(line);
  const short = units.length > 40 ? `${units.slice(0, 39).join("")}…` : line;
  return `\`${short.replaceAll("`", "'")}\``;
}
