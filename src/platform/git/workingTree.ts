import { parseStatus, type Status } from "../../core/snapshots/status.ts";
import type { Git } from "./git.ts";
import type { RepositoryPlace } from "./locate.ts";
import { copyIndex, type TemporaryIndex } from "./temporaryIndex.ts";
import { exists, type BytePath } from "./untracked.ts";

/** Time without output that git may take to look at all files. */
const timeoutMs = 600_000;

const statusArgs = [
  "status",
  "--porcelain=v2",
  "--branch",
  "-z",
  "--untracked-files=all",
  "--no-renames",
  "--no-ahead-behind",
  "--ignore-submodules=dirty",
];

export interface WorkingTree {
  /** HEAD, index and working tree as they are, hidden files included. */
  readonly status: Status;
  /** A copy of the user's index in which no file is hidden; whoever asked removes it. */
  readonly index: TemporaryIndex;
}

/**
 * The state of HEAD, index and working tree, read without touching any of them.
 *
 * Git can be told not to look at files (`update-index --assume-unchanged`, `--skip-worktree`), which
 * people do to keep changes of their own. Such files are part of the code that runs, and a restore
 * overwrites them: here they count like all others.
 */
export async function readWorkingTree(
  git: Git,
  place: RepositoryPlace,
  signal?: AbortSignal,
): Promise<WorkingTree> {
  const [copied, read, listed] = await Promise.allSettled([
    copyIndex(place.gitDir),
    runStatus(git, {}, signal),
    listHidden(git, place.top, signal),
  ]);
  if (copied.status === "rejected") throw copied.reason;
  const index = copied.value;
  try {
    if (read.status === "rejected") throw read.reason;
    if (listed.status === "rejected") throw listed.reason;
    if (listed.value.length === 0) return { status: read.value, index };
    await reveal(git, { index, files: listed.value, signal });
    return { status: await runStatus(git, index.env, signal), index };
  } catch (error) {
    await index.remove();
    throw error;
  }
}

/** The state alone. */
export async function readStatus(
  git: Git,
  place: RepositoryPlace,
  signal?: AbortSignal,
): Promise<Status> {
  const { status, index } = await readWorkingTree(git, place, signal);
  await index.remove();
  return status;
}

async function runStatus(
  git: Git,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Status> {
  const output = await git.run(statusArgs, { env, signal, timeoutMs });
  return parseStatus(output.toString("latin1"));
}

/** What is skipped and not on disk is left out of a sparse checkout: nothing is hidden there. */
async function listHidden(
  git: Git,
  top: string,
  signal: AbortSignal | undefined,
): Promise<BytePath[]> {
  const output = await git.run(["ls-files", "-v", "-z"], { signal });
  return output
    .toString("latin1")
    .split("\0")
    .flatMap((record) => {
      const tag = record.charAt(0);
      const file = record.slice(2);
      if (tag.toLowerCase() === "s") return exists(top, file) ? [file] : [];
      return /[a-z]/.test(tag) ? [file] : [];
    });
}

interface Revealing {
  readonly index: TemporaryIndex;
  readonly files: readonly BytePath[];
  readonly signal: AbortSignal | undefined;
}

async function reveal(git: Git, { index, files, signal }: Revealing): Promise<void> {
  const input = Buffer.from(files.map((file) => `${file}\0`).join(""), "latin1");
  for (const flag of ["--no-skip-worktree", "--no-assume-unchanged"]) {
    await git.run(["update-index", flag, "-z", "--stdin"], { input, env: index.env, signal });
  }
}
