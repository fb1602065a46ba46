import { throwIfAborted } from "../../base/async.ts";
import { AppError } from "../../base/errors.ts";
import { snapshotMessage } from "../../core/snapshots/commitMessage.ts";
import type { CommitFacts } from "../../core/snapshots/commitObject.ts";
import type { GitConfig } from "../../core/snapshots/gitConfig.ts";
import type { Status } from "../../core/snapshots/status.ts";
import type { OmittedFile } from "../../core/runs/run.ts";
import { readCommits } from "./catFile.ts";
import type { Git } from "./git.ts";
import type { RepositoryPlace } from "./locate.ts";
import { collectNested, type NestedEntry } from "./nested.ts";
import type { SnapshotRequest } from "./snapshotRequest.ts";
import type { TemporaryIndex } from "./temporaryIndex.ts";
import { describeOmitted, splitBySize, unreadable, type BytePath } from "./untracked.ts";
import { readWorkingTree } from "./workingTree.ts";

/** Untracked files above this are named with their hash instead of stored. */
export const defaultUntrackedLimitBytes = 50 * 1024 * 1024;

/** Time without output that git may take to read and store files. */
const storeTimeoutMs = 600_000;

export interface Snapshot {
  readonly status: Status;
  readonly head: CommitFacts | null;
  /** Empty for a repository inside another. */
  readonly config: GitConfig;
  /** HEAD's own commit when nothing differs from it; null when there is nothing at all. */
  readonly commit: string | null;
  readonly isDirty: boolean;
  readonly omitted: readonly OmittedFile[];
}

/**
 * Stores the working tree as a commit on top of HEAD: what `git add --all` would take, on a copy of
 * the index, and the same of each repository inside.
 *
 * Invariant: the user's index, HEAD, branches, stash and files are as they were, to the byte.
 */
export async function takeSnapshot(
  git: Git,
  place: RepositoryPlace,
  request: SnapshotRequest,
): Promise<Snapshot> {
  const { status, index } = await readWorkingTree(git, place, request.signal);
  try {
    const nested = await collectNested({ git, place, request, status, index, takeSnapshot });
    return await store({ git, place, request, status, nested, index });
  } finally {
    await index.remove();
  }
}

interface Work {
  readonly git: Git;
  readonly place: RepositoryPlace;
  readonly request: SnapshotRequest;
  readonly status: Status;
  readonly nested: readonly NestedEntry[];
  readonly index: TemporaryIndex;
}

async function store(work: Work): Promise<Snapshot> {
  const { status, nested, request } = work;
  const alsoStore = request.alsoStore ?? [];
  const isClean = status.entries.length + nested.length + alsoStore.length === 0;
  const [{ head, config }, { tree, omitted }] = await Promise.all([
    readFacts(work),
    isClean ? { tree: null, omitted: [] } : fillIndex(work),
  ]);
  const isDirty = tree !== null && (tree !== head?.tree || omitted.length > 0);
  const facts = { status, head, config, isDirty, omitted };
  if (!isDirty) {
    await keepCommit(work);
    return { ...facts, commit: status.head };
  }
  const commit = await commitTree(work, tree, omitted);
  await updateRef(work, commit);
  return { ...facts, commit };
}

/** One after the other, and not before the status is known: git's own work needs the processors. */
async function readFacts({
  git,
  status,
  request,
}: Work): Promise<{ head: CommitFacts | null; config: GitConfig }> {
  const { depth, signal } = request;
  const names = status.head === null ? [] : [status.head];
  const commits = await readCommits(git, names, signal);
  const config: GitConfig = depth === 0 ? await git.config(signal) : new Map();
  return { head: commits.get(status.head ?? "") ?? null, config };
}

async function commitTree(
  { git, status, request }: Work,
  tree: string,
  omitted: readonly OmittedFile[],
): Promise<string> {
  const parents = status.head === null ? [] : ["-p", status.head];
  const output = await git.run(["commit-tree", "--no-gpg-sign", ...parents, tree], {
    input: snapshotMessage(request.subject, omitted),
    env: identity,
    signal: request.signal,
  });
  return output.toString("latin1").trim();
}

/** Snapshots are Sextant's: they need no user name to be configured. */
const identity = {
  GIT_AUTHOR_NAME: "Sextant",
  GIT_AUTHOR_EMAIL: "snapshot@sextant.invalid",
  GIT_COMMITTER_NAME: "Sextant",
  GIT_COMMITTER_EMAIL: "snapshot@sextant.invalid",
};

/** The working tree as a tree object, and what was left out of it. */
async function fillIndex(work: Work): Promise<{ tree: string; omitted: OmittedFile[] }> {
  const { git, place, request, status, nested } = work;
  const files = status.entries.filter((entry) => !entry.isNested);
  const pathsOf = (...kinds: readonly string[]): BytePath[] =>
    files.filter(({ kind }) => kinds.includes(kind)).map((entry) => entry.path);
  const untracked = await splitBySize(
    place.top,
    [...new Set([...pathsOf("untracked"), ...(request.alsoStore ?? [])])],
    request.untrackedLimitBytes,
  );
  const present = [...pathsOf("modified", "unmerged"), ...untracked.small];
  if (!git.isTrusted) await refuseFilters(git, present, request.signal);
  const gone = status.entries.filter((entry) => entry.kind === "deleted").map(({ path }) => path);
  await writeEntries(work, gone, nested);
  const locked = await addFiles(work, present);
  const omitted: OmittedFile[] = [];
  for (const file of [...untracked.large, ...locked]) {
    const described = await describeOmitted(place.top, file, request);
    if (described !== null) omitted.push(described);
  }
  return { tree: await writeTree(work), omitted };
}

/** Deletions first: a folder may stand where a file was, or the other way round. */
async function writeEntries(
  { git, request, index, status }: Work,
  gone: readonly BytePath[],
  nested: readonly NestedEntry[],
): Promise<void> {
  if (gone.length + nested.length === 0) return;
  const zeros = "0".repeat(status.head?.length ?? 40);
  const records = [
    ...gone.map((path) => `0 ${zeros}\t${path}\0`),
    ...nested.map(({ path, commit }) => `160000 ${commit}\t${path}\0`),
  ];
  await git.run(["update-index", "--add", "--replace", "-z", "--index-info"], {
    input: Buffer.from(records.join(""), "latin1"),
    env: index.env,
    signal: request.signal,
  });
}

/** Adds files as they are now; returns those that may not be read. */
async function addFiles(work: Work, files: readonly BytePath[]): Promise<BytePath[]> {
  if (files.length === 0) return [];
  const args = ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"];
  const { git, place, index, request } = work;
  const add = (paths: readonly BytePath[]): Promise<unknown> =>
    paths.length === 0
      ? Promise.resolve()
      : git.run(args, {
          input: Buffer.from(paths.map((file) => `${file}\0`).join(""), "latin1"),
          env: index.env,
          signal: request.signal,
          timeoutMs: storeTimeoutMs,
        });
  try {
    await add(files);
    return [];
  } catch (error) {
    const locked = unreadable(place.top, files);
    if (!AppError.is(error) || locked.length === 0) throw error;
    await add(files.filter((file) => !locked.includes(file)));
    return locked;
  }
}

async function writeTree({ git, index, request }: Work): Promise<string> {
  const output = await git.run(["write-tree"], { env: index.env, signal: request.signal });
  return output.toString("latin1").trim();
}

async function updateRef({ git, request }: Work, commit: string): Promise<void> {
  const { ref, signal } = request;
  throwIfAborted(signal);
  await git.run(["update-ref", "--no-deref", ref, commit], { signal });
}

/**
 * Keeps HEAD's commit for a run that needed no snapshot, lest a rebase and a clean-up take it away.
 * The run's state is known without it, so a repository that cannot be written to is no failure.
 */
async function keepCommit(work: Work): Promise<void> {
  if (work.status.head === null) return;
  try {
    await updateRef(work, work.status.head);
  } catch (error) {
    if (!AppError.is(error)) throw error;
  }
}

/** Storing a filtered file means running the filter: not for a repository that is not trusted. */
async function refuseFilters(
  git: Git,
  files: readonly BytePath[],
  signal: AbortSignal | undefined,
): Promise<void> {
  if (files.length === 0) return;
  const input = Buffer.from(files.map((file) => `${file}\0`).join(""), "latin1");
  const output = await git.run(["check-attr", "-z", "--stdin", "filter"], { input, signal });
  const fields = output.toString("latin1").split("\0");
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const value = fields[at + 2];
    if (value === "unspecified" || value === "unset") continue;
    throw new AppError(
      "git-filter-untrusted",
      `${git.folder} stores files through the content filter "${value}", which runs a program; ` +
        "trust the folder to take a snapshot of it",
      { details: { filter: value } },
    );
  }
}
