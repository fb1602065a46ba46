/** Numbers, durations and times as people read them. */

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat("en-US", options);
  formats.set(key, format);
  return format;
}

/**
 * A number in `digits` significant digits at most, without trailing zeros; whole numbers in full
 * up to ten million. Very small and very large ones as `1.2e-5`, as scripts and configs write them.
 */
export function formatNumber(value: number, digits = 5): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return numberFormat("whole", {}).format(value);
  if (size < 1e-4 || size >= 1e7) return exponential(value, digits);
  const options = { maximumSignificantDigits: digits, minimumFractionDigits: 0 };
  return numberFormat(`significant ${digits}`, options).format(value);
}

/**
 * A number for a column of like numbers: as `formatNumber`, but what is not whole keeps its zeros
 * at the end, so decimal points stand below each other.
 */
export function formatAligned(value: number, digits = 5): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || !(size >= 1e-4 && size < 1e7)) return formatNumber(value, digits);
  const options = { minimumSignificantDigits: digits, maximumSignificantDigits: digits };
  return numberFormat(`aligned ${digits}`, options).format(value);
}

/** The labels of ticks: as many decimals for all as telling them apart needs. */
export function formatTicks(ticks: readonly number[]): string[] {
  const gaps = ticks.slice(1).map((tick, index) => Math.abs(tick - (ticks[index] ?? 0)));
  const step = Math.min(...gaps);
  const largest = Math.max(...ticks.map(Math.abs));
  if (gaps.length === 0 || !(step > 0)) return ticks.map((tick) => formatNumber(tick));
  if (largest >= 1e6) return ticks.map((tick) => compact(tick));
  if (largest < 1e-3) return ticks.map((tick) => (tick === 0 ? "0" : exponential(tick, 3)));
  const isEven = gaps.every((gap) => Math.abs(gap - step) < step * 1e-6);
  if (!isEven) return ticks.map((tick) => formatNumber(tick));
  const decimals = Math.min(10, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const format = numberFormat(`fixed ${decimals}`, options);
  return ticks.map((tick) => format.format(tick));
}

/** `450 ms`, `12.3 s`, `3m 05s`, `2h 14m`, `3d 4h`; a dash when there is none. */
export function formatDuration(durationMs: number | null): string {
  if (durationMs === null || !Number.isFinite(durationMs)) return "–";
  if (durationMs < 0) return "0 s";
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${padded(whole % 60)}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${padded(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

const spans = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["week", 7 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;
// Made when first needed: it loads the platform's language data, several milliseconds' worth.
let relative: Intl.RelativeTimeFormat | undefined;

/** `now`, `5m ago`, `3d ago`; both times in milliseconds since the epoch. */
export function formatRelativeTime(time: number | null, now: number): string {
  if (time === null || !Number.isFinite(time)) return "–";
  relative ??= new Intl.RelativeTimeFormat("en", { numeric: "always", style: "narrow" });
  const elapsed = now - time;
  for (const [unit, spanMs] of spans) {
    if (Math.abs(elapsed) >= spanMs) return relative.format(-Math.trunc(elapsed / spanMs), unit);
  }
  return "now";
}

const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** `20 Nov 2026, 18:25:01` in the user's zone, or in the one that is named. */
export function formatTime(time: number | null, timeZone?: string): string {
  if (time === null || !Number.isFinite(time) || Math.abs(time) > 8.64e15) return "–";
  const key = timeZone ?? "";
  const known = timeFormats.get(key);
  const format = known ?? new Intl.DateTimeFormat("en-GB", timeOptions(timeZone));
  if (known === undefined) timeFormats.set(key, format);
  return format.format(time);
}

function timeOptions(timeZone: string | undefined): Intl.DateTimeFormatOptions {
  const zone = timeZone === undefined ? {} : { timeZone };
  return { dateStyle: "medium", timeStyle: "medium", ...zone };
}

function exponential(value: number, digits: number): string {
  const [mantissa = "", exponent = ""] = value.toExponential(digits - 1).split("e");
  return `${Number(mantissa)}e${exponent.replace("+", "")}`;
}

function compact(value: number): string {
  const options = { notation: "compact", maximumSignificantDigits: 4 } as const;
  return numberFormat("compact", options).format(value);
}

function padded(value: number): string {
  return String(value).padStart(2, "0");
}

const byteUnits = ["B", "kB", "MB", "GB", "TB"] as const;

/** `512 B`, `1.2 MB`: decimal units, as file managers and disks count. */
export function formatBytes(sizeBytes: number): string {
  const exponent = Math.floor(Math.log10(Math.max(1, sizeBytes)) / 3);
  const index = Math.min(byteUnits.length - 1, exponent);
  return `${formatNumber(sizeBytes / 1000 ** index, 3)} ${byteUnits[index] ?? "B"}`;
}
