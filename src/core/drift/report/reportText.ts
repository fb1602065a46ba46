import { formatBytes, formatNumber, formatTicks } from "../../charts/format.ts";
import type { AlertState } from "../../monitors/alert.ts";
import type { Unit } from "../../figures/figure.ts";
import type { MonitorVerdict } from "../../monitors/monitorReport.ts";
import type { PerformanceVerdict } from "../../performance/performanceReport.ts";
import type { ColumnRole, DriftSeverity } from "./driftReport.ts";

/** Words and numbers of reports, the same in the panel, in HTML and in Markdown. */

export const none = "–";

export const verdictWords: Readonly<Record<MonitorVerdict | PerformanceVerdict, string>> = {
  stable: "Stable",
  "not-enough-rows": "Too few rows",
  watch: "Watch",
  drift: "Drift",
  degraded: "Degraded",
  better: "Better",
  worse: "Worse",
};

export const severityWords: Readonly<Record<DriftSeverity, string>> = {
  none: "no change",
  minor: "minor",
  moderate: "moderate",
  major: "major",
};

export const roleWords: Readonly<Record<ColumnRole, string>> = {
  feature: "",
  target: "target",
  prediction: "prediction",
  probability: "probability",
};

export const alertStateWords: Readonly<Record<AlertState, string>> = {
  open: "Open",
  acknowledged: "Acknowledged",
  snoozed: "Snoozed",
  muted: "Muted",
  resolved: "Resolved",
};

/** A share from 0 to 1 in percent: `12.3 %`; what is above 0 never reads as none. */
export function formatShare(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return none;
  const percent = share * 100;
  const size = Math.abs(percent);
  if (size > 0 && size < 0.01) return percent > 0 ? "<0.01 %" : ">−0.01 %";
  if (size > 99.9 && size < 100) return percent > 0 ? ">99.9 %" : "<−99.9 %";
  return `${signed(percent, size < 1 ? 2 : 1)} %`;
}

/** Shares of nulls on both sides where they are apart, else the one that is now. */
export function formatNulls(nulls: {
  readonly reference: number;
  readonly current: number;
}): string {
  const { reference, current } = nulls;
  if (Math.abs(current - reference) < 0.005) return formatShare(current);
  return `${formatShare(reference)} → ${formatShare(current)}`;
}

/** A difference of shares in percentage points, with its sign. */
export function formatPoints(difference: number | null): string {
  if (difference === null || !Number.isFinite(difference)) return none;
  const points = difference * 100;
  const text = signed(points, 1);
  return `${points > 0 && text !== "0" ? "+" : ""}${text}`;
}

/** `0.031`, `<0.001`, `2e-9`; a p-value of 0 is one below the smallest that there is. */
export function formatPValue(pValue: number | null): string {
  if (pValue === null || !Number.isFinite(pValue)) return none;
  if (pValue < 1e-300) return "<1e-300";
  if (pValue < 0.001) return pValue.toExponential(0);
  return formatNumber(pValue, pValue < 0.1 ? 2 : 3);
}

/** In standard deviations: `0.32 σ`. */
export function formatShift(shift: number | null): string {
  if (shift === null || !Number.isFinite(shift)) return none;
  return `${signed(shift, Math.abs(shift) < 10 ? 2 : 0)} σ`;
}

/** A score, or the bounds between which it lies where it was not computed exactly. */
export function formatScore(
  score: number | null,
  low: number | null = null,
  high: number | null = null,
): string {
  if (score === null || !Number.isFinite(score)) return none;
  const text = formatSmall(score);
  if (low === null || high === null) return text;
  const [lowText, highText] = [formatSmall(low), formatSmall(high)];
  return lowText === highText ? text : `${lowText}–${highText}`;
}

/** Three digits after the point, more only where they would all be zero. */
function formatSmall(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 0.001 && size < 100)) return signed(value, 3, true);
  return formatNumber(value, 3).replace(/^-/, "−");
}

export function formatCount(count: number | null): string {
  return count === null ? none : formatNumber(Math.round(count));
}

const valueFormats: Readonly<Record<Unit, (value: number, currency: string) => string>> = {
  share: formatShare,
  milliseconds: (value) =>
    value >= 10_000 ? `${formatNumber(value / 1000, 3)} s` : `${digits(value)} ms`,
  seconds: (value) => `${digits(value)} s`,
  bytes: formatBytes,
  perSecond: (value) => `${digits(value)}/s`,
  currency: (value, currency) => `${money(value)}${currency === "" ? "" : ` ${currency}`}`,
  count: digits,
  tokens: digits,
  number: digits,
};

export function formatValue(value: number | null, unit: Unit, currency = ""): string {
  if (value === null || !Number.isFinite(value)) return none;
  return valueFormats[unit](value, currency);
}

/** Labels of an axis of this unit. */
export function formatAxis(ticks: readonly number[], unit: Unit): string[] {
  if (unit === "share") return formatTicks(ticks.map((tick) => tick * 100)).map((t) => `${t} %`);
  if (unit === "bytes") return ticks.map((tick) => formatBytes(tick));
  return formatTicks(ticks);
}

/** What stands beside an axis, where its labels do not say it. */
export const axisUnits: Readonly<Record<Unit, string>> = {
  share: "",
  count: "",
  milliseconds: "ms",
  seconds: "s",
  bytes: "",
  perSecond: "per second",
  tokens: "tokens",
  currency: "",
  number: "",
};

/** `20 Nov 2026, 18:25 UTC`: the same wherever it is read. */
export function formatMoment(iso: string | null): string {
  const time = iso === null ? NaN : Date.parse(iso);
  if (Number.isNaN(time)) return iso ?? none;
  const [date = "", clock = ""] = new Date(time).toISOString().split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  return `${Number(day)} ${months[Number(month) - 1] ?? ""} ${year}, ${clock.slice(0, 5)} UTC`;
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A value of a column: a number, or a date where the column holds times. */
export function formatColumnValue(value: number | null, isTime: boolean): string {
  if (value === null || !Number.isFinite(value)) return none;
  if (!isTime) return formatNumber(value, 4).replace(/^-/, "−");
  if (Math.abs(value) > 8.64e15) return none;
  const iso = new Date(value).toISOString();
  return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso.slice(0, 16).replace("T", " ");
}

export function cut(text: string, length: number): string {
  const points = Array.from(text.length > length * 2 ? text.slice(0, length * 2 + 2) : text);
  return points.length <= length ? text : `${points.slice(0, Math.max(1, length - 1)).join("")}…`;
}

function digits(value: number): string {
  return formatNumber(value, 4).replace(/^-/, "−");
}

function money(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return formatNumber(value, 2);
  return value
    .toFixed(2)
    .replace(/^-/, "−")
    .replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

function signed(value: number, decimals: number, keepsZeros = false): string {
  const fixed = value.toFixed(decimals);
  const text = keepsZeros ? fixed : fixed.replace(/\.0+$|(?<=\.\d*[1-9])0+$/, "");
  return text.replace(/^-0(\.0*)?$/, "0$1").replace(/^-/, "−");
}
