import type { GitState } from "./run.ts";

export interface HistoryCommit {
  readonly hash: string;
  /** Milliseconds since the epoch, in whole seconds. */
  readonly committedAt: number;
  readonly subject: string;
  readonly author: string;
}

/** First parents of what is checked out, newest first. */
export interface CommitHistory {
  /** Null when HEAD is detached. */
  readonly branch: string | null;
  /** Path of the project's root inside the repository; "" at its top. */
  readonly prefix: string;
  readonly commits: readonly HistoryCommit[];
}

export interface UnknownRun {
  /** Milliseconds since the epoch. */
  readonly startTime: number | null;
  /** As in `RunLocation`. */
  readonly path: string;
}

/**
 * The commit that a run was probably made from: the last one that was not made after the run began,
 * on the branch that is checked out now. Null before the first commit, for a run without a time,
 * and for one that lies outside the project.
 *
 * It is wrong for a run of another branch, for one of uncommitted changes, and after a rebase (which
 * makes commits anew, later than the run): say that it is a guess wherever it is shown.
 */
export function guessCommit(run: UnknownRun, history: CommitHistory): GitState | null {
  if (run.startTime === null || !isInside(run.path)) return null;
  const commit = lastBefore(run.startTime, history.commits);
  if (commit === undefined) return null;
  const { hash, committedAt, subject, author } = commit;
  return {
    ...{ commit: hash, branch: history.branch, remote: null, isDirty: false, snapshot: null },
    ...{ subject, author, committedAt, prefix: history.prefix, omitted: [], isGuess: true },
  };
}

function isInside(path: string): boolean {
  const isAbsolute = /^(?:[/\\]|[A-Za-z][\w+.-]*:)/.test(path);
  return !isAbsolute && path !== ".." && !path.startsWith("../");
}

/** Times of commits need not grow along the history; of equal times the newer commit is taken. */
function lastBefore(time: number, commits: readonly HistoryCommit[]): HistoryCommit | undefined {
  const sorted = inOrder(commits);
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.committedAt ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}

/** Sorted once a history: thousands of runs ask about the same one. */
const sortedHistories = new WeakMap<readonly HistoryCommit[], readonly HistoryCommit[]>();

function inOrder(commits: readonly HistoryCommit[]): readonly HistoryCommit[] {
  let sorted = sortedHistories.get(commits);
  if (sorted === undefined) {
    sorted = commits.toReversed().toSorted((a, b) => a.committedAt - b.committedAt);
    sortedHistories.set(commits, sorted);
  }
  return sorted;
}
