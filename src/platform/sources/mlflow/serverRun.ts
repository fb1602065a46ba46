import { lastOnly } from "../../../core/formats/mlflow/metricTotals.ts";
import {
  cutName,
  emptyRecord,
  setText,
  type MlflowRecord,
} from "../../../core/formats/mlflow/mlflowRecord.ts";
import { withModelTags } from "../../../core/formats/mlflow/modelTags.ts";
import { setNamed } from "../../../core/formats/namedValues.ts";
import type { MetricSummary, RunDataset } from "../../../core/runs/run.ts";
import type { ServerRun } from "./serverAnswers.ts";
import type { ServerExperiment } from "./serverApi.ts";

type Pairs = readonly { readonly key: string; readonly value?: string | undefined }[] | undefined;

/** What a run's own answer does not hold. */
export interface ServerContext {
  readonly experiments: ReadonlyMap<string, ServerExperiment>;
  readonly modelTags: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

export function runIdOf({ info }: ServerRun): string {
  return info.run_id ?? info.run_uuid ?? "";
}

/** Of the metrics a server tells the newest points: what else there is, it tells only one by one. */
export function recordOfServerRun(run: ServerRun, context: ServerContext): MlflowRecord {
  const { info, data } = run;
  const runId = runIdOf(run);
  const experiment = context.experiments.get(info.experiment_id);
  const metrics: Record<string, MetricSummary> = {};
  let lastWrite = 0;
  for (const { key, value, step, timestamp } of data?.metrics ?? []) {
    setNamed(metrics, cutName(key), lastOnly(value, step, timestamp));
    lastWrite = Math.max(lastWrite, timestamp);
  }
  const tags = textsOf(data?.tags);
  withModelTags(tags, context.modelTags.get(runId));
  return {
    ...emptyRecord,
    ...factsOf(info),
    runId,
    experiment: experiment === undefined ? null : cutName(experiment.name),
    isDeleted: info.lifecycle_stage === "deleted" || experiment?.isDeleted === true,
    lastWriteTime: lastWrite > 0 ? lastWrite : null,
    params: textsOf(data?.params),
    tags,
    metrics,
    datasets: datasetsOf(run),
  };
}

function textsOf(pairs: Pairs): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { key, value } of pairs ?? []) setText(texts, key, value ?? "");
  return texts;
}

function factsOf(info: ServerRun["info"]): Partial<MlflowRecord> {
  return {
    name: info.run_name ?? null,
    status: info.status ?? null,
    startTime: info.start_time,
    endTime: info.end_time,
    userId: info.user_id ?? null,
    sourceName: info.source_name ?? null,
    entryPoint: info.entry_point_name ?? null,
    sourceVersion: info.source_version ?? null,
  };
}

function datasetsOf({ inputs }: ServerRun): readonly RunDataset[] {
  return (inputs?.dataset_inputs ?? []).map(({ dataset, tags }) => {
    const { name, digest, source, schema, profile } = dataset;
    return {
      ...{ name, digest, source },
      sourceType: dataset.source_type,
      ...(typeof schema === "string" ? { schema } : {}),
      ...(typeof profile === "string" ? { profile } : {}),
      tags: textsOf(tags),
    };
  });
}
