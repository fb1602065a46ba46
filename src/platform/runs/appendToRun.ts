import { existsSync } from "node:fs";
import { AppError } from "../../base/errors.ts";
import type { JournalEntry } from "../../core/formats/sextant/entries.ts";
import { isRunId } from "../../core/runs/runId.ts";
import { runPaths } from "./project.ts";
import { RunJournal } from "./runJournal.ts";
import { withRunLock } from "./runLock.ts";

/**
 * Appends an edit (name, note, tags, deletion) to a run's journal, beside whoever writes it.
 * AppError `run-not-found`, `run-locked`.
 */
export async function appendToRun(
  root: string,
  runId: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  const { journal } = runPaths(root, runId);
  if (!isRunId(runId) || !existsSync(journal)) {
    throw new AppError("run-not-found", `There is no run ${runId} in ${root}.`);
  }
  await withRunLock(root, runId, () => {
    const writer = new RunJournal(journal);
    try {
      writer.append(...entries);
    } finally {
      writer.dispose();
    }
  });
}
