import type { Problem } from "../../base/errors.ts";
import type { GitState, MetricSummary, Run } from "../runs/run.ts";
import { createSourceRun } from "../runs/sourceRun.ts";
import type { FormatId } from "./formatIds.ts";
import { setNamed } from "./namedValues.ts";
import type { RunChannel, RunFacts } from "./runChannel.ts";

/** What one format's files say of a run, in the order in which they were claimed. */
export interface RunPart {
  readonly format: FormatId;
  readonly channels: readonly RunChannel[];
  readonly metrics: ReadonlyMap<string, MetricSummary>;
  /** Of its files: those that readers found in them, those that cannot be opened or are too large. */
  readonly problems: readonly Problem[];
}

export interface RunPlace {
  readonly id: string;
  /** The run's folder as it is shown; see `RunLocation`. */
  readonly path: string;
  /** The same relative to the searched folder. */
  readonly root: string;
  readonly key: string;
  /** Name of the searched folder, for runs that are that folder itself. */
  readonly rootName: string;
  /** Newest change of its files, milliseconds since the epoch. */
  readonly updatedAt: number | null;
}

const maxProblems = 20;

/**
 * The run that the files of one place tell of together. Of facts, parameters and tags that several
 * files know, the first file's are taken; a metric that several formats wrote is taken from the
 * one that wrote it as 64-bit numbers, else from the first.
 */
export function collectRun(place: RunPlace, parts: readonly RunPart[]): Run {
  const channels = parts.flatMap((part) => part.channels);
  const facts: RunFacts = {};
  const params: Record<string, string> = {};
  const tags: Record<string, string> = {};
  for (const channel of channels) {
    addMissing(facts as Record<string, unknown>, channel.facts as Record<string, unknown>);
    addMissing(params, channel.params);
    addMissing(tags, channel.tags);
  }
  const sources = sourcesOf(parts);
  const names = namesOf(place);
  return {
    ...createSourceRun({
      id: place.id,
      name: names.name,
      source: sources[0] ?? "files",
      path: place.path,
      key: place.key === "" ? null : place.key,
    }),
    sources,
    experiment: names.experiment,
    ...ownFacts(facts),
    git: gitOf(facts),
    params,
    tags,
    metrics: metricsOf(parts),
    updatedAt: place.updatedAt,
    problems: parts.flatMap((part) => part.problems).slice(0, maxProblems),
  };
}

/**
 * Which of the formats a metric is taken from: the first that wrote 64-bit numbers, else the first;
 * but one that has got further, as event files have that are written between two checkpoints.
 * `lastStepOf` is undefined for a part that does not have the metric.
 */
export function choosePart<T extends Pick<RunPart, "channels">>(
  parts: readonly T[],
  lastStepOf: (part: T) => number | undefined,
): T | undefined {
  const having = parts.flatMap((part) => {
    const lastStep = lastStepOf(part);
    return lastStep === undefined ? [] : [{ part, lastStep }];
  });
  const best = having.find(({ part }) => !isFloat32(part)) ?? having[0];
  const further = having.find(({ lastStep }) => best !== undefined && lastStep > best.lastStep);
  return (further ?? best)?.part;
}

export function isFloat32(part: Pick<RunPart, "channels">): boolean {
  return part.channels.some((channel) => channel.isFloat32);
}

/** Those with metrics come first, being what a user takes the run for; a guessed format last. */
function sourcesOf(parts: readonly RunPart[]): FormatId[] {
  const rank = ({ format, metrics }: RunPart): number =>
    format === "files" ? 2 : Number(metrics.size === 0);
  return [...new Set([...parts].sort((a, b) => rank(a) - rank(b)).map(({ format }) => format))];
}

function metricsOf(parts: readonly RunPart[]): Record<string, MetricSummary> {
  const metrics: Record<string, MetricSummary> = {};
  for (const { metrics: own } of parts) {
    for (const name of own.keys()) {
      if (Object.hasOwn(metrics, name)) continue;
      const chosen = choosePart(parts, (part) => part.metrics.get(name)?.lastStep);
      const summary = chosen?.metrics.get(name);
      if (summary !== undefined) setNamed(metrics, name, summary);
    }
  }
  return metrics;
}

/** The facts that a run has under the same name; those of git are apart. */
function ownFacts(facts: RunFacts): Partial<Run> {
  const own = { ...facts };
  delete own.commit;
  delete own.branch;
  delete own.remote;
  delete own.isDirty;
  return own;
}

function gitOf({ commit, branch, remote, isDirty }: RunFacts): GitState | null {
  if (commit === undefined && branch === undefined) return null;
  return {
    commit: commit ?? null,
    branch: branch ?? null,
    remote: remote ?? null,
    isDirty: isDirty ?? false,
    snapshot: null,
    subject: null,
    author: null,
    committedAt: null,
    prefix: "",
    omitted: [],
  };
}

/**
 * `runs/exp1/version_0` is run `version_0` of experiment `runs/exp1`; outside of the project, the
 * name of the searched folder stands for the way to it.
 */
function namesOf({ path, root, key, rootName }: RunPlace): { name: string; experiment: string } {
  const isOutside = path !== root;
  const place = isOutside ? `${rootName}/${root}`.replace(/\/$/, "") : root;
  const parts = place === "" ? [] : place.split("/");
  if (key !== "") return { name: key, experiment: place === "" ? rootName : place };
  const experiment = parts.slice(0, -1).join("/");
  return {
    name: parts.at(-1) ?? rootName,
    experiment: experiment === "" ? rootName : experiment,
  };
}

function addMissing<T>(to: Record<string, T>, from: Readonly<Record<string, T>>): void {
  for (const [name, value] of Object.entries(from)) {
    if (!Object.hasOwn(to, name)) setNamed(to, name, value);
  }
}
