import type { JournalEntry } from "../../../core/formats/sextant/entries.ts";
import {
  isFields,
  missingField,
  optionalInteger,
  optionalMessages,
  optionalString,
  optionalStrings,
  requiredRunId,
  requiredString,
  type RequestFields,
} from "../../../core/tracking/requestFields.ts";
import { invalidParameter } from "../../../core/tracking/trackingErrors.ts";
import { limits, validateBatchSize, validateLength } from "../../../core/tracking/validation.ts";
import { emptyReply, type TrackingHandler } from "../trackingContext.ts";

/** Data sets and logged models that a run reads. */
export const logInputs: TrackingHandler = (context, fields) => {
  const run = context.runs.getForWriting(requiredRunId(fields));
  const datasets = optionalMessages(fields, "datasets");
  validateBatchSize("datasets", limits.datasetsPerBatch, datasets.length);
  const entries = [
    ...datasets.map(datasetEntry),
    ...optionalMessages(fields, "models").map((model) => modelEntry(model, "input")),
  ];
  context.runs.append(run, ...entries.filter((entry) => !isKnown(run.state.datasets, entry)));
  return emptyReply;
};

/** Logged models that a run has written. */
export const logOutputs: TrackingHandler = (context, fields) => {
  const run = context.runs.getForWriting(requiredRunId(fields));
  const models = optionalMessages(fields, "models");
  if (models.length === 0) throw missingField("models");
  context.runs.append(run, ...models.map((model) => modelEntry(model, "output")));
  return emptyReply;
};

const maxSearchedExperiments = 20;
const maxSummaries = 1000;

/** Which data sets the runs of experiments have read, and what as; each of them once. */
export const searchDatasets: TrackingHandler = ({ runs }, fields) => {
  const ids = optionalStrings(fields, "experiment_ids");
  if (ids.length === 0) {
    throw invalidParameter("SearchDatasets request must specify at least one experiment_id.");
  }
  if (ids.length > maxSearchedExperiments) {
    throw invalidParameter(
      `SearchDatasets request cannot specify more than ${maxSearchedExperiments} experiment_ids.` +
        ` Received ${ids.length} experiment_ids.`,
    );
  }
  const summaries = new Map<string, object>();
  for (const { experimentId, datasets } of runs.views()) {
    if (!ids.includes(experimentId)) continue;
    for (const { name, digest, tags } of datasets) {
      const context = tags["mlflow.data.context"];
      const summary = {
        experiment_id: experimentId,
        ...{ name, digest },
        ...(context === undefined ? {} : { context }),
      };
      summaries.set(JSON.stringify(summary), summary);
    }
  }
  const found = [...summaries.values()].slice(0, maxSummaries);
  return found.length > 0 ? { dataset_summaries: found } : emptyReply;
};

function datasetEntry(input: RequestFields): JournalEntry {
  const dataset = input["dataset"];
  if (!isFields(dataset)) throw missingField("dataset");
  const schema = optionalString(dataset, "schema");
  const profile = optionalString(dataset, "profile");
  const name = limited(requiredString(dataset, "name"), "name", limits.datasetName);
  const digest = limited(requiredString(dataset, "digest"), "digest", limits.datasetDigest);
  limited(schema ?? "", "schema", limits.datasetSchema);
  limited(profile ?? "", "profile", limits.datasetProfile);
  return {
    type: "dataset",
    name,
    digest,
    sourceType: requiredString(dataset, "source_type"),
    source: limited(requiredString(dataset, "source"), "source", limits.datasetSource),
    tags: inputTags(input),
    ...(schema === undefined ? {} : { schema }),
    ...(profile === undefined ? {} : { profile }),
  };
}

function inputTags(input: RequestFields): Record<string, string> {
  const tags = optionalMessages(input, "tags").map((tag) => {
    const key = requiredString(tag, "key");
    const value = optionalString(tag, "value") ?? "";
    validateLength(key, "InputTag key", limits.inputTagKey);
    validateLength(value, "InputTag value", limits.inputTagValue);
    return [key, value] as const;
  });
  return Object.fromEntries(tags);
}

function modelEntry(model: RequestFields, direction: "input" | "output"): JournalEntry {
  const modelId = requiredString(model, "model_id");
  return { type: "model", modelId, direction, step: optionalInteger(model, "step") ?? 0 };
}

/** A data set that was logged before, with nothing new to say of it. */
function isKnown(known: ReadonlyMap<string, unknown>, entry: JournalEntry): boolean {
  return (
    entry.type === "dataset" &&
    Object.keys(entry.tags).length === 0 &&
    known.has(`${entry.name}\n${entry.digest}`)
  );
}

function limited(value: string, name: string, limit: number): string {
  validateLength(value, name, limit);
  return value;
}
