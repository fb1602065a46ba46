import { randomBytes } from "node:crypto";
import { existsSync, lstatSync, readdirSync } from "node:fs";
import path from "node:path";
import { AppError } from "../../base/errors.ts";
import type { OmittedFile } from "../../core/runs/run.ts";
import { parseOmitted } from "../../core/snapshots/commitMessage.ts";
import type { CommitFacts } from "../../core/snapshots/commitObject.ts";
import { shortHash } from "../../core/snapshots/describe.ts";
import { readCommits } from "./catFile.ts";
import { checkHash } from "./changes.ts";
import { FileHashes } from "./fileHashes.ts";
import { Git } from "./git.ts";
import { locateRepository, type RepositoryPlace } from "./locate.ts";
import { defaultUntrackedLimitBytes, takeSnapshot } from "./snapshot.ts";
import { onDisk, readable, type BytePath } from "./untracked.ts";
import { readStatus } from "./workingTree.ts";

export interface RestoreOrigin {
  readonly git: Git;
  readonly place: RepositoryPlace;
  readonly commit: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Restored {
  /** Files the snapshot named without storing them: they are not in the restored tree. */
  readonly missing: readonly OmittedFile[];
  /** Repositories inside the repository that were left as they are, or left out. */
  readonly nestedMissing: readonly string[];
}

export interface RestoredInPlace extends Restored {
  /** What the working tree held before, kept as a commit; null when nothing was uncommitted. */
  readonly backup: { readonly commit: string; readonly ref: string } | null;
}

const checkoutTimeoutMs = 600_000;
const nestedDepthLimit = 5;

/**
 * Checks a commit out into a new working tree of the same repository. The folder must not exist or
 * be empty. Repositories inside are checked out too where this working tree has them.
 */
export async function restoreToWorktree(
  origin: RestoreOrigin,
  folder: string,
  depth = 0,
): Promise<Restored> {
  const { git, commit, signal } = origin;
  refuseUntrusted(git);
  const facts = await requireCommit(origin);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new AppError(
      "restore-folder-taken",
      `${folder} is not empty; name a folder that does not exist yet`,
      { details: { folder } },
    );
  }
  await git.run(["worktree", "add", "--force", "--detach", "--", path.resolve(folder), commit], {
    // The tree is to be complete, whatever this working tree leaves out.
    config: [["core.sparseCheckout", "false"]],
    timeoutMs: checkoutTimeoutMs,
    signal,
  });
  const nestedMissing: string[] = [];
  for (const entry of await nestedIn(origin)) {
    const isRestored =
      depth < nestedDepthLimit && (await restoreNested(origin, entry, folder, depth));
    if (!isRestored) nestedMissing.push(readable(entry.path));
  }
  return { missing: parseOmitted(facts.message), nestedMissing };
}

/** Makes a branch at a commit. Nothing is checked out. */
export async function restoreToBranch(origin: RestoreOrigin, name: string): Promise<Restored> {
  const { git, commit, signal } = origin;
  const facts = await requireCommit(origin);
  const check = await git.call(["check-ref-format", "--branch", name], { signal });
  if (check.exitCode !== 0 || name.startsWith("-")) {
    throw new AppError("branch-name", `"${name}" cannot be the name of a branch; choose another`);
  }
  const args = ["branch", "--no-track", "--", name, commit];
  const result = await git.call(args, { signal });
  if (result.exitCode !== 0) {
    if (!/already exists/.test(result.stderr)) throw git.failure(args, result);
    throw new AppError("branch-exists", `the branch "${name}" exists already; choose another name`);
  }
  return { missing: parseOmitted(facts.message), nestedMissing: [] };
}

/**
 * Makes the files of the working tree those of a commit. HEAD and index stay, so the result shows as
 * uncommitted changes; untracked files that the commit does not have stay too.
 *
 * Invariant: no content is lost. With uncommitted work, or files in the way that git does not track,
 * it refuses (`uncommitted-changes`); told to overwrite, it first keeps all that as a commit.
 */
export async function restoreInPlace(
  origin: RestoreOrigin,
  { overwrite }: { readonly overwrite: boolean },
): Promise<RestoredInPlace> {
  const { git, commit, signal } = origin;
  refuseUntrusted(git);
  const facts = await requireCommit(origin);
  const status = await readStatus(git, origin.place, signal);
  const changed = status.entries
    .filter((entry) => entry.kind !== "untracked" && !entry.isNested)
    .map((entry) => entry.path);
  const inTheWay = await findInTheWay(origin);
  const atRisk = [...changed, ...inTheWay];
  if (atRisk.length > 0 && !overwrite) throw uncommittedChanges(git.folder, atRisk);
  const backup = atRisk.length > 0 ? await backUp(origin, inTheWay) : null;
  await git.run(["restore", `--source=${commit}`, "--worktree", "--no-overlay", "--", "."], {
    timeoutMs: checkoutTimeoutMs,
    signal,
  });
  const nested = await nestedIn(origin);
  return {
    missing: parseOmitted(facts.message),
    nestedMissing: nested.map((entry) => readable(entry.path)),
    backup,
  };
}

function uncommittedChanges(folder: string, paths: readonly BytePath[]): AppError {
  const shown = paths.slice(0, 3).map(readable).join(", ");
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
  return new AppError(
    "uncommitted-changes",
    `${folder} has uncommitted work that would be overwritten: ${shown}${more}; commit it, ` +
      "restore into a worktree or a branch, or allow overwriting (--overwrite; a backup is made first)",
    { details: { paths: paths.map(readable) } },
  );
}

/** Filters run when files are checked out: they are programs that the repository names. */
function refuseUntrusted(git: Git): void {
  if (git.isTrusted) return;
  throw new AppError(
    "restore-untrusted",
    `checking files out in ${git.folder} can run programs that the repository names; ` +
      "trust the folder first",
  );
}

/** Facts of a commit; AppError `commit-missing` when it is not here. */
export async function requireCommit({ git, commit, signal }: RestoreOrigin): Promise<CommitFacts> {
  const facts = (await readCommits(git, [checkHash(commit)], signal)).get(commit);
  if (facts !== undefined) return facts;
  throw new AppError(
    "commit-missing",
    `commit ${shortHash(commit)} is not in ${git.folder}; it was made in another clone, or its ` +
      "ref under refs/sextant was removed",
    { details: { commit } },
  );
}

interface TreeEntry {
  readonly mode: string;
  readonly hash: string;
  readonly path: BytePath;
}

async function readTree({ git, commit, signal }: RestoreOrigin): Promise<TreeEntry[]> {
  const output = await git.run(["ls-tree", "-r", "-z", "--full-tree", commit], { signal });
  return output
    .toString("latin1")
    .split("\0")
    .flatMap((record) => {
      const match = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(record);
      const [, mode = "", hash = "", file = ""] = match ?? [];
      return match === null ? [] : [{ mode, hash, path: file }];
    });
}

async function nestedIn(origin: RestoreOrigin): Promise<TreeEntry[]> {
  return (await readTree(origin)).filter((entry) => entry.mode === "160000");
}

async function restoreNested(
  { git, place, signal }: RestoreOrigin,
  entry: TreeEntry,
  folder: string,
  depth: number,
): Promise<boolean> {
  const source = onDisk(place.top, entry.path).toString();
  if (!existsSync(path.join(source, ".git"))) return false;
  const inner = new Git({ folder: source, isTrusted: git.isTrusted });
  const innerPlace = await locateRepository(inner, signal);
  if (innerPlace === null || innerPlace.top === place.top) return false;
  if (!(await readCommits(inner, [entry.hash], signal)).has(entry.hash)) return false;
  const target = onDisk(path.resolve(folder), entry.path).toString();
  await restoreToWorktree(
    { git: inner, place: innerPlace, commit: entry.hash, signal },
    target,
    depth + 1,
  );
  return true;
}

/** Files on disk that git does not track, at places where the commit has files. */
async function findInTheWay(origin: RestoreOrigin): Promise<BytePath[]> {
  const { git, place, signal } = origin;
  const [tree, listed] = await Promise.all([
    readTree(origin),
    git.run(["ls-files", "-z"], { signal }),
  ]);
  const tracked = new Set(listed.toString("latin1").split("\0"));
  const found = new Set<BytePath>();
  for (const entry of tree) {
    if (tracked.has(entry.path) || entry.mode === "160000") continue;
    const obstacle = obstacleAt(place.top, entry.path);
    if (obstacle !== null && !tracked.has(obstacle)) found.add(obstacle);
  }
  return [...found];
}

/** What stands at a path: the file itself, or a file where one of its folders should be. */
function obstacleAt(top: string, file: BytePath): BytePath | null {
  const parts = file.split("/");
  for (let length = 1; length <= parts.length; length++) {
    const candidate = parts.slice(0, length).join("/");
    const stat = lstatSync(onDisk(top, candidate), { throwIfNoEntry: false });
    if (stat === undefined) return null;
    if (!stat.isDirectory()) return candidate;
  }
  if (readdirSync(onDisk(top, file)).length === 0) return null;
  throw new AppError(
    "restore-folder-in-the-way",
    `the folder ${readable(file)} stands where the commit has a file; move it away first`,
  );
}

async function backUp(
  { git, place, signal }: RestoreOrigin,
  inTheWay: readonly BytePath[],
): Promise<{ commit: string; ref: string }> {
  const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const ref = `refs/sextant/backup/${time}-${randomBytes(3).toString("hex")}`;
  const snapshot = await takeSnapshot(git, place, {
    ref,
    subject: "Working tree before Sextant restored another",
    untrackedLimitBytes: defaultUntrackedLimitBytes,
    hashes: FileHashes.open(null),
    alsoStore: inTheWay,
    depth: 0,
    signal,
  });
  const lost = snapshot.omitted.find((file) => inTheWay.map(readable).includes(file.path));
  if (lost !== undefined) {
    throw new AppError(
      "restore-too-large",
      `${lost.path} would be overwritten and is too large to keep a copy of; move it away first`,
    );
  }
  if (snapshot.commit === null) throw new Error("a dirty tree gave no backup");
  return { commit: snapshot.commit, ref };
}
