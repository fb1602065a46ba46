/** How DVC keeps experiments in git (dvc/repo/experiments/refs.py and stash.py). */

const experimentRefs = "refs/exps/";
/** Below `refs/exps`: the queue, and what did not work, as the reflogs of two refs. */
export const queueRef = "refs/exps/celery/stash";
export const failedRef = "refs/exps/celery/failed";

export interface ExperimentRef {
  /** Full hash of the commit that the experiment is based on. */
  readonly baseline: string;
  readonly name: string;
}

/**
 * `refs/exps/<2>/<38>/<name>`; null for the refs that DVC keeps for itself (stash, celery, exec,
 * apply, temp) and for anything else.
 */
export function parseExperimentRef(ref: string): ExperimentRef | null {
  const match = /^refs\/exps\/([0-9a-f]{2})\/([0-9a-f]{38}|[0-9a-f]{62})\/([^/]+)$/.exec(ref);
  const [, start = "", rest = "", name = ""] = match ?? [];
  return match === null ? null : { baseline: start + rest, name };
}

export function formatExperimentRef({ baseline, name }: ExperimentRef): string {
  return `${experimentRefs}${baseline.slice(0, 2)}/${baseline.slice(2)}/${name}`;
}

/** An experiment that waits in the queue, or failed there. */
export interface StashedExperiment {
  /** The commit that holds its files; names it in `.dvc/tmp/exps/run`. */
  readonly revision: string;
  readonly baseline: string;
  /** "" when it was given none. */
  readonly name: string;
  /** When it was put there, milliseconds since the epoch. */
  readonly time: number;
}

const stashMessage = /^(?:commit: )?dvc-exp:([0-9a-f]+):([0-9a-f]+):([^~^:\\?[\]*]*)(?::.+)?$/;

/** One line of a reflog, by its commit, its time in seconds and its message; null for others. */
export function parseStashEntry(
  revision: string,
  seconds: number,
  message: string,
): StashedExperiment | null {
  const match = stashMessage.exec(message.trim());
  if (match === null) return null;
  const [, , baseline = "", name = ""] = match;
  return { revision, baseline, name, time: seconds * 1000 };
}
