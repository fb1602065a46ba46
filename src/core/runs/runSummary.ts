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
  readonly keyMetric: { readonly name: string; readonly value: number } | null;
}

export interface CommitSummary {
  readonly hash: string;
  readonly branch: string | null;
  readonly subject: string | null;
  readonly author: string | null;
  readonly committedAt: number | null;
}

/** Runs of one experiment under the commits they ran at, newest first. */
export interface ExperimentNode {
  readonly name: string;
  readonly runCount: number;
  readonly commits: readonly CommitNode[];
}

export interface CommitNode {
  /** Null for runs outside git and runs of a repository without commits. */
  readonly commit: CommitSummary | null;
  readonly runs: readonly RunSummary[];
}

/** `keyMetric` names the metric to show; empty for the most telling one. */
export function summarizeRun(run: Run, keyMetric: string): RunSummary {
  const { git } = run;
  const metric = keyMetric === "" ? chooseKeyMetric(Object.keys(run.metrics)) : keyMetric;
  const summary = metric === undefined ? undefined : run.metrics[metric];
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
          },
    isDirty: git?.isDirty === true,
    hasCode: git !== null && git.snapshot !== null,
    isStarred: run.tags[starTag] === "true",
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
export function collectExperiments(runs: Iterable<RunSummary>): readonly ExperimentNode[] {
  const experiments = new Map<string, RunSummary[]>();
  for (const run of runs) append(experiments, run.experiment, run);
  return [...experiments]
    .map(([name, members]) => ({
      name,
      runCount: members.length,
      commits: collectCommits(members),
    }))
    .sort((a, b) => rank(a.name) - rank(b.name) || compareText(a.name, b.name));
}

function collectCommits(runs: readonly RunSummary[]): readonly CommitNode[] {
  const commits = new Map<string, RunSummary[]>();
  for (const run of newestFirst(runs)) append(commits, run.commit?.hash ?? "", run);
  return [...commits.values()].map((members) => ({
    commit: members[0]?.commit ?? null,
    runs: members,
  }));
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
