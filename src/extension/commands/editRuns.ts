import type { JournalEntry } from "../../core/formats/sextant/entries.ts";
import type { Run } from "../../core/runs/run.ts";
import { appendToRun } from "../../platform/runs/appendToRun.ts";
import type { Project } from "../project.ts";

/** Appends the same entries to the journals of runs, and waits until the views know. */
export async function appendToRuns(
  project: Project,
  runs: readonly Pick<Run, "id">[],
  entries: readonly JournalEntry[],
): Promise<void> {
  for (const run of runs) await appendToRun(project.root, run.id, entries);
  await project.catalog().refresh();
}
