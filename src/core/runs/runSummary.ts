import { starTag } from "./tags.ts";
import { defaultExperiment, type Run, type RunStatus } from "./run.ts";

/** What a list shows of a run: small, so that a list of thousands of runs may be held. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly experiment: string;
  readonly parentId: string | null;
  /** Milliseconds since the epoch. */
  readonly startTime: number | null;
  readonly endTime: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly commit: CommitSummary | null;
  readonly isDirty: boolean;
  /** The exact code was recorded. */
  readonly hasCode: boolean;
  readonly isStarred: boolean;
  /** The format it was read from; "sextant" for our own. */
  readonly source: string;
  /** Milliseconds since the epoch; null when it is not known. */
  readonly updatedAt: number | null;
  readonly keyMetric: { readonly name: string; readonly value: number } | null;
}

export interface CommitSummary {
  readonly hash: string;
  readonly branch: string | null;
  readonly subject: string | null;
  readonly author: string | null;
  readonly committedAt: number | null;
  /** Nobody recorded it: see `GitState`. */
  readonly isGuess: boolean;
}

/** A run with the runs nested in it. */
export interface RunBranch {
  readonly run: RunSummary;
  readonly children: readonly RunBranch[];
}

/** Runs of one experiment under the commits they ran at, newest first. */
export interface ExperimentBranch {
  readonly name: string;
  readonly commits: readonly CommitBranch[];
}

export interface CommitBranch {
  /** Null for runs outside git and runs of a repository without commits. */
  readonly commit: CommitSummary | null;
  readonly runs: readonly RunBranch[];
}

/** `keyMetric` names the metric to show; empty for the most telling one. */
export function summarizeRun(run: Run, keyMetric: string): RunSummary {
  const { git } = run;
  const metric = keyMetric === "" ? chooseKeyMetric(Object.keys(run.metrics)) : keyMetric;
  const isKnown = metric !== undefined && Object.hasOwn(run.metrics, metric);
  const summary = isKnown ? run.metrics[metric] : undefined;
  return {
    id: run.id,
    name: run.name,
    status: run.status,
    experiment: run.experiment,
    parentId: run.parentId,
    startTime: run.startTime,
    endTime: run.endTime,
    exitCode: run.exitCode,
    signal: run.signal,
    commit:
      git?.commit == null
        ? null
        : {
            hash: git.commit,
            branch: git.branch,
            subject: git.subject,
            author: git.author,
            committedAt: git.committedAt,
            isGuess: git.isGuess === true,
          },
    isDirty: git?.isDirty === true,
    hasCode: git !== null && git.snapshot !== null,
    isStarred: run.tags[starTag] === "true",
    source: run.source,
    updatedAt: run.updatedAt,
    keyMetric:
      metric === undefined || summary === undefined ? null : { name: metric, value: summary.last },
  };
}

const heldOut = /(?:^|[_/.-])(?:val|valid|validation|test|eval|dev)(?:$|[_/.-])/i;
const quality = /acc|auc|f1|score|r2|map|bleu|rouge|precision|recall/i;
const loss = /loss|error|rmse|mae|mse|perplexity/i;

/**
 * The metric that says most about a run when nobody chose one: quality on held-out data first,
 * then loss on held-out data, then quality, then loss, then the first by name. Samples of the
 * machine are never it.
 */
export function chooseKeyMetric(names: readonly string[]): string | undefined {
  const candidates = names.filter((name) => !name.startsWith("system/")).sort();
  const pick = (isWanted: (name: string) => boolean) => candidates.find(isWanted);
  return (
    pick((name) => heldOut.test(name) && quality.test(name)) ??
    pick((name) => heldOut.test(name) && loss.test(name)) ??
    pick((name) => quality.test(name)) ??
    pick((name) => loss.test(name)) ??
    candidates[0]
  );
}

/** Experiments by name, the default one first; commits and runs newest first. */
export function collectExperiments(runs: Iterable<RunSummary>): readonly ExperimentBranch[] {
  const experiments = new Map<string, RunBranch[]>();
  for (const branch of nestRuns(runs)) append(experiments, branch.run.experiment, branch);
  return [...experiments]
    .map(([name, members]) => ({ name, commits: collectCommits(members) }))
    .sort((a, b) => rank(a.name) - rank(b.name) || compareText(a.name, b.name));
}

/** Tells commits apart, and a commit from itself where that is only a guess. */
export function commitKey(commit: CommitSummary | null): string {
  return commit === null ? "" : `${commit.isGuess ? "~" : ""}${commit.hash}`;
}

function collectCommits(branches: readonly RunBranch[]): readonly CommitBranch[] {
  const commits = new Map<string, RunBranch[]>();
  for (const branch of branches) append(commits, commitKey(branch.run.commit), branch);
  return [...commits.values()].map((members) => ({
    commit: members[0]?.run.commit ?? null,
    runs: members,
  }));
}

/**
 * Runs with those nested in them, newest first. A run whose parent is not among them stands at the
 * top, and so does one that is its own ancestor: nothing is left out, whatever the files say.
 */
export function nestRuns(runs: Iterable<RunSummary>): readonly RunBranch[] {
  const all = newestFirst(runs);
  const parents = new Map(all.map((run) => [run.id, run.parentId]));
  const children = new Map<string, RunSummary[]>();
  const top: RunSummary[] = [];
  for (const run of all) {
    const { parentId } = run;
    if (parentId === null || !leadsToTop(run.id, parents)) top.push(run);
    else append(children, parentId, run);
  }
  const branch = (run: RunSummary): RunBranch => ({
    run,
    children: (children.get(run.id) ?? []).map(branch),
  });
  return top.map(branch);
}

const maxNesting = 32;

/** Whether a run's parents are known, lead to one without a parent, and are not too many. */
function leadsToTop(id: string, parents: ReadonlyMap<string, string | null>): boolean {
  let current: string | null | undefined = id;
  for (let depth = 0; depth < maxNesting; depth++) {
    const parent: string | null | undefined = parents.get(current);
    if (parent === undefined) return false;
    if (parent === null) return depth > 0;
    current = parent;
  }
  return false;
}

/** By start; runs without one come last, and ties go by id, which holds the time too. */
export function newestFirst(runs: Iterable<RunSummary>): readonly RunSummary[] {
  return [...runs].sort(
    (a, b) => compareTimes(b.startTime, a.startTime) || compareText(b.id, a.id),
  );
}

/** Infinities would give NaN when subtracted. */
function compareTimes(a: number | null, b: number | null): number {
  return (a ?? 0) - (b ?? 0);
}

function rank(experiment: string): number {
  return experiment === defaultExperiment ? 0 : 1;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function append<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
