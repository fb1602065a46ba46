import { parseChanges, type ChangedFile, type Side } from "../../core/snapshots/changes.ts";
import type { Status } from "../../core/snapshots/status.ts";
import type { CallOptions, Git } from "./git.ts";
import type { RepositoryPlace } from "./locate.ts";
import { defaultUntrackedLimitBytes } from "./snapshot.ts";
import { exists, splitBySize, type BytePath } from "./untracked.ts";
import { readWorkingTree } from "./workingTree.ts";

/** Everything a user may have configured for diffs is set: the output is for us, or to be stable. */
const diffArgs = [
  "diff",
  "--no-color",
  "--no-ext-diff",
  "--no-textconv",
  "--no-relative",
  "--find-renames",
  "--ignore-submodules=dirty",
  "--submodule=short",
  "--src-prefix=a/",
  "--dst-prefix=b/",
];

const timeoutMs = 600_000;

export interface Comparison {
  readonly git: Git;
  readonly place: RepositoryPlace;
  readonly from: Side;
  readonly to: Side;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The files that differ between two sides. Untracked files of the working tree count as a snapshot
 * would take them: not the ignored ones, and not those above the size limit.
 */
export async function readChanges(comparison: Comparison): Promise<ChangedFile[]> {
  const output = await diff(comparison, ["--raw", "--numstat", "-z"]);
  return parseChanges(output.toString("utf8"));
}

/** The differences as a patch that `git apply` takes, handed over piece by piece. */
export async function readPatch(
  comparison: Comparison,
  onOutput: (chunk: Buffer) => void,
): Promise<void> {
  await diff(comparison, ["--patch", "--binary"], { onOutput });
}

async function diff(
  comparison: Comparison,
  format: readonly string[],
  options: CallOptions = {},
): Promise<Buffer> {
  const { git, from, to, signal } = comparison;
  const args = [...diffArgs, ...format];
  const call = { ...options, signal, timeoutMs };
  if (from === "working-tree") {
    return to === "working-tree"
      ? Buffer.alloc(0)
      : await diffWorkingTree(comparison, [...args, "-R", checkHash(to.commit), "--"], call);
  }
  if (to === "working-tree") {
    return await diffWorkingTree(comparison, [...args, checkHash(from.commit), "--"], call);
  }
  return await git.run([...args, checkHash(from.commit), checkHash(to.commit), "--"], call);
}

/** Git compares with files that an index names: a copy of the user's is given the untracked ones. */
async function diffWorkingTree(
  { git, place, signal }: Comparison,
  args: readonly string[],
  call: CallOptions,
): Promise<Buffer> {
  const { status, index } = await readWorkingTree(git, place, signal);
  try {
    const records = await namedForDiff(place.top, status);
    if (records.length > 0) {
      await git.run(["update-index", "--add", "--replace", "-z", "--index-info"], {
        input: Buffer.from(records.join(""), "latin1"),
        env: index.env,
        signal,
      });
    }
    return await git.run(args, { ...call, env: index.env });
  } finally {
    await index.remove();
  }
}

/** Index records that make git look at a file: the hash is a placeholder, never read. */
async function namedForDiff(top: string, status: Status): Promise<string[]> {
  const of = (kind: string): BytePath[] =>
    status.entries
      .filter((entry) => entry.kind === kind && !entry.isNested)
      .map((entry) => entry.path);
  const untracked = await splitBySize(top, of("untracked"), defaultUntrackedLimitBytes);
  const unmerged = of("unmerged");
  const digits = status.head?.length ?? 40;
  const placeholder = "1".repeat(digits);
  return [
    ...unmerged
      .filter((file) => !exists(top, file))
      .map((file) => `0 ${"0".repeat(digits)}\t${file}\0`),
    ...[...unmerged.filter((file) => exists(top, file)), ...untracked.small].map(
      (file) => `100644 ${placeholder}\t${file}\0`,
    ),
  ];
}

/** A commit's name goes among the options: only a full hash may stand there. */
export function checkHash(commit: string): string {
  if (!isHash(commit)) throw new Error(`not a commit's hash: ${commit}`);
  return commit;
}

export function isHash(text: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text);
}
