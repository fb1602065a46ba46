import type { JournalEntry } from "../../../core/formats/sextant/entries.ts";
import { parseTolerantJson } from "../../../core/formats/text/tolerantJson.ts";
import { createRunName } from "../../../core/runs/runName.ts";
import {
  parseTag,
  parseTags,
  toRecord,
  type LoggedText,
} from "../../../core/tracking/loggedParams.ts";
import { mlflowStatuses, toWireRun, toWireRunInfo } from "../../../core/tracking/mlflowRun.ts";
import { pageOf } from "../../../core/tracking/pageToken.ts";
import {
  asFields,
  invalidValue,
  optionalInteger,
  optionalString,
  optionalStrings,
  requiredRunId,
  requiredString,
  type RequestFields,
} from "../../../core/tracking/requestFields.ts";
import { searchRuns } from "../../../core/tracking/runSearch.ts";
import { parentRunTag, runNameTag } from "../../../core/tracking/trackedRun.ts";
import { doesNotExist, invalidParameter } from "../../../core/tracking/trackingErrors.ts";
import { limits } from "../../../core/tracking/validation.ts";
import type { OpenRun } from "../trackedRuns.ts";
import { emptyReply, type TrackingContext, type TrackingHandler } from "../trackingContext.ts";

const modelHistoryTag = "mlflow.log-model.history";

export const createRun: TrackingHandler = (context, fields) => {
  const experiment = context.experiments.get(optionalString(fields, "experiment_id") || "0");
  if (experiment.isDeleted) {
    throw invalidParameter(
      `The experiment ${experiment.id} must be in the 'active' state. Current state is deleted.`,
    );
  }
  const tags = parseTags(fields);
  const name = nameOf(fields, tags);
  const parentId = tags.find(({ key }) => key === parentRunTag)?.value;
  const isLaunched = context.runs.isWaiting && parentId === undefined;
  const run = isLaunched
    ? claimLaunchedRun(context, { experiment: experiment.name, name, tags })
    : createChildRun(context, fields, { experiment: experiment.name, name, tags });
  return { run: toWireRun(context.runs.view(run)) };
};

export const getRun: TrackingHandler = (context, fields) => {
  const run = context.runs.get(requiredRunId(fields));
  return { run: toWireRun(context.runs.view(run)) };
};

export const updateRun: TrackingHandler = (context, fields) => {
  const run = context.runs.getForWriting(requiredRunId(fields));
  const status = optionalString(fields, "status");
  const known = mlflowStatuses.find((candidate) => candidate === status);
  if (status !== undefined && known === undefined) throw invalidValue("status", status);
  const name = optionalString(fields, "run_name") ?? "";
  if (name !== "" && name !== run.state.name) {
    const tags = Object.fromEntries([[runNameTag, name]]);
    context.runs.append(run, { type: "name", name }, { type: "tags", tags });
  }
  context.runs.setStatus(run, known, optionalInteger(fields, "end_time"));
  return { run_info: toWireRunInfo(context.runs.view(run)) };
};

export const deleteRun: TrackingHandler = (context, fields) => {
  const run = context.runs.get(requiredRunId(fields));
  if (!run.state.isDeleted) setLifecycle(context, run, "deleted");
  return emptyReply;
};

export const restoreRun: TrackingHandler = (context, fields) => {
  const run = context.runs.get(requiredRunId(fields));
  if (run.state.isDeleted) setLifecycle(context, run, "active");
  return emptyReply;
};

export const setTag: TrackingHandler = (context, fields) => {
  const run = context.runs.getForWriting(requiredRunId(fields));
  appendTags(context, run, [parseTag(fields)]);
  return emptyReply;
};

export const deleteTag: TrackingHandler = (context, fields) => {
  const run = context.runs.getForWriting(requiredRunId(fields));
  const key = requiredString(fields, "key");
  if (!run.state.tags.has(key)) {
    throw doesNotExist(`No tag with name: ${key} in run with id ${run.state.id}`);
  }
  context.runs.append(run, { type: "tags", tags: Object.fromEntries([[key, null]]) });
  return emptyReply;
};

/** Tags, and the run's name when it is among them. */
function appendTags(context: TrackingContext, run: OpenRun, tags: readonly LoggedText[]): void {
  context.runs.append(run, ...tagEntries(run, tags));
}

export function tagEntries(run: OpenRun, tags: readonly LoggedText[]): readonly JournalEntry[] {
  if (tags.length === 0) return [];
  const entry: JournalEntry = { type: "tags", tags: toRecord(tags) };
  const name = tags.findLast(({ key }) => key === runNameTag)?.value;
  const isRenamed = name !== undefined && name !== "" && name !== run.state.name;
  return isRenamed ? [entry, { type: "name", name }] : [entry];
}

/** Clients of MLflow 2 describe a model that they log in a tag of the run. */
export const logModel: TrackingHandler = (context, fields) => {
  const run = context.runs.getForWriting(requiredRunId(fields));
  const model = parseModelDescription(requiredString(fields, "model_json"));
  const known = parseTolerantJson(run.state.tags.get(modelHistoryTag) ?? "[]");
  const history: readonly unknown[] = Array.isArray(known) ? known : [];
  const tags = Object.fromEntries([[modelHistoryTag, JSON.stringify([...history, model])]]);
  context.runs.append(run, { type: "tags", tags });
  return emptyReply;
};

export const searchAllRuns: TrackingHandler = (context, fields) => {
  const experimentIds = new Set(optionalStrings(fields, "experiment_ids"));
  const size = optionalInteger(fields, "max_results") ?? 1000;
  if (size > limits.searchResults || size < 1) throw invalidValue("max_results", size);
  const view = optionalString(fields, "run_view_type") ?? "ACTIVE_ONLY";
  const runs = context.runs
    .views()
    .filter((run) => experimentIds.has(run.experimentId) && isInView(run.isDeleted, view));
  const found = searchRuns(runs, {
    filter: optionalString(fields, "filter") ?? "",
    orderBy: optionalStrings(fields, "order_by"),
  });
  const { items, nextToken } = pageOf(found, optionalString(fields, "page_token"), size);
  return {
    ...(items.length > 0 ? { runs: items.map(toWireRun) } : {}),
    ...(nextToken === undefined ? {} : { next_page_token: nextToken }),
  };
};

/** `view` is the name or the number of MLflow's ViewType. */
export function isInView(isDeleted: boolean, view: string): boolean {
  if (view === "ALL" || view === "3") return true;
  return (view === "DELETED_ONLY" || view === "2") === isDeleted;
}

interface NewRun {
  readonly experiment: string;
  readonly name: string;
  readonly tags: readonly LoggedText[];
}

function claimLaunchedRun(context: TrackingContext, { experiment, name, tags }: NewRun): OpenRun {
  const own = tags.filter(({ key }) => key !== runNameTag);
  const entries: JournalEntry[] = [{ type: "experiment", experiment }];
  if (own.length > 0) entries.push({ type: "tags", tags: toRecord(own) });
  return context.runs.claimLaunched(entries, name);
}

function createChildRun(
  context: TrackingContext,
  fields: RequestFields,
  { experiment, name, tags }: NewRun,
): OpenRun {
  const chosen = name === "" ? createRunName(context.random) : name;
  const own = tags.filter(({ key }) => key !== runNameTag);
  const named = [...own, { key: runNameTag, value: chosen }];
  return context.runs.create(
    {
      name: chosen,
      experiment,
      parentId: tags.find(({ key }) => key === parentRunTag)?.value ?? context.runs.launchedId,
      user: optionalString(fields, "user_id") ?? "",
      startTime: optionalInteger(fields, "start_time") || context.clock.now(),
    },
    [{ type: "tags", tags: toRecord(named) }],
  );
}

function nameOf(fields: RequestFields, tags: readonly LoggedText[]): string {
  const name = optionalString(fields, "run_name") ?? "";
  const tag = tags.find(({ key }) => key === runNameTag)?.value ?? "";
  if (name === "" || tag === "" || name === tag) return name === "" ? tag : name;
  throw invalidParameter(
    "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values" +
      ` (run_name='${name}', mlflow.runName='${tag}').`,
  );
}

function setLifecycle(
  { runs, clock }: TrackingContext,
  run: OpenRun,
  stage: "active" | "deleted",
): void {
  runs.append(run, { type: "lifecycle", stage, time: clock.now() });
}

function parseModelDescription(json: string): RequestFields {
  let model: RequestFields;
  try {
    model = asFields(JSON.parse(json));
  } catch {
    throw invalidParameter(
      `Malformed model info. \n ${json.slice(0, 1000)} \n is not a valid JSON.`,
    );
  }
  const missing = ["artifact_path", "flavors", "utc_time_created", "run_id"].filter(
    (name) => !(name in model),
  );
  if (missing.length === 0) return model;
  throw invalidParameter(
    `Model json is missing mandatory fields: [${missing.map((name) => `'${name}'`).join(", ")}]`,
  );
}
