import type { Problem } from "../../../base/errors.ts";
import type { GitState, MetricSummary, Run, RunDataset, RunStatus } from "../../runs/run.ts";
import { createSourceRun } from "../../runs/sourceRun.ts";
import { withoutCredentials } from "../../snapshots/remoteUrl.ts";
import { setNamed } from "../namedValues.ts";
import { maxNameLength, maxTextLength } from "../runChannel.ts";

/** One run as any of MLflow's stores tells it, before it becomes a run of ours. */
export interface MlflowRecord {
  readonly runId: string;
  readonly name: string | null;
  readonly experiment: string | null;
  /** As the store has it: a name, or the number of one in files. */
  readonly status: string | number | null;
  /** Milliseconds since the epoch. */
  readonly startTime: number | null;
  readonly endTime: number | null;
  /** When something of it was last written, as far as the store shows. */
  readonly lastWriteTime: number | null;
  readonly userId: string | null;
  readonly sourceName: string | null;
  readonly entryPoint: string | null;
  readonly sourceVersion: string | null;
  readonly isDeleted: boolean;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  readonly datasets: readonly RunDataset[];
  readonly problems: readonly Problem[];
}

export interface RecordPlace {
  /** Of the store: relative to the project root with `/`, absolute, or a URL. */
  readonly path: string;
  /** The id of ours for a run id of MLflow's in the same store. */
  readonly idOf: (runId: string) => string;
  /** Milliseconds since the epoch: tells whether a run that says "running" may be believed. */
  readonly now: number;
}

/** A run that says that it is running but was not written to for so long is not known to run. */
export const maxSilenceMs = 10 * 60_000;

const statusOfNumber: Readonly<Record<number, string>> = {
  1: "RUNNING",
  2: "SCHEDULED",
  3: "FINISHED",
  4: "FAILED",
  5: "KILLED",
};

export const emptyRecord: Omit<MlflowRecord, "runId"> = {
  name: null,
  experiment: null,
  status: null,
  startTime: null,
  endTime: null,
  lastWriteTime: null,
  userId: null,
  sourceName: null,
  entryPoint: null,
  sourceVersion: null,
  isDeleted: false,
  params: {},
  tags: {},
  metrics: {},
  datasets: [],
  problems: [],
};

/**
 * The run that a record tells of. MLflow's own tags stay among the tags; name, note, user, commit
 * and parent are taken from them, because clients write them there and not always in the columns.
 */
export function createMlflowRun(record: MlflowRecord, place: RecordPlace): Run {
  const { tags, runId } = record;
  const parent = tagOf(tags, "mlflow.parentRunId");
  const written = latestOf(record.lastWriteTime, record.startTime, record.endTime);
  return {
    ...createSourceRun({
      id: place.idOf(runId),
      name: orNull(record.name) ?? tagOf(tags, "mlflow.runName") ?? runId,
      source: "mlflow",
      path: place.path,
      key: runId,
    }),
    status: statusOf(record.status, written, place.now),
    ...(record.experiment === null ? {} : { experiment: record.experiment }),
    parentId: parent === null ? null : place.idOf(parent),
    startTime: record.startTime,
    endTime: record.endTime,
    updatedAt: written,
    entryPoint: orNull(record.entryPoint),
    user: orNull(record.userId) ?? tagOf(tags, "mlflow.user"),
    git: gitOf(record),
    params: record.params,
    metrics: record.metrics,
    tags: withSource(record),
    note: tagOf(tags, "mlflow.note.content") ?? "",
    datasets: record.datasets,
    problems: record.problems,
    isDeleted: record.isDeleted,
  };
}

/** The run's status may become another one by nothing but time going by. */
export function isActiveStatus(status: string | number | null): boolean {
  const name = statusName(status);
  return name === "RUNNING" || name === "SCHEDULED";
}

export function statusOf(
  status: string | number | null,
  lastWrite: number | null,
  now: number,
): RunStatus {
  switch (statusName(status)) {
    case "FINISHED":
      return "finished";
    case "FAILED":
      return "failed";
    case "KILLED":
      return "stopped";
    case "SCHEDULED":
      return isRecent(lastWrite, now) ? "queued" : "unknown";
    case "RUNNING":
      return isRecent(lastWrite, now) ? "running" : "unknown";
    default:
      return "unknown";
  }
}

export function isRecent(time: number | null, now: number): boolean {
  return time !== null && now - time < maxSilenceMs;
}

/** Names and texts of a store, cut to the bounds that hold for every source. */
export function cutName(name: string): string {
  return name.length <= maxNameLength ? name : `${name.slice(0, maxNameLength - 1)}…`;
}

export function cutText(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength - 1)}…`;
}

export function setText(record: Record<string, string>, name: string, text: string): void {
  setNamed(record, cutName(name), cutText(text));
}

function statusName(status: string | number | null): string {
  if (typeof status === "number") return statusOfNumber[status] ?? "";
  const text = (status ?? "").toUpperCase();
  return /^\d$/.test(text) ? (statusOfNumber[Number(text)] ?? "") : text;
}

function gitOf(record: MlflowRecord): GitState | null {
  const version = record.sourceVersion ?? "";
  const commit =
    commitOf(tagOf(record.tags, "mlflow.source.git.commit")) ?? commitOf(orNull(version));
  if (commit === null) return null;
  const remote = tagOf(record.tags, "mlflow.source.git.repoURL");
  const dirty = tagOf(record.tags, "mlflow.source.git.dirty")?.toLowerCase();
  return {
    commit,
    branch: tagOf(record.tags, "mlflow.source.git.branch"),
    remote: remote === null ? null : withoutCredentials(remote),
    isDirty: dirty === "true",
    // MLflow records no uncommitted changes: the commit is the code as far as it is known.
    snapshot: commit,
    subject: null,
    author: null,
    committedAt: null,
    prefix: "",
    omitted: [],
  };
}

function commitOf(text: string | null): string | null {
  return text !== null && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : null;
}

/** The columns of old stores hold what newer clients write as tags. */
function withSource(record: MlflowRecord): Readonly<Record<string, string>> {
  const source = orNull(record.sourceName);
  if (source === null || Object.hasOwn(record.tags, "mlflow.source.name")) return record.tags;
  return { ...record.tags, "mlflow.source.name": source };
}

function tagOf(tags: Readonly<Record<string, string>>, name: string): string | null {
  return Object.hasOwn(tags, name) ? orNull(tags[name] ?? null) : null;
}

function orNull(text: string | null): string | null {
  return text === null || text === "" ? null : text;
}

function latestOf(...times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null && Number.isFinite(time));
  return known.length === 0 ? null : Math.max(...known.map(Number));
}
