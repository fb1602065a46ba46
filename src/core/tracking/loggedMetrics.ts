import type { JournalEntry } from "../formats/sextant/entries.ts";
import {
  invalidValue,
  missingField,
  optionalInteger,
  optionalString,
  requiredDouble,
  requiredInteger,
  requiredString,
  type RequestFields,
} from "./requestFields.ts";
import type { TrackedRun } from "./trackedRun.ts";
import { limits, validateKey, validateLength, validateTimestamp } from "./validation.ts";

/** One metric of a `log-metric` or `log-batch` request. */
export interface LoggedMetric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly step: number;
  readonly modelId: string | undefined;
  readonly datasetName: string | undefined;
  readonly datasetDigest: string | undefined;
}

/** `path` is where the metric stands in the request: "" or `metrics[3].`. */
export function parseMetric(fields: RequestFields, path = ""): LoggedMetric {
  const key = path === "" ? requiredString(fields, "key") : optionalString(fields, "key");
  if (key === undefined || key === "") throw missingField(`${path}key`);
  if (fields["value"] === true || fields["value"] === false) {
    const reason = "Please specify value as a valid double (64-bit floating point)";
    throw invalidValue(`${path}value`, fields["value"], reason);
  }
  validateKey(key, `${path}name`, "Metric name");
  const time = requiredInteger(fields, "timestamp");
  validateTimestamp(time, `${path}timestamp`);
  return {
    key,
    value: requiredDouble(fields, "value"),
    time,
    step: optionalInteger(fields, "step") ?? 0,
    ...parseOrigin(fields),
  };
}

type MetricOrigin = Pick<LoggedMetric, "modelId" | "datasetName" | "datasetDigest">;

const noOrigin: MetricOrigin = {
  modelId: undefined,
  datasetName: undefined,
  datasetDigest: undefined,
};

function parseOrigin(fields: RequestFields): MetricOrigin {
  const modelId = optionalString(fields, "model_id");
  const datasetName = optionalString(fields, "dataset_name");
  if (modelId === undefined && datasetName === undefined) return noOrigin;
  const datasetDigest = optionalString(fields, "dataset_digest");
  if (datasetName !== undefined) {
    validateLength(datasetName, "Dataset name", limits.datasetName);
    validateLength(datasetDigest ?? "", "Dataset digest", limits.datasetDigest);
  }
  return { modelId, datasetName, datasetDigest };
}

type MetricsEntry = Extract<JournalEntry, { type: "metrics" }>;

/**
 * The journal entries for metrics of one run: those of one step, time, model and data set share
 * one. A point that the run has already is left out, so that a request that a client sends twice
 * is written once.
 */
export function toMetricEntries(
  run: TrackedRun,
  metrics: readonly LoggedMetric[],
): readonly JournalEntry[] {
  const entries: MetricsEntry[] = [];
  const open = new Map<string, MetricsEntry>();
  let last: LoggedMetric | undefined;
  let entry: MetricsEntry | undefined;
  for (const metric of metrics) {
    if (run.metrics.get(metric.key)?.has(metric.step, metric.time, metric.value)) continue;
    if (last === undefined || !isSameRow(last, metric)) entry = open.get(rowOf(metric));
    last = metric;
    if (entry === undefined || Object.hasOwn(entry.metrics, metric.key)) {
      entry = createEntry(metric);
      open.set(rowOf(metric), entry);
      entries.push(entry);
    }
    entry.metrics[metric.key] = metric.value;
  }
  return entries;
}

function isSameRow(left: LoggedMetric, right: LoggedMetric): boolean {
  return (
    left.step === right.step &&
    left.time === right.time &&
    left.modelId === right.modelId &&
    left.datasetName === right.datasetName &&
    left.datasetDigest === right.datasetDigest
  );
}

function rowOf({ step, time, modelId, datasetName, datasetDigest }: LoggedMetric): string {
  return `${step} ${time} ${modelId ?? ""} ${datasetName ?? ""}\n${datasetDigest ?? ""}`;
}

/** Metric names come from outside: the object that holds them has no prototype to collide with. */
function createEntry(metric: LoggedMetric): MetricsEntry {
  const metrics = Object.create(null) as Record<string, number>;
  const { step, time, modelId, datasetName, datasetDigest } = metric;
  return {
    type: "metrics",
    time,
    step,
    metrics,
    ...(modelId === undefined ? {} : { modelId }),
    ...(datasetName === undefined
      ? {}
      : { dataset: { name: datasetName, digest: datasetDigest ?? "" } }),
  };
}
