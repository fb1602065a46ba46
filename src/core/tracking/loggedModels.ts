import * as z from "zod";
import { namedValues } from "../formats/namedValues.ts";
import {
  parseFilter,
  parseIdentifier,
  type Identifier,
  type SearchDialect,
  type SearchEntity,
} from "./searchFilter.ts";
import { matchesComparison } from "./searchMatch.ts";
import { compareSortable } from "./searchOrder.ts";
import { invalidParameter } from "./trackingErrors.ts";
import { finiteOrName, keyValues } from "./wireValues.ts";

export const modelStatuses = [
  "LOGGED_MODEL_PENDING",
  "LOGGED_MODEL_READY",
  "LOGGED_MODEL_UPLOAD_FAILED",
] as const;
export type ModelStatus = (typeof modelStatuses)[number];

const strings = namedValues(z.string());
const metricNumber = z.union([
  z.number(),
  z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number),
]);

/** The lines of a logged model's `model.jsonl`, version 1: append-only. */
export const modelEntrySchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("model"),
    v: z.literal(1),
    id: z.string(),
    experiment: z.string(),
    name: z.string(),
    modelType: z.string(),
    sourceRunId: z.string(),
    time: z.number(),
  }),
  z.object({ type: z.literal("params"), params: strings }),
  z.object({ type: z.literal("tags"), tags: namedValues(z.string().nullable()) }),
  z.object({ type: z.literal("status"), status: z.enum(modelStatuses), time: z.number() }),
  z.object({
    type: z.literal("metric"),
    key: z.string(),
    value: metricNumber,
    time: z.number(),
    step: z.number(),
    runId: z.string(),
    datasetName: z.string().optional(),
    datasetDigest: z.string().optional(),
  }),
  z.object({ type: z.literal("lifecycle"), stage: z.enum(["active", "deleted"]) }),
]);
export type ModelEntry = z.infer<typeof modelEntrySchema>;
export type ModelMetric = Omit<Extract<ModelEntry, { type: "metric" }>, "type">;

export interface LoggedModel {
  readonly id: string;
  experiment: string;
  name: string;
  modelType: string;
  sourceRunId: string;
  createdAt: number;
  updatedAt: number;
  status: ModelStatus;
  isDeleted: boolean;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  /** The latest point for each key, run and data set. */
  readonly metrics: Map<string, ModelMetric>;
}

export function createLoggedModel(id: string): LoggedModel {
  return {
    id,
    experiment: "",
    name: "",
    modelType: "",
    sourceRunId: "",
    createdAt: 0,
    updatedAt: 0,
    status: "LOGGED_MODEL_PENDING",
    isDeleted: false,
    params: new Map(),
    tags: new Map(),
    metrics: new Map(),
  };
}

export function applyModelEntry(model: LoggedModel, entry: ModelEntry): void {
  switch (entry.type) {
    case "model":
      model.experiment = entry.experiment;
      model.name = entry.name;
      model.modelType = entry.modelType;
      model.sourceRunId = entry.sourceRunId;
      model.createdAt = entry.time;
      model.updatedAt = entry.time;
      break;
    case "params":
      for (const [key, value] of Object.entries(entry.params)) model.params.set(key, value);
      break;
    case "tags":
      for (const [key, value] of Object.entries(entry.tags)) {
        if (value === null) model.tags.delete(key);
        else model.tags.set(key, value);
      }
      break;
    case "status":
      model.status = entry.status;
      model.updatedAt = entry.time;
      break;
    case "metric":
      applyMetric(model, entry);
      break;
    case "lifecycle":
      model.isDeleted = entry.stage === "deleted";
      break;
  }
}

export interface ModelPlace {
  readonly experimentId: string;
  readonly artifactUri: string;
}

export function toWireModel(model: LoggedModel, place: ModelPlace): object {
  const metrics = [...model.metrics.values()].map((metric) => ({
    key: metric.key,
    value: finiteOrName(metric.value),
    timestamp: metric.time,
    step: metric.step,
    ...(metric.datasetName === undefined ? {} : { dataset_name: metric.datasetName }),
    ...(metric.datasetDigest === undefined ? {} : { dataset_digest: metric.datasetDigest }),
    model_id: model.id,
    run_id: metric.runId,
  }));
  return {
    info: {
      model_id: model.id,
      experiment_id: place.experimentId,
      name: model.name,
      creation_timestamp_ms: model.createdAt,
      last_updated_timestamp_ms: model.updatedAt,
      artifact_uri: place.artifactUri,
      status: model.status,
      model_type: model.modelType,
      source_run_id: model.sourceRunId,
      ...(model.tags.size > 0 ? { tags: keyValues(model.tags) } : {}),
    },
    data: {
      ...(model.params.size > 0 ? { params: keyValues(model.params) } : {}),
      ...(metrics.length > 0 ? { metrics } : {}),
    },
  };
}

const numeric = new Set(["creation_timestamp_ms", "last_updated_timestamp_ms"]);
const texts = ["model_id", "name", "model_type", "status", "source_run_id"];

const dialect: SearchDialect = {
  prefixes: new Map<string, SearchEntity>([
    ["attributes", "attribute"],
    ["metrics", "metric"],
    ["params", "parameter"],
    ["tags", "tag"],
  ]),
  attributes: new Map([
    ...[...texts, ...numeric].map((name) => [name, name] as const),
    ["creation_time", "creation_timestamp_ms"],
    ["creation_timestamp", "creation_timestamp_ms"],
    ["last_updated_timestamp", "last_updated_timestamp_ms"],
    ["last_updated_time", "last_updated_timestamp_ms"],
  ]),
  numeric,
  lists: null,
  hasKeyLists: true,
  nullable: new Set(),
};

export interface DatasetFilter {
  readonly name: string;
  readonly digest: string | undefined;
}

export interface ModelOrder {
  readonly field: string;
  readonly isAscending: boolean;
  readonly dataset: DatasetFilter | undefined;
}

export interface ModelSearch {
  readonly filter: string;
  /** Metric comparisons look at metrics on any of these only; empty for all. */
  readonly datasets: readonly DatasetFilter[];
  readonly orderBy: readonly ModelOrder[];
}

/** The models that match; newest first where the order asked for leaves it open. */
export function searchModels(
  models: readonly LoggedModel[],
  search: ModelSearch,
): readonly LoggedModel[] {
  const comparisons = parseFilter(search.filter, dialect);
  const order = search.orderBy.map((each) => ({
    ...each,
    identifier: orderIdentifier(each.field),
  }));
  const found = models.filter(
    (model) =>
      isLoggedOn(model, search.datasets) &&
      comparisons.every((each) =>
        valuesOf(model, each, search.datasets).some((value) => matchesComparison(value, each)),
      ),
  );
  return found.sort((left, right) => {
    for (const { identifier, isAscending, dataset } of order) {
      const [a, b] = [left, right].map(
        (model) => valuesOf(model, identifier, dataset === undefined ? [] : [dataset])[0],
      );
      const result = compareSortable(a, b, isAscending);
      if (result !== 0) return result;
    }
    return right.createdAt - left.createdAt || compareSortable(left.id, right.id, true);
  });
}

function orderIdentifier(field: string): Identifier {
  const identifier = parseIdentifier(field, dialect);
  if (identifier.entity === "metric" || identifier.entity === "attribute") return identifier;
  throw invalidParameter(`Invalid order by field name: ${field}. Only metrics are supported.`);
}

function isLoggedOn(model: LoggedModel, datasets: readonly DatasetFilter[]): boolean {
  return datasets.length === 0 || [...model.metrics.values()].some((each) => isOn(each, datasets));
}

function isOn(metric: ModelMetric, datasets: readonly DatasetFilter[]): boolean {
  return datasets.some(
    ({ name, digest }) =>
      metric.datasetName === name && (digest === undefined || metric.datasetDigest === digest),
  );
}

/** The values a comparison looks at, latest first: one, or one for each run and data set. */
function valuesOf(
  model: LoggedModel,
  { entity, key }: Identifier,
  datasets: readonly DatasetFilter[],
): readonly (string | number | undefined)[] {
  switch (entity) {
    case "metric":
      return [...model.metrics.values()]
        .filter((each) => each.key === key && (datasets.length === 0 || isOn(each, datasets)))
        .sort((left, right) => right.time - left.time || right.step - left.step)
        .map(({ value }) => value);
    case "parameter":
      return [model.params.get(key)];
    case "tag":
      return [model.tags.get(key)];
    default:
      return [attributeOf(model, key)];
  }
}

function attributeOf(model: LoggedModel, key: string): string | number | undefined {
  switch (key) {
    case "model_id":
      return model.id;
    case "name":
      return model.name;
    case "model_type":
      return model.modelType;
    case "status":
      return model.status;
    case "source_run_id":
      return model.sourceRunId;
    case "creation_timestamp_ms":
      return model.createdAt;
    case "last_updated_timestamp_ms":
      return model.updatedAt;
    default:
      return undefined;
  }
}

function applyMetric(model: LoggedModel, metric: ModelMetric): void {
  const { key, runId, datasetName, datasetDigest, step, time } = metric;
  const place = JSON.stringify([key, runId, datasetName, datasetDigest]);
  const known = model.metrics.get(place);
  const isLater =
    known === undefined || step > known.step || (step === known.step && time >= known.time);
  if (isLater) model.metrics.set(place, metric);
}
