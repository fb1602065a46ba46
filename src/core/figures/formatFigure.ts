import type { Unit } from "./figure.ts";

/** A number of a figure for a sentence: `1.2 s`, `3.4 %`, `12.5 per second`. */
export function formatFigure(value: number | null, unit: Unit, currency = ""): string {
  if (value === null || !Number.isFinite(value)) return "unknown";
  if (unit === "currency" && currency !== "") return `${digits(value)} ${currency}`;
  return writers[unit](value);
}

const writers: Readonly<Record<Unit, (value: number) => string>> = {
  share: (value) => `${digits(value * 100)} %`,
  milliseconds: (value) =>
    Math.abs(value) >= 10_000 ? `${digits(value / 1000)} s` : `${digits(value)} ms`,
  seconds: (value) => `${digits(value)} s`,
  bytes: formatBytes,
  perSecond: (value) => `${digits(value)} per second`,
  tokens: (value) => `${digits(value)} tokens`,
  currency: digits,
  count: digits,
  number: digits,
};

/** Three significant digits, whole numbers in full. */
function digits(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

const byteUnits = ["B", "KB", "MB", "GB", "TB", "PB"] as const;

function formatBytes(value: number): string {
  let rest = value;
  let step = 0;
  while (Math.abs(rest) >= 1000 && step < byteUnits.length - 1) {
    rest /= 1000;
    step++;
  }
  return `${digits(rest)} ${byteUnits[step] ?? "B"}`;
}
