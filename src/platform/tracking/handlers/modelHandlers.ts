import {
  modelStatuses,
  searchModels,
  toWireModel,
  type DatasetFilter,
  type LoggedModel,
  type ModelOrder,
} from "../../../core/tracking/loggedModels.ts";
import { parseParams, parseTags, toRecord } from "../../../core/tracking/loggedParams.ts";
import { pageOf } from "../../../core/tracking/pageToken.ts";
import {
  invalidValue,
  optionalInteger,
  optionalMessages,
  optionalString,
  optionalStrings,
  requiredString,
  type RequestFields,
} from "../../../core/tracking/requestFields.ts";
import { doesNotExist } from "../../../core/tracking/trackingErrors.ts";
import { validateModelName } from "../../../core/tracking/validation.ts";
import { createRunName } from "../../../core/runs/runName.ts";
import { emptyReply, type TrackingContext, type TrackingHandler } from "../trackingContext.ts";
import { listFolder } from "./artifactHandlers.ts";

export const createModel: TrackingHandler = (context, fields) => {
  const experiment = context.experiments.get(requiredString(fields, "experiment_id"));
  const name = optionalString(fields, "name");
  if (name !== undefined && name !== "") validateModelName(name);
  const model = context.models.create({
    experiment: experiment.name,
    name: name || createRunName(context.random),
    modelType: optionalString(fields, "model_type") ?? "",
    sourceRunId: optionalString(fields, "source_run_id") ?? "",
    params: toRecord(parseParams(fields)),
    tags: toRecord(parseTags(fields)),
  });
  return { model: wireModel(context, model) };
};

export const getModel: TrackingHandler = (context, fields) => {
  return { model: wireModel(context, context.models.get(requiredString(fields, "model_id"))) };
};

export const finalizeModel: TrackingHandler = (context, fields) => {
  const { models, clock } = context;
  const { id } = models.get(requiredString(fields, "model_id"));
  const wanted = requiredString(fields, "status");
  const status = modelStatuses.find((candidate) => candidate === wanted);
  if (status === undefined) throw invalidValue("status", wanted);
  models.append(id, { type: "status", status, time: clock.now() });
  return { model: wireModel(context, models.get(id)) };
};

export const setModelTags: TrackingHandler = ({ models }, fields) => {
  const { id } = models.get(requiredString(fields, "model_id"));
  models.append(id, { type: "tags", tags: toRecord(parseTags(fields)) });
  return emptyReply;
};

export const deleteModelTag: TrackingHandler = ({ models }, fields) => {
  const model = models.get(requiredString(fields, "model_id"));
  const key = requiredString(fields, "tag_key");
  if (!model.tags.has(key)) {
    throw doesNotExist(`No tag with key '${key}' found for model with ID '${model.id}'.`);
  }
  models.append(model.id, { type: "tags", tags: Object.fromEntries([[key, null]]) });
  return emptyReply;
};

export const logModelParams: TrackingHandler = ({ models }, fields) => {
  const { id } = models.get(requiredString(fields, "model_id"));
  models.append(id, { type: "params", params: toRecord(parseParams(fields)) });
  return emptyReply;
};

export const deleteModel: TrackingHandler = ({ models }, fields) => {
  const id = requiredString(fields, "model_id");
  // One that was deleted before is deleted: a client that asks twice is told the same twice.
  if (!models.has(id)) models.get(id);
  models.append(id, { type: "lifecycle", stage: "deleted" });
  return emptyReply;
};

export const listModelArtifacts: TrackingHandler = (context, fields) => {
  const model = context.models.get(requiredString(fields, "model_id"));
  const wanted = optionalString(fields, "artifact_directory_path") ?? "";
  const place = context.artifacts.placeOfModel(model.id, wanted);
  const files = listFolder(context.artifacts, place).map((file) => ({
    ...file,
    path: place.relative === "" ? file.path : `${place.relative}/${file.path}`,
  }));
  return {
    root_uri: placeOfModel(context, model).artifactUri,
    ...(files.length > 0 ? { files } : {}),
  };
};

export const searchAllModels: TrackingHandler = (context, fields) => {
  const { experiments, models } = context;
  const experimentIds = new Set(optionalStrings(fields, "experiment_ids"));
  const inExperiments = models
    .all()
    .filter(({ experiment }) => experimentIds.has(experiments.idOf(experiment)));
  const found = searchModels(inExperiments, {
    filter: optionalString(fields, "filter") ?? "",
    datasets: optionalMessages(fields, "datasets").map(parseDatasetFilter),
    orderBy: optionalMessages(fields, "order_by").map(parseOrder),
  });
  const size = optionalInteger(fields, "max_results") || 100;
  const { items, nextToken } = pageOf(found, optionalString(fields, "page_token"), size);
  return {
    ...(items.length > 0 ? { models: items.map((model) => wireModel(context, model)) } : {}),
    ...(nextToken === undefined ? {} : { next_page_token: nextToken }),
  };
};

function parseDatasetFilter(fields: RequestFields): DatasetFilter {
  return {
    name: requiredString(fields, "dataset_name"),
    digest: optionalString(fields, "dataset_digest") || undefined,
  };
}

function parseOrder(fields: RequestFields): ModelOrder {
  const datasetName = optionalString(fields, "dataset_name") ?? "";
  return {
    field: requiredString(fields, "field_name"),
    isAscending: fields["ascending"] !== false,
    dataset: datasetName === "" ? undefined : parseDatasetFilter(fields),
  };
}

function wireModel(context: TrackingContext, model: LoggedModel): object {
  return toWireModel(model, placeOfModel(context, model));
}

export function placeOfModel(
  { experiments }: TrackingContext,
  model: LoggedModel,
): { readonly experimentId: string; readonly artifactUri: string } {
  const experimentId = experiments.idOf(model.experiment);
  const location =
    experiments.find(experimentId)?.artifactLocation ?? `mlflow-artifacts:/${experimentId}`;
  const artifactUri = `${location.replace(/\/$/, "")}/models/${model.id}/artifacts`;
  return { experimentId, artifactUri };
}
