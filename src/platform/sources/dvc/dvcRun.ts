import type { RowColumns } from "../../../core/formats/dvc/dvcRow.ts";
import type { Problem } from "../../../base/errors.ts";
import type { GitState, Run } from "../../../core/runs/run.ts";
import { createSourceRun } from "../../../core/runs/sourceRun.ts";
import type { DvcEntry } from "./dvcEntries.ts";

export interface RunPlace {
  readonly id: string;
  /** Of DVC's root, as in `RunLocation`. */
  readonly path: string;
  /** Path of the project's root inside the repository; "" at its top. */
  readonly prefix: string;
}

/** The tag that names the commit that holds an experiment. */
const commitTag = "dvc.commit";

/** An experiment, or a commit with metrics, as a run. Its time is the commit's, as in DVC's table. */
export function createEntryRun(
  entry: DvcEntry,
  place: RunPlace,
  { columns, problems, exitCode }: EntryFacts,
): Run {
  const isStashed = entry.kind === "stashed";
  const { path, id } = place;
  return {
    ...createSourceRun({ id, name: entry.name, source: "dvc", path, key: entry.key }),
    status: entry.status,
    experiment: entry.baselineName,
    startTime: isStashed ? null : entry.time,
    updatedAt: entry.time,
    exitCode,
    git: gitOf(entry, place),
    params: columns.params,
    // What a queued or failed one has in its files are its baseline's metrics.
    metrics: isStashed ? {} : columns.metrics,
    tags: {
      ...(isStashed ? {} : columns.tags),
      ...(entry.kind === "experiment" ? { [commitTag]: entry.commit.hash } : {}),
    },
    note: noteOf(entry),
    problems,
  };
}

export interface EntryFacts {
  readonly columns: RowColumns;
  readonly problems: readonly Problem[];
  readonly exitCode: number | null;
}

/**
 * The code of an experiment is its baseline's with the changes that DVC committed: like a snapshot
 * of a working tree that was not clean.
 */
function gitOf(entry: DvcEntry, { prefix }: RunPlace): GitState {
  const { baseline, commit, branch } = entry;
  return {
    ...{ commit: baseline.hash, branch, remote: null, snapshot: commit.hash },
    isDirty: commit.hash !== baseline.hash,
    ...{ subject: baseline.subject, author: baseline.author, committedAt: baseline.committedAt },
    ...{ prefix, omitted: [] },
  };
}

/** The message of an experiment's commit, unless it is the one that DVC makes up. */
function noteOf({ kind, commit }: DvcEntry): string {
  if (kind === "stashed" || /^dvc: commit experiment /.test(commit.subject)) return "";
  return commit.subject;
}
