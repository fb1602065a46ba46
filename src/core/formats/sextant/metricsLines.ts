import type { Parsed, Problem } from "../../../base/errors.ts";
import { parseTolerantJson } from "../text/tolerantJson.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import type { JournalEntry } from "./entries.ts";
import { readJournalLine } from "./journalLine.ts";
import { millisecondsOf } from "./parseJournal.ts";

/** What a script may say of its own run; its status and identity are not its to tell. */
const allowedTypes: ReadonlySet<JournalEntry["type"]> = new Set([
  "metrics",
  "params",
  "tags",
  "name",
  "note",
  "dataset",
  "artifact",
]);

/**
 * The entries of one line that a script wrote to `SEXTANT_METRICS`, without its newline. Times are
 * milliseconds; a missing step or time stays missing.
 */
export function parseMetricsLine(line: Uint8Array): Parsed<readonly JournalEntry[]> {
  const text = decodeUtf8(line)
    .replace(/^\uFEFF/, "")
    .trim();
  if (text === "") return { value: [], problems: [] };
  const parsed = parseTolerantJson(text);
  if (parsed === undefined)
    return { value: [], problems: [fault("not-json", "a line is not JSON")] };
  const { entries, faults } = readJournalLine(parsed);
  const problems: Problem[] = [...faults];
  const value: JournalEntry[] = [];
  for (const entry of entries) {
    if (!allowedTypes.has(entry.type)) {
      const message = `a script may not write lines of type "${entry.type}"`;
      problems.push(fault("type-not-allowed", message));
    } else value.push(inMilliseconds(entry));
  }
  return { value, problems };
}

function inMilliseconds(entry: JournalEntry): JournalEntry {
  if (entry.type !== "metrics" || entry.time === undefined) return entry;
  return { ...entry, time: millisecondsOf(entry.time) };
}

function fault(code: string, message: string): Problem {
  return { code, message, severity: "warning" };
}
