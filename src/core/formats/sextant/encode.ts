import type { JournalEntry } from "./entries.ts";

type MetricsEntry = Extract<JournalEntry, { type: "metrics" }>;

const reservedNames = ["type", "step", "time"];

/** Journal lines for entries, each ended by a newline. */
export function encodeEntries(entries: readonly JournalEntry[]): string {
  return entries.map((entry) => `${encodeEntry(entry)}\n`).join("");
}

function encodeEntry(entry: JournalEntry): string {
  return entry.type === "metrics" ? encodeMetrics(entry) : JSON.stringify(entry, finiteOrName);
}

/** The plain form `{"step":3,"time":…,"loss":0.21}` where the metrics' names allow it. */
function encodeMetrics(entry: MetricsEntry): string {
  const isPlain =
    entry.modelId === undefined &&
    entry.dataset === undefined &&
    !reservedNames.some((name) => Object.hasOwn(entry.metrics, name));
  const { step, metrics } = entry;
  const time = entry.time === undefined ? undefined : writtenTime(entry.time);
  const line = isPlain ? { step, time, ...metrics } : { ...entry, time };
  // A replacer makes it several times slower, and nearly all rows can do without.
  const isFinite = Object.values(metrics).every((value) => Number.isFinite(value));
  return JSON.stringify(line, isFinite ? undefined : finiteOrName);
}

/** Readers take a number this small for seconds; so it is written as seconds. */
function writtenTime(timeMs: number): number {
  return Math.abs(timeMs) < 1e11 ? timeMs / 1000 : timeMs;
}

/** JSON has no NaN or infinity: they are written by name. */
function finiteOrName(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
