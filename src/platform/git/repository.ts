import { AppError } from "../../base/errors.ts";
import type { ChangedFile, Side } from "../../core/snapshots/changes.ts";
import { shortHash } from "../../core/snapshots/describe.ts";
import type { CommitFacts } from "../../core/snapshots/commitObject.ts";
import { remoteUrl, type GitConfig } from "../../core/snapshots/gitConfig.ts";
import { isRunId } from "../../core/runs/runId.ts";
import type { GitState } from "../../core/runs/run.ts";
import { existingObjects, readCommits } from "./catFile.ts";
import { checkHash, isHash, readChanges, readPatch } from "./changes.ts";
import { FileHashes } from "./fileHashes.ts";
import { Git } from "./git.ts";
import { locateRepository, prefixOf, type RepositoryPlace } from "./locate.ts";
import {
  requireCommit,
  restoreInPlace,
  restoreToBranch,
  restoreToWorktree,
  type Restored,
  type RestoredInPlace,
} from "./restore.ts";
import { defaultUntrackedLimitBytes, takeSnapshot } from "./snapshot.ts";
import { readable } from "./untracked.ts";
import { readStatus } from "./workingTree.ts";

export interface OpenOptions {
  /** When false, nothing that the repository configures is ever executed. */
  readonly isTrusted: boolean;
  readonly signal?: AbortSignal;
}

export interface SnapshotOptions {
  readonly runId: string;
  /** The project's root: a folder in the working tree. */
  readonly prefixRoot: string;
  /** Untracked files above it are named with their hash instead of stored; 50 MB unless told. */
  readonly untrackedLimitBytes?: number;
  /** Where the hashes of such files are remembered; nowhere unless told. */
  readonly hashCacheFile?: string;
  readonly signal?: AbortSignal;
}

export interface PatchOptions {
  readonly onOutput: (chunk: Buffer) => void;
  readonly signal?: AbortSignal;
}

/**
 * The repository whose working tree holds `folder`; null outside git, in a bare repository and in a
 * folder that does not exist. AppError `git-missing` without git, `git-unsafe-owner` where git
 * refuses the repository for its owner.
 */
export async function openRepository(
  folder: string,
  { isTrusted, signal }: OpenOptions,
): Promise<Repository | null> {
  const place = await locateRepository(new Git({ folder, isTrusted }), signal);
  return place === null ? null : new Repository(place, isTrusted);
}

/** A git repository with a working tree. Holds no process and no lock: nothing to dispose. */
export class Repository {
  readonly place: RepositoryPlace;
  readonly git: Git;

  constructor(place: RepositoryPlace, isTrusted: boolean) {
    this.place = place;
    this.git = new Git({ folder: place.top, isTrusted });
  }

  /** Top of the working tree. */
  get top(): string {
    return this.place.top;
  }

  /** Records the exact working tree for a run; see takeSnapshot. */
  async createSnapshot(options: SnapshotOptions): Promise<GitState> {
    const { runId, prefixRoot, signal } = options;
    if (!isRunId(runId)) throw new Error(`not a run id: ${runId}`);
    const hashes = FileHashes.open(options.hashCacheFile ?? null);
    const snapshot = await takeSnapshot(this.git, this.place, {
      ref: snapshotRef(runId),
      subject: `Working tree of Sextant run ${runId}`,
      untrackedLimitBytes: options.untrackedLimitBytes ?? defaultUntrackedLimitBytes,
      hashes,
      depth: 0,
      signal,
    });
    hashes.save();
    return {
      ...describeHead(snapshot.head, snapshot.status.branch, snapshot.config),
      isDirty: snapshot.isDirty,
      snapshot: snapshot.commit,
      prefix: prefixOf(this.top, prefixRoot),
      omitted: snapshot.omitted,
    };
  }

  /** The state of the repository now, without storing anything: `snapshot` is null when dirty. */
  async readState(prefixRoot: string, signal?: AbortSignal): Promise<GitState> {
    const [config, status, commits] = await Promise.all([
      this.git.config(signal),
      readStatus(this.git, this.place, signal),
      readCommits(this.git, ["HEAD"], signal),
    ]);
    const isDirty = status.entries.length > 0;
    return {
      ...describeHead(commits.get("HEAD") ?? null, status.branch, config),
      isDirty,
      snapshot: isDirty ? null : status.head,
      prefix: prefixOf(this.top, prefixRoot),
      omitted: [],
    };
  }

  /** Facts of commits, by the names asked for; what is unknown here is left out. */
  commits(hashes: readonly string[], signal?: AbortSignal): Promise<Map<string, CommitFacts>> {
    return readCommits(this.git, hashes.filter(isHash), signal);
  }

  /**
   * The commits among these that a branch, a tag or HEAD still leads to. Sextant's own refs do not
   * count: they are what keeps the others.
   */
  async reachable(hashes: readonly string[], signal?: AbortSignal): Promise<Set<string>> {
    const asked = [...new Set(hashes.filter(isHash))];
    const existing = await existingObjects(this.git, asked, signal);
    if (existing.size === 0) return existing;
    const output = await this.git.run(["rev-list", "--ignore-missing", "--stdin", ...notFromRefs], {
      input: `${[...existing].join("\n")}\n`,
      signal,
    });
    const lost = new Set(output.toString("latin1").split("\n"));
    return new Set([...existing].filter((hash) => !lost.has(hash)));
  }

  /** Full hash of the commit that a revision names; null when it names none. */
  async resolveCommit(revision: string, signal?: AbortSignal): Promise<string | null> {
    const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
    const { exitCode, stdout } = await this.git.call(args, { signal });
    return exitCode === 0 ? stdout.toString("latin1").trim() : null;
  }

  /** Facts of a commit; AppError `commit-missing` when it is not in this repository. */
  requireCommit(commit: string, signal?: AbortSignal): Promise<CommitFacts> {
    return requireCommit({ git: this.git, place: this.place, commit, signal });
  }

  /** Names of the local branches. */
  async branches(signal?: AbortSignal): Promise<Set<string>> {
    const args = ["for-each-ref", "--format=%(refname)", "refs/heads/"];
    const output = await this.git.run(args, { signal });
    const names = output.toString("utf8").split("\n").filter(Boolean);
    return new Set(names.map((name) => name.replace("refs/heads/", "")));
  }

  changedFiles(from: Side, to: Side, signal?: AbortSignal): Promise<ChangedFile[]> {
    return readChanges({ git: this.git, place: this.place, from, to, signal });
  }

  /** The changes as a patch, handed over piece by piece. */
  patch(from: Side, to: Side, options: PatchOptions): Promise<void> {
    const { onOutput, signal } = options;
    return readPatch({ git: this.git, place: this.place, from, to, signal }, onOutput);
  }

  /** Content of a file as it is stored in a commit. The path is relative to the top, with `/`. */
  async readFile(commit: string, path: string, signal?: AbortSignal): Promise<Uint8Array> {
    const args = ["cat-file", "blob", `${checkHash(commit)}:${path}`];
    const result = await this.git.call(args, { signal });
    if (result.exitCode === 0) return result.stdout;
    if (!/does not exist|exists on disk|[Nn]ot a valid object name|bad file/.test(result.stderr)) {
      throw this.git.failure(args, result);
    }
    throw new AppError("git-no-such-file", `commit ${shortHash(commit)} has no file ${path}`, {
      details: { commit, path },
    });
  }

  /** Checks a commit out into a folder of its own: a new working tree of this repository. */
  restoreToWorktree(commit: string, folder: string, signal?: AbortSignal): Promise<Restored> {
    return restoreToWorktree({ git: this.git, place: this.place, commit, signal }, folder);
  }

  /** Makes a branch at a commit, without switching to it. */
  restoreToBranch(commit: string, name: string, signal?: AbortSignal): Promise<Restored> {
    return restoreToBranch({ git: this.git, place: this.place, commit, signal }, name);
  }

  /** Makes the working tree's files those of a commit; see restore.ts for what it refuses. */
  restoreInPlace(
    commit: string,
    { overwrite = false, signal }: { overwrite?: boolean; signal?: AbortSignal } = {},
  ): Promise<RestoredInPlace> {
    const origin = { git: this.git, place: this.place, commit, signal };
    return restoreInPlace(origin, { overwrite });
  }
}

/** The ref that keeps the code of a run. */
export function snapshotRef(runId: string): string {
  return `refs/sextant/runs/${runId}`;
}

const notFromRefs = ["--not", "--exclude=refs/sextant/*", "--exclude=refs/stash", "--all"];

function describeHead(
  head: CommitFacts | null,
  branchBytes: string | null,
  config: GitConfig,
): Pick<GitState, "commit" | "branch" | "remote" | "subject" | "author" | "committedAt"> {
  const branch = branchBytes === null ? null : readable(branchBytes);
  return {
    commit: head?.hash ?? null,
    branch,
    remote: remoteUrl(config, branch),
    subject: head?.subject ?? null,
    author: head?.author ?? null,
    committedAt: head?.committedAt ?? null,
  };
}
