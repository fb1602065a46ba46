import { readdirSync } from "node:fs";
import type { JournalEntry } from "../../core/formats/sextant/entries.ts";
import { journalEntrySchema } from "../../core/formats/sextant/entries.ts";
import { isEnded, type RunStatus } from "../../core/runs/run.ts";
import { isRunId } from "../../core/runs/runId.ts";
import { findLastLine, readFileFrom } from "./journalTail.ts";
import { projectPaths, runPaths } from "./project.ts";
import { RunJournal } from "./runJournal.ts";
import { hasSupervisorFile } from "./supervisorFile.ts";

type Entry<T extends JournalEntry["type"]> = Extract<JournalEntry, { type: T }>;

const maxLineBytes = 1024 * 1024;
/** Of an id's `20261120-182501-k3f9ab`: the part that sorts by time. */
const timeLength = 15;

/** The entry a run begins with; null when the journal is missing or begins with something else. */
export function readRunEntry(root: string, runId: string): Entry<"run"> | null {
  const entry = readEntryAt(runPaths(root, runId).journal, 0);
  return entry?.type === "run" ? entry : null;
}

/** The latest status in a journal; null when there is none. */
export function readLastStatus(root: string, runId: string): Entry<"status"> | null {
  const { journal } = runPaths(root, runId);
  const start = findLastLine(journal, '{"type":"status"');
  const entry = start === null ? null : readEntryAt(journal, start);
  return entry?.type === "status" ? entry : null;
}

/**
 * Ends the runs nested in a run whose process has ended: they lived in it. Those with a supervisor
 * of their own are its business.
 */
export function endChildRuns(
  root: string,
  parentId: string,
  end: { readonly status: RunStatus; readonly timeMs: number },
): void {
  for (const runId of collectDescendants(root, parentId)) {
    const status = readLastStatus(root, runId)?.status ?? "queued";
    if (isEnded(status) || status === "unknown") continue;
    const journal = new RunJournal(runPaths(root, runId).journal);
    try {
      journal.append({ type: "status", status: end.status, time: end.timeMs });
    } finally {
      journal.dispose();
    }
  }
}

function collectDescendants(root: string, parentId: string): readonly string[] {
  const childrenOf = new Map<string, string[]>();
  for (const runId of laterRuns(root, parentId)) {
    const parent = hasSupervisorFile(root, runId) ? undefined : readRunEntry(root, runId)?.parentId;
    if (parent !== undefined) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), runId]);
  }
  const found = new Set([parentId]);
  // A Set walks what is added to it on the way.
  for (const id of found) for (const child of childrenOf.get(id) ?? []) found.add(child);
  found.delete(parentId);
  return [...found];
}

/** Runs that may be nested in this one: none of those is older. */
function laterRuns(root: string, parentId: string): readonly string[] {
  const earliest = parentId.slice(0, timeLength);
  return readdirSync(projectPaths(root).runs).filter(
    (name) => isRunId(name) && name.slice(0, timeLength) >= earliest && name !== parentId,
  );
}

function readEntryAt(journal: string, offset: number): JournalEntry | null {
  const bytes = readFileFrom(journal, offset, maxLineBytes);
  const end = bytes.indexOf(0x0a);
  try {
    const line: unknown = JSON.parse(bytes.subarray(0, end < 0 ? bytes.length : end).toString());
    return journalEntrySchema.safeParse(line).data ?? null;
  } catch {
    return null;
  }
}
