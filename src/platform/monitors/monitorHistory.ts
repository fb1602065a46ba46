import {
  appendFileSync,
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from "node:fs";
import * as z from "zod";
import { monitorVerdicts } from "../../core/monitors/monitorReport.ts";
import { replaceFile } from "./replaceFile.ts";

const historySchema = z.object({
  /** ISO 8601. */
  time: z.string(),
  verdict: z.enum([...monitorVerdicts, "failed"]),
  reason: z.string(),
  figures: z.record(z.string(), z.number()),
  /** Fingerprints of what was compared. */
  reference: z.string().nullable(),
  current: z.string().nullable(),
  durationMs: z.number(),
});
/** One check, as history keeps it. */
export type HistoryEntry = z.infer<typeof historySchema>;

const maxHistory = 2000;
/** History is cut when it is so much longer, not at every check. */
const historySlack = 500;
/** A check of 5,000 columns has half a megabyte of figures: what is kept is bounded by size too. */
const maxHistoryBytes = 24 * 1024 * 1024;
const newline = 10;

/** Oldest first, the newest of them; what cannot be read is left out. */
export function readHistoryFile(file: string, maxEntries = Infinity): readonly HistoryEntry[] {
  const lines = readTail(file, maxHistoryBytes).split("\n");
  const entries: HistoryEntry[] = [];
  for (let at = lines.length - 1; at >= 0 && entries.length < maxEntries; at--) {
    const entry = historySchema.safeParse(parseJson(lines[at] ?? "")).data;
    if (entry !== undefined) entries.push(entry);
  }
  return entries.reverse();
}

/** Behind what is there, also where that ends in a torn line; the oldest make room. */
export function appendHistory(file: string, entry: HistoryEntry): void {
  const line = `${JSON.stringify(entry)}\n`;
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeBytes < maxHistoryBytes) {
    const content = sizeBytes === 0 ? Buffer.alloc(0) : readFileSync(file);
    if (countLines(content) < maxHistory + historySlack) {
      const isTorn = content.length > 0 && content.at(-1) !== newline;
      appendFileSync(file, isTorn ? `\n${line}` : line);
      return;
    }
  }
  const lines = readTail(file, maxHistoryBytes / 2)
    .split("\n")
    .filter((item) => item !== "");
  const kept = lines.slice(1 - maxHistory).map((item) => `${item}\n`);
  replaceFile(file, `${kept.join("")}${line}`);
}

/** The end of a file from a whole line on; empty for one that cannot be read. */
function readTail(file: string, maxBytes: number): string {
  let handle: number | undefined;
  try {
    handle = openSync(file, "r");
    const { size } = fstatSync(handle);
    const start = Math.max(0, size - maxBytes);
    const content = Buffer.alloc(size - start);
    const read = readSync(handle, content, 0, content.length, start);
    const from = start === 0 ? 0 : content.indexOf(newline) + 1;
    return content.toString("utf8", from, read);
  } catch {
    return "";
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function countLines(content: Buffer): number {
  let count = 0;
  for (let at = content.indexOf(newline); at >= 0; at = content.indexOf(newline, at + 1))
    count += 1;
  return count;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
