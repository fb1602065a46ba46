import {
  defaultExperimentId,
  searchExperiments,
  toWireExperiment,
} from "../../../core/tracking/experiments.ts";
import { parseTags, toRecord } from "../../../core/tracking/loggedParams.ts";
import { pageOf } from "../../../core/tracking/pageToken.ts";
import {
  invalidValue,
  missingField,
  optionalInteger,
  optionalString,
  optionalStrings,
  requiredString,
} from "../../../core/tracking/requestFields.ts";
import { doesNotExist, invalidParameter } from "../../../core/tracking/trackingErrors.ts";
import {
  limits,
  truncated,
  validateExperimentName,
  validateKey,
} from "../../../core/tracking/validation.ts";
import { emptyReply, type TrackingContext, type TrackingHandler } from "../trackingContext.ts";
import { isInView } from "./runHandlers.ts";

export const createExperiment: TrackingHandler = ({ experiments }, fields) => {
  const name = optionalString(fields, "name");
  if (name === undefined) throw missingField("name");
  validateExperimentName(name);
  const artifactLocation = optionalString(fields, "artifact_location") ?? "";
  const tags = parseTags(fields);
  const { id } = experiments.create({
    name,
    ...(artifactLocation === "" ? {} : { artifactLocation }),
    ...(tags.length === 0 ? {} : { tags: toRecord(tags) }),
  });
  return { experiment_id: id };
};

export const getExperiment: TrackingHandler = ({ experiments }, fields) => {
  const experiment = experiments.get(requiredString(fields, "experiment_id"));
  return { experiment: toWireExperiment(experiment) };
};

export const getExperimentByName: TrackingHandler = ({ experiments }, fields) => {
  const name = requiredString(fields, "experiment_name");
  const experiment = experiments.findByName(name);
  if (experiment === undefined) {
    throw doesNotExist(`Could not find experiment with name '${name}'`);
  }
  return { experiment: toWireExperiment(experiment) };
};

export const searchAllExperiments: TrackingHandler = ({ experiments }, fields) => {
  const size = optionalInteger(fields, "max_results") ?? 1000;
  if (size < 1 || size > limits.searchResults) throw invalidValue("max_results", size);
  const view = fields["view_type"] ?? "ACTIVE_ONLY";
  const inView = experiments
    .all()
    .filter(({ isDeleted }) =>
      isInView(isDeleted, typeof view === "number" ? `${view}` : textOf(view)),
    );
  const found = searchExperiments(inView, {
    filter: optionalString(fields, "filter") ?? "",
    orderBy: optionalStrings(fields, "order_by"),
  });
  const { items, nextToken } = pageOf(found, optionalString(fields, "page_token"), size);
  return {
    ...(items.length > 0 ? { experiments: items.map(toWireExperiment) } : {}),
    ...(nextToken === undefined ? {} : { next_page_token: nextToken }),
  };
};

/** Runs name their experiment, so a rename is written into each of them. */
export const updateExperiment: TrackingHandler = (context, fields) => {
  const id = requiredString(fields, "experiment_id");
  const name = requiredString(fields, "new_name");
  validateExperimentName(name);
  const { experiments, runs } = context;
  const experiment = experiments.get(id);
  if (experiment.isDeleted) throw notActive(id);
  if (id === defaultExperimentId) {
    throw invalidParameter("The default experiment cannot be renamed.");
  }
  const runIds = runs.views().filter((run) => run.experimentId === id);
  experiments.rename(id, name);
  for (const run of runIds) {
    runs.append(runs.get(run.id), { type: "experiment", experiment: name });
  }
  return emptyReply;
};

export const deleteExperiment: TrackingHandler = (context, fields) => {
  setLifecycle(context, requiredString(fields, "experiment_id"), "deleted");
  return emptyReply;
};

export const restoreExperiment: TrackingHandler = (context, fields) => {
  setLifecycle(context, requiredString(fields, "experiment_id"), "active");
  return emptyReply;
};

export const setExperimentTag: TrackingHandler = ({ experiments }, fields) => {
  const { id, isDeleted } = experiments.get(requiredString(fields, "experiment_id"));
  const key = requiredString(fields, "key");
  validateKey(key, "key", "key");
  if (isDeleted) throw notActive(id);
  const value = truncated(optionalString(fields, "value") ?? "", limits.experimentTagValue);
  experiments.append({ type: "tags", id, tags: Object.fromEntries([[key, value]]) });
  return emptyReply;
};

export const deleteExperimentTag: TrackingHandler = ({ experiments }, fields) => {
  const experiment = experiments.get(requiredString(fields, "experiment_id"));
  const key = requiredString(fields, "key");
  if (!experiment.tags.has(key)) {
    throw doesNotExist(`No tag with name: ${key} in experiment with id ${experiment.id}`);
  }
  experiments.append({
    type: "tags",
    id: experiment.id,
    tags: Object.fromEntries([[key, null]]),
  });
  return emptyReply;
};

/** An experiment's runs are deleted, and come back, with it. */
function setLifecycle(
  { experiments, runs, clock }: TrackingContext,
  id: string,
  stage: "active" | "deleted",
): void {
  const experiment = experiments.get(id);
  const isDeletion = stage === "deleted";
  if (isDeletion && id === defaultExperimentId) {
    throw invalidParameter("The default experiment cannot be deleted.");
  }
  if (experiment.isDeleted === isDeletion) {
    throw doesNotExist(`No Experiment with id=${id} exists`);
  }
  const time = clock.now();
  const others = runs
    .views()
    .filter((run) => run.experimentId === id && run.isDeleted !== isDeletion);
  experiments.append({ type: "lifecycle", id, stage, time });
  for (const run of others) runs.append(runs.get(run.id), { type: "lifecycle", stage, time });
}

function notActive(id: string): Error {
  return invalidParameter(
    `The experiment ${id} must be in the 'active' state. Current state is deleted.`,
  );
}

function textOf(view: unknown): string {
  return typeof view === "string" ? view : "ACTIVE_ONLY";
}
