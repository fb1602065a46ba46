import {
  failedRef,
  formatExperimentRef,
  parseExperimentRef,
  parseStashEntry,
  queueRef,
  type StashedExperiment,
} from "../../../core/formats/dvc/expRefs.ts";
import type { RunStatus } from "../../../core/runs/run.ts";
import { shortHash } from "../../../core/snapshots/describe.ts";
import { readCommits } from "../../git/catFile.ts";
import { readFirstParents } from "../../git/commitLog.ts";
import type { Git } from "../../git/git.ts";
import { listRefs, readReflog, type CommitRef, type LoggedCommit } from "../../git/refs.ts";

/** So many commits of the branches are looked at for metrics that they changed. */
const maxCommits = 1000;

/** A state of the project that git holds. */
export interface DvcEntry {
  readonly kind: "experiment" | "stashed" | "commit";
  /** Tells it apart from others for ever: the experiment's ref, or the commit's hash. */
  readonly key: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly commit: LoggedCommit;
  /** What the experiment was made from; the commit itself for one that is none. */
  readonly baseline: LoggedCommit;
  /** The baseline's branch, else its short hash. */
  readonly baselineName: string;
  readonly branch: string | null;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Names what `.dvc/tmp/exps/run` holds of it. */
  readonly stashRevision?: string;
  /** Shown only if it changed the metrics. */
  readonly isOnlyHistory?: true;
}

export interface DvcEntries {
  readonly entries: readonly DvcEntry[];
  readonly head: LoggedCommit | null;
  readonly headBranch: string | null;
  /** Commits by hash, as far as they were needed. */
  readonly commits: ReadonlyMap<string, LoggedCommit>;
  nameOf(hash: string): string;
}

/**
 * Experiments, queued and failed ones, and the commits of branches. Of an experiment of several
 * commits (checkpoints, as older versions made them) the last one counts.
 */
export async function listEntries(git: Git): Promise<DvcEntries> {
  const refs = await listRefs(git, ["refs/exps/", "refs/heads/"]);
  const branches = refs.filter(({ name }) => name.startsWith("refs/heads/"));
  const history = await readFirstParents(git, ["HEAD", "--branches"], { maxCount: maxCommits });
  const commits = new Map<string, LoggedCommit>();
  for (const commit of [...history, ...refs]) commits.set(commit.hash, commit);
  const headBranch = branches.find(({ isHead }) => isHead);
  const head = headBranch ?? (await readHead(git, commits));
  const stashed = await readStashes(git, refs);
  const experiments = refs.flatMap((commit) => {
    const parsed = parseExperimentRef(commit.name);
    return parsed === null ? [] : [{ ...parsed, commit }];
  });
  const baselines = [...experiments, ...stashed].map(({ baseline }) => baseline);
  await addMissing(git, commits, [...baselines, ...stashed.map(({ revision }) => revision)]);
  const names = branchNames(branches);
  const nameOf = (hash: string): string => names.get(hash) ?? shortHash(hash);
  const context: Context = { commits, names, nameOf };
  const taken = new Set(experiments.map(({ commit }) => commit.name));
  const tips = new Set([...names.keys(), ...baselines, ...(head === null ? [] : [head.hash])]);
  return {
    entries: [
      ...experiments.map(({ commit, name, baseline }) => ({
        ...shared(context, baseline, commit),
        ...{ kind: "experiment" as const, key: commit.name, name, status: "finished" as const },
        time: commit.committedAt,
      })),
      ...stashed.flatMap((entry) => stashedEntry(context, entry, taken)),
      ...[...commits.values()].flatMap((commit) => commitEntry(context, commit, { history, tips })),
    ],
    ...{ head, commits, nameOf },
    headBranch: headBranch === undefined ? null : branchName(headBranch),
  };
}

interface Context {
  readonly commits: ReadonlyMap<string, LoggedCommit>;
  /** Branches by the hash of their tip. */
  readonly names: ReadonlyMap<string, string>;
  readonly nameOf: (hash: string) => string;
}

function shared(context: Context, baselineHash: string, commit: LoggedCommit) {
  // A baseline that was thrown away leaves its experiments without one.
  const baseline = context.commits.get(baselineHash) ?? { ...commit, hash: baselineHash };
  return {
    ...{ commit, baseline, baselineName: context.nameOf(baselineHash) },
    branch: context.names.get(baselineHash) ?? null,
  };
}

function stashedEntry(
  context: Context,
  entry: StashedExperiment & { readonly status: RunStatus },
  taken: Set<string>,
): DvcEntry[] {
  const commit = context.commits.get(entry.revision);
  if (commit === undefined) return [];
  // The same name as the experiment will have, so that it stays the same run.
  const ref = entry.name === "" ? "" : formatExperimentRef(entry);
  const key = ref === "" || taken.has(ref) ? `stash/${entry.revision}` : ref;
  taken.add(key);
  return [
    {
      ...shared(context, entry.baseline, commit),
      ...{ kind: "stashed", key, status: entry.status, time: entry.time },
      name: entry.name === "" ? shortHash(entry.revision) : entry.name,
      stashRevision: entry.revision,
    },
  ];
}

function commitEntry(
  context: Context,
  commit: LoggedCommit,
  known: { readonly history: readonly LoggedCommit[]; readonly tips: ReadonlySet<string> },
): DvcEntry[] {
  const isTip = known.tips.has(commit.hash);
  if (!isTip && !inHistory(known.history).has(commit.hash)) return [];
  return [
    {
      ...shared(context, commit.hash, commit),
      ...{ kind: "commit", key: commit.hash, status: "unknown", time: commit.committedAt },
      name: context.nameOf(commit.hash),
      ...(isTip ? {} : { isOnlyHistory: true as const }),
    },
  ];
}

const histories = new WeakMap<readonly LoggedCommit[], ReadonlySet<string>>();

function inHistory(history: readonly LoggedCommit[]): ReadonlySet<string> {
  const known = histories.get(history) ?? new Set(history.map(({ hash }) => hash));
  histories.set(history, known);
  return known;
}

async function readHead(
  git: Git,
  commits: Map<string, LoggedCommit>,
): Promise<LoggedCommit | null> {
  const args = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"];
  const hash = (await git.call(args)).stdout.toString("latin1").trim();
  return commits.get(hash) ?? null;
}

async function readStashes(
  git: Git,
  refs: readonly CommitRef[],
): Promise<(StashedExperiment & { readonly status: RunStatus })[]> {
  const found: (StashedExperiment & { readonly status: RunStatus })[] = [];
  for (const [ref, status] of [
    [queueRef, "queued"],
    [failedRef, "failed"],
  ] as const) {
    if (!refs.some(({ name }) => name === ref)) continue;
    for (const { hash, seconds, message } of await readReflog(git, ref)) {
      const entry = parseStashEntry(hash, seconds, message);
      if (entry !== null) found.push({ ...entry, status });
    }
  }
  return found;
}

async function addMissing(
  git: Git,
  commits: Map<string, LoggedCommit>,
  hashes: readonly string[],
): Promise<void> {
  const missing = [...new Set(hashes)].filter((hash) => !commits.has(hash));
  for (const commit of (await readCommits(git, missing)).values()) {
    commits.set(commit.hash, { ...commit, firstParent: commit.parents[0] ?? null });
  }
}

/** Of several branches at one commit, the one that is checked out, else the first. */
function branchNames(branches: readonly CommitRef[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const branch of branches) {
    if (branch.isHead || !names.has(branch.hash)) names.set(branch.hash, branchName(branch));
  }
  return names;
}

function branchName({ name }: CommitRef): string {
  return name.replace("refs/heads/", "");
}
