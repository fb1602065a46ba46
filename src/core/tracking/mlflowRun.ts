import type { Run, RunDataset, RunStatus } from "../runs/run.ts";
import { finiteOrName, keyValues, type KeyValue } from "./wireValues.ts";
import { runNameTag, type TrackedRun } from "./trackedRun.ts";
import type { MetricPoint } from "./metricHistory.ts";

export const mlflowStatuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
export type MlflowStatus = (typeof mlflowStatuses)[number];

/** A run as the MLflow API speaks of it. */
export interface MlflowRun {
  readonly id: string;
  readonly name: string;
  readonly experimentId: string;
  readonly userId: string;
  readonly status: MlflowStatus;
  readonly startTime: number | null;
  readonly endTime: number | null;
  readonly artifactUri: string;
  readonly isDeleted: boolean;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  /** The latest point of each metric. */
  readonly metrics: ReadonlyMap<string, MetricPoint>;
  readonly datasets: readonly RunDataset[];
  readonly modelInputs: readonly string[];
  readonly modelOutputs: ReadonlyMap<string, number>;
}

/** What a run's experiment is called by id, and where it keeps artifacts. */
export interface RunPlace {
  readonly experimentId: string;
  readonly artifactUri: string;
}

export function fromTrackedRun(run: TrackedRun, place: RunPlace): MlflowRun {
  const metrics = new Map<string, MetricPoint>();
  for (const [key, history] of run.metrics) {
    if (history.latest !== undefined) metrics.set(key, history.latest);
  }
  return {
    ...place,
    id: run.id,
    name: run.name,
    userId: run.user,
    status: toMlflowStatus(run.status),
    startTime: run.startTime,
    endTime: run.endTime,
    isDeleted: run.isDeleted,
    params: run.params,
    tags: withNameTag(run.tags, run.name),
    metrics,
    datasets: [...run.datasets.values()],
    modelInputs: [...run.modelInputs.keys()],
    modelOutputs: run.modelOutputs,
  };
}

/** A run that only the index knows; it has no word of logged models. */
export function fromIndexedRun(run: Run, place: RunPlace): MlflowRun {
  const metrics = new Map<string, MetricPoint>();
  for (const [key, { last, lastStep, lastTime }] of Object.entries(run.metrics)) {
    metrics.set(key, { step: lastStep, time: lastTime, value: last });
  }
  return {
    ...place,
    id: run.id,
    name: run.name,
    userId: run.user ?? "",
    status: toMlflowStatus(run.status),
    startTime: run.startTime,
    endTime: run.endTime,
    isDeleted: run.isDeleted,
    params: new Map(Object.entries(run.params)),
    tags: withNameTag(new Map(Object.entries(run.tags)), run.name),
    metrics,
    datasets: run.datasets,
    modelInputs: [],
    modelOutputs: new Map(),
  };
}

/** MLflow has no word for a run that was lost, nor for one whose end nobody can tell. */
export function toMlflowStatus(status: RunStatus): MlflowStatus {
  switch (status) {
    case "queued":
      return "SCHEDULED";
    case "running":
    case "unknown":
      return "RUNNING";
    case "finished":
      return "FINISHED";
    case "failed":
      return "FAILED";
    case "stopped":
    case "interrupted":
      return "KILLED";
  }
}

export function fromMlflowStatus(status: MlflowStatus): RunStatus {
  switch (status) {
    case "SCHEDULED":
      return "queued";
    case "RUNNING":
      return "running";
    case "FINISHED":
      return "finished";
    case "FAILED":
      return "failed";
    case "KILLED":
      return "stopped";
  }
}

export function toWireRun(run: MlflowRun): object {
  const inputs = {
    ...(run.datasets.length > 0 ? { dataset_inputs: run.datasets.map(toWireDataset) } : {}),
    ...(run.modelInputs.length > 0
      ? { model_inputs: run.modelInputs.map((id) => ({ model_id: id })) }
      : {}),
  };
  const outputs = [...run.modelOutputs].map(([id, step]) => ({ model_id: id, step }));
  return {
    info: toWireRunInfo(run),
    data: {
      ...(run.metrics.size > 0 ? { metrics: [...run.metrics].map(toWireMetric) } : {}),
      ...(run.params.size > 0 ? { params: keyValues(run.params) } : {}),
      ...(run.tags.size > 0 ? { tags: keyValues(run.tags) } : {}),
    },
    inputs,
    outputs: outputs.length > 0 ? { model_outputs: outputs } : {},
  };
}

export function toWireRunInfo(run: MlflowRun): object {
  return {
    run_uuid: run.id,
    experiment_id: run.experimentId,
    run_name: run.name,
    user_id: run.userId,
    status: run.status,
    start_time: run.startTime ?? 0,
    ...(run.endTime === null ? {} : { end_time: run.endTime }),
    artifact_uri: run.artifactUri,
    lifecycle_stage: run.isDeleted ? "deleted" : "active",
    run_id: run.id,
  };
}

export function toWireMetric([key, point]: readonly [string, MetricPoint]): object {
  return {
    key,
    value: finiteOrName(point.value),
    timestamp: point.time,
    step: point.step,
  };
}

function toWireDataset(dataset: RunDataset): object {
  const { name, digest, sourceType, source, schema, profile, tags } = dataset;
  const inputTags: readonly KeyValue[] = keyValues(new Map(Object.entries(tags)));
  return {
    ...(inputTags.length > 0 ? { tags: inputTags } : {}),
    dataset: {
      name,
      digest,
      source_type: sourceType,
      source,
      ...(schema === undefined ? {} : { schema }),
      ...(profile === undefined ? {} : { profile }),
    },
  };
}

/** Runs that no client created do not have the tag; clients count on it. */
function withNameTag(tags: ReadonlyMap<string, string>, name: string): ReadonlyMap<string, string> {
  return tags.get(runNameTag) === name ? tags : new Map(tags).set(runNameTag, name);
}
