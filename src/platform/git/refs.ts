import { lstatSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Git } from "./git.ts";
import type { RepositoryPlace } from "./locate.ts";

/** A ref to a commit, with the facts of the commit that lists need. */
export interface CommitRef extends LoggedCommit {
  /** In full: `refs/heads/main`. */
  readonly name: string;
  /** The branch that is checked out. */
  readonly isHead: boolean;
}

export interface LoggedCommit {
  readonly hash: string;
  readonly tree: string;
  /** Null for a commit without any. */
  readonly firstParent: string | null;
  /** Milliseconds since the epoch. */
  readonly committedAt: number;
  readonly author: string;
  readonly subject: string;
}

/** Refs below the prefixes (`refs/heads/`), sorted by name; those that name no commit are left out. */
export async function listRefs(
  git: Git,
  prefixes: readonly string[],
  signal?: AbortSignal,
): Promise<CommitRef[]> {
  const format = [
    "%(objectname)%00%(tree)%00%(parent)%00%(committerdate:unix)",
    "%00%(authorname)%00%(refname)%00%(HEAD)%00%(contents:subject)",
  ].join("");
  const output = await git.run(["for-each-ref", `--format=${format}`, ...prefixes], { signal });
  return output
    .toString("utf8")
    .split("\n")
    .flatMap((line) => {
      const fields = line.split("\0");
      const field = (index: number): string => fields[index] ?? "";
      if (field(1) === "") return [];
      return [
        {
          ...{ hash: field(0), tree: field(1), firstParent: firstOf(field(2)) },
          ...{ committedAt: Number(field(3)) * 1000, author: field(4), name: field(5) },
          ...{ isHead: field(6) === "*", subject: field(7) },
        },
      ];
    });
}

/** The first of hashes with spaces between them; null for none. */
export function firstOf(parents: string): string | null {
  const [first = ""] = parents.split(" ", 1);
  return first === "" ? null : first;
}

/** Entries of a ref's reflog, newest first; none where there is no such ref or no log of it. */
export async function readReflog(
  git: Git,
  ref: string,
  signal?: AbortSignal,
): Promise<
  readonly { readonly hash: string; readonly seconds: number; readonly message: string }[]
> {
  const args = ["log", "--walk-reflogs", "--date=unix", "--format=%H%x00%gd%x00%gs", ref, "--"];
  const { exitCode, stdout } = await git.call(args, { signal });
  if (exitCode !== 0) return [];
  return stdout
    .toString("utf8")
    .split("\n")
    .flatMap((line) => {
      const [hash = "", selector = "", message = ""] = line.split("\0");
      const seconds = /@\{(\d+)\}$/.exec(selector)?.[1];
      return seconds === undefined ? [] : [{ hash, seconds: Number(seconds), message }];
    });
}

const maxFolders = 20_000;

/** The state of a repository's refs, told by the times of files: no process is started. */
export interface RefStamp {
  /** Differs when a ref, HEAD or a reflog was written. */
  readonly text: string;
  /** When the newest of these files was written, milliseconds since the epoch. */
  readonly newest: number;
}

/**
 * Every ref is written by renaming a file into its folder, so that the folders' times tell of all
 * loose refs; packed refs, reftables and HEAD have a file each.
 */
export function readRefStamp(
  { gitDir, commonDir }: RepositoryPlace,
  namespaces: readonly string[],
): RefStamp {
  const parts: string[] = [];
  let newest = 0;
  const add = (file: string): boolean => {
    const stat = lstatSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return false;
    parts.push(`${file.slice(commonDir.length)} ${stat.mtimeMs} ${stat.size} ${stat.ino}`);
    newest = Math.max(newest, stat.mtimeMs);
    return stat.isDirectory();
  };
  add(path.join(gitDir, "HEAD"));
  for (const name of ["packed-refs", "reftable/tables.list"]) add(path.join(commonDir, name));
  const pending = namespaces.flatMap((name) => [
    path.join(commonDir, name),
    path.join(commonDir, "logs", name, "celery"),
  ]);
  for (let index = 0; index < pending.length && index < maxFolders; index++) {
    const folder = pending[index] ?? "";
    if (!add(folder)) continue;
    const isLog = folder.startsWith(path.join(commonDir, "logs"));
    for (const entry of entriesOf(folder)) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) pending.push(file);
      else if (isLog) add(file);
    }
  }
  return { text: parts.join("\n"), newest };
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
