import type { JournalEntry } from "../formats/sextant/entries.ts";
import {
  defaultExperiment,
  isEnded,
  type GitState,
  type RunDataset,
  type RunStatus,
} from "../runs/run.ts";
import { MetricHistory } from "./metricHistory.ts";

/** The tag that carries a run's name; every run that a client created has it. */
export const runNameTag = "mlflow.runName";
export const parentRunTag = "mlflow.parentRunId";

/** A run while a server follows it: its journal, replayed and kept up to date in memory. */
export interface TrackedRun {
  readonly id: string;
  name: string;
  experiment: string;
  parentId: string | null;
  user: string;
  status: RunStatus;
  startTime: number | null;
  endTime: number | null;
  isDeleted: boolean;
  /** Null until its code was recorded, and outside git. */
  git: GitState | null;
  readonly params: Map<string, string>;
  /** Parameters that a client logged: their values may not change; others it may overrule. */
  readonly clientParams: Set<string>;
  readonly tags: Map<string, string>;
  readonly metrics: Map<string, MetricHistory>;
  /** By name and digest. */
  readonly datasets: Map<string, RunDataset>;
  /** Ids of logged models and the steps they were logged at. */
  readonly modelInputs: Map<string, number>;
  readonly modelOutputs: Map<string, number>;
}

export function createTrackedRun(id: string): TrackedRun {
  return {
    id,
    name: id,
    experiment: defaultExperiment,
    parentId: null,
    user: "",
    status: "running",
    startTime: null,
    endTime: null,
    isDeleted: false,
    git: null,
    params: new Map(),
    clientParams: new Set(),
    tags: new Map(),
    metrics: new Map(),
    datasets: new Map(),
    modelInputs: new Map(),
    modelOutputs: new Map(),
  };
}

/** Takes one entry of the run's journal in; entries that MLflow has no word for change nothing. */
export function applyEntry(run: TrackedRun, entry: JournalEntry): void {
  if (entry.type === "metrics") {
    applyMetrics(run, entry.metrics, entry.step ?? 0, entry.time ?? 0);
  } else if (entry.type === "params") {
    applyParams(run, entry.params);
  } else if (entry.type === "tags") {
    applyTags(run, entry.tags);
  } else if (entry.type === "dataset") {
    run.datasets.set(`${entry.name}\n${entry.digest}`, datasetOf(entry));
  } else if (entry.type === "model") {
    const models = entry.direction === "input" ? run.modelInputs : run.modelOutputs;
    models.set(entry.modelId, entry.step);
  } else applyState(run, entry);
}

function applyState(run: TrackedRun, entry: JournalEntry): void {
  switch (entry.type) {
    case "run":
      applyIdentity(run, entry);
      break;
    case "git":
      run.git = entry.git;
      break;
    case "name":
      run.name = entry.name;
      break;
    case "experiment":
      run.experiment = entry.experiment;
      break;
    case "status":
      run.status = entry.status;
      if (isEnded(entry.status)) run.endTime = entry.time;
      break;
    case "lifecycle":
      run.isDeleted = entry.stage === "deleted";
      break;
    default:
  }
}

/** True when a client has created the run, or taken it over: see `TrackedRun.clientParams`. */
export function isClaimed(run: TrackedRun): boolean {
  return run.tags.has(runNameTag);
}

export function applyMetric(
  run: TrackedRun,
  key: string,
  point: readonly [number, number, number],
): void {
  let history = run.metrics.get(key);
  if (history === undefined) {
    history = new MetricHistory();
    run.metrics.set(key, history);
  }
  history.add(...point);
}

type Entry<T extends JournalEntry["type"]> = Extract<JournalEntry, { type: T }>;

function applyIdentity(run: TrackedRun, entry: Entry<"run">): void {
  run.name = entry.name;
  run.experiment = entry.experiment;
  run.startTime = entry.time;
  run.parentId = entry.parentId ?? null;
  run.user = entry.user ?? "";
}

function applyParams(run: TrackedRun, params: Readonly<Record<string, string>>): void {
  const isByClient = isClaimed(run);
  for (const [key, value] of Object.entries(params)) {
    run.params.set(key, value);
    if (isByClient) run.clientParams.add(key);
  }
}

function applyMetrics(
  run: TrackedRun,
  metrics: Readonly<Record<string, number>>,
  step: number,
  time: number,
): void {
  for (const [key, value] of Object.entries(metrics)) applyMetric(run, key, [step, time, value]);
}

function applyTags(run: TrackedRun, tags: Readonly<Record<string, string | null>>): void {
  for (const [key, value] of Object.entries(tags)) {
    if (value === null) run.tags.delete(key);
    else run.tags.set(key, value);
  }
}

function datasetOf(entry: Entry<"dataset">): RunDataset {
  const { name, digest, sourceType, source, schema, profile, tags } = entry;
  return {
    name,
    digest,
    sourceType,
    source,
    tags,
    ...(schema === undefined ? {} : { schema }),
    ...(profile === undefined ? {} : { profile }),
  };
}
