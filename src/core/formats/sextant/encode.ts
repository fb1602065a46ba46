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
  if (!isPlain) return JSON.stringify(entry, finiteOrName);
  const { step, time, metrics } = entry;
  return JSON.stringify({ step, time, ...metrics }, finiteOrName);
}

/** JSON has no NaN or infinity: they are written by name. */
function finiteOrName(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
