import type { GitState, Run } from "./run.ts";

/** A run of Sextant's own, as far as it may have made runs of other tools. */
export interface RunOwner {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** Null while it runs. */
  readonly endTime: number | null;
  /** Relative to the project root, with `/`; "." is the root itself. */
  readonly cwd: string;
  readonly git: GitState | null;
}

/** The last write may come with the end, and be seen a little after it. */
const slackMs = 2000;

/**
 * The launched run that wrote a run of another tool: the only one that was running when it began
 * (or, for a format without times, when it was written last), in a folder that holds it. Undefined
 * when there is none, or more than one: nobody can tell then.
 */
export function findOwner(run: Run, owners: Iterable<RunOwner>): RunOwner | undefined {
  const time = run.startTime ?? run.updatedAt;
  const path = run.location?.path;
  if (time === null || path === undefined || path.startsWith("/")) return undefined;
  let found: RunOwner | undefined;
  for (const owner of owners) {
    if (!wasRunning(owner, time) || !holds(owner.cwd, path)) continue;
    if (found !== undefined) return undefined;
    found = owner;
  }
  return found;
}

function wasRunning({ startTime, endTime }: RunOwner, time: number): boolean {
  return startTime <= time && time <= (endTime ?? Infinity) + slackMs;
}

function holds(folder: string, path: string): boolean {
  return folder === "." || path === folder || path.startsWith(`${folder}/`);
}

/** The run under the one that wrote it, with its code: a guess, and marked as one. */
export function withOwner(run: Run, owners: Iterable<RunOwner>): Run {
  if (run.parentId !== null) return run;
  const owner = findOwner(run, owners);
  if (owner === undefined) return run;
  const git = run.git ?? (owner.git && { ...owner.git, isGuess: true as const });
  return { ...run, parentId: owner.id, git };
}
