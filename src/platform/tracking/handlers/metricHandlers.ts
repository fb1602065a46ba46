import type { JournalEntry } from "../../../core/formats/sextant/entries.ts";
import type { ModelEntry } from "../../../core/tracking/loggedModels.ts";
import {
  parseMetric,
  toMetricEntries,
  type LoggedMetric,
} from "../../../core/tracking/loggedMetrics.ts";
import {
  newParams,
  parseParam,
  parseParams,
  parseTags,
  type LoggedText,
} from "../../../core/tracking/loggedParams.ts";
import { toWireMetric } from "../../../core/tracking/mlflowRun.ts";
import { createPageToken, parsePageToken } from "../../../core/tracking/pageToken.ts";
import {
  missingField,
  optionalInteger,
  optionalMessages,
  optionalString,
  optionalStrings,
  requiredRunId,
  requiredString,
} from "../../../core/tracking/requestFields.ts";
import { invalidParameter } from "../../../core/tracking/trackingErrors.ts";
import { limits, validateBatchSizes } from "../../../core/tracking/validation.ts";
import type { OpenRun } from "../trackedRuns.ts";
import { emptyReply, type TrackingContext, type TrackingHandler } from "../trackingContext.ts";
import { tagEntries } from "./runHandlers.ts";

export const logMetric: TrackingHandler = (context, fields) => {
  const run = context.runs.getForWriting(requiredRunId(fields));
  appendBatch(context, run, { metrics: [parseMetric(fields)] });
  return emptyReply;
};

export const logParameter: TrackingHandler = (context, fields) => {
  const run = context.runs.getForWriting(requiredRunId(fields));
  appendBatch(context, run, { params: [parseParam(fields)] });
  return emptyReply;
};

/** All of a batch is checked before any of it is written. */
export const logBatch: TrackingHandler = (context, fields) => {
  const run = context.runs.getForWriting(requiredRunId(fields));
  const items = optionalMessages(fields, "metrics");
  validateBatchSizes({
    metrics: items.length,
    params: optionalMessages(fields, "params").length,
    tags: optionalMessages(fields, "tags").length,
  });
  appendBatch(context, run, {
    metrics: items.map((item, index) => parseMetric(item, `metrics[${index}].`)),
    params: parseParams(fields),
    tags: parseTags(fields),
  });
  return emptyReply;
};

export const getHistory: TrackingHandler = (context, fields) => {
  const run = context.runs.get(requiredRunId(fields));
  const key = requiredString(fields, "metric_key");
  const size = optionalInteger(fields, "max_results");
  if (size !== undefined && size <= 0) {
    throw invalidParameter(
      `Invalid value ${size} for parameter 'max_results' supplied. It must be a positive integer.`,
    );
  }
  const history = run.state.metrics.get(key);
  const start = parsePageToken(optionalString(fields, "page_token"));
  const end = start + (size ?? Infinity);
  const points = history?.slice(start, end) ?? [];
  const hasMore = history !== undefined && end < history.count();
  return {
    ...(points.length > 0 ? { metrics: points.map((point) => toWireMetric([key, point])) } : {}),
    ...(hasMore ? { next_page_token: createPageToken(end) } : {}),
  };
};

/** Histories of one metric of several runs, whole up to a limit. */
export const getHistoryBulk: TrackingHandler = (context, fields) => {
  const { runIds, key } = bulkQuery(fields);
  const size = Math.min(
    optionalInteger(fields, "max_results") ?? limits.historyPage,
    limits.historyPage,
  );
  const metrics = runIds.flatMap((runId) => {
    const points = context.runs.get(runId).state.metrics.get(key)?.slice(0, size) ?? [];
    return points.map((point) => ({ ...toWireMetric([key, point]), run_id: runId }));
  });
  return { metrics: metrics.slice(0, size) };
};

/** At most `max_results` points of each run: the first, the last, and each stretch's extremes. */
export const getHistoryBulkInterval: TrackingHandler = (context, fields) => {
  if (optionalStrings(fields, "run_ids").length === 0) throw missingField("run_ids");
  const { runIds, key } = bulkQuery(fields);
  const from = optionalInteger(fields, "start_step");
  const to = optionalInteger(fields, "end_step");
  if ((from === undefined) !== (to === undefined)) {
    throw invalidParameter(
      "If either start step or end step are specified, both must be specified.",
    );
  }
  const [start, end] = [from ?? -Infinity, to ?? Infinity];
  if (start > end) {
    throw invalidParameter(
      `end_step must be greater than start_step. Found start_step=${start} and end_step=${end}.`,
    );
  }
  const size = optionalInteger(fields, "max_results") ?? limits.bulkPointsPerRun;
  if (size < 1 || size > limits.bulkPointsPerRun) {
    throw invalidParameter(
      `max_results must be between 1 and ${limits.bulkPointsPerRun}. See the API docs for more` +
        " information about request parameters.",
    );
  }
  const metrics = runIds.flatMap((runId) => {
    const points = (
      context.runs.get(runId).state.metrics.get(key)?.slice(0, Infinity) ?? []
    ).filter(({ step }) => step >= start && step <= end);
    return thinned(points, size).map((point) => ({ ...toWireMetric([key, point]), run_id: runId }));
  });
  return metrics.length > 0 ? { metrics } : emptyReply;
};

interface Batch {
  readonly metrics?: readonly LoggedMetric[];
  readonly params?: readonly LoggedText[];
  readonly tags?: readonly LoggedText[];
}

function appendBatch(context: TrackingContext, run: OpenRun, batch: Batch): void {
  const { metrics = [], params = [], tags = [] } = batch;
  const added = newParams(run.state, params);
  const entries: JournalEntry[] = [
    ...toMetricEntries(run.state, metrics),
    ...tagEntries(run, tags),
  ];
  if (Object.keys(added).length > 0) entries.push({ type: "params", params: added });
  context.runs.append(run, ...entries);
  for (const metric of metrics) {
    if (metric.modelId !== undefined) appendToModel(context, run, metric);
  }
}

/** A metric of a logged model is told of with the model too. */
function appendToModel({ models }: TrackingContext, run: OpenRun, metric: LoggedMetric): void {
  const { key, value, time, step, modelId = "", datasetName, datasetDigest } = metric;
  if (!models.has(modelId)) return;
  const entry: ModelEntry = {
    type: "metric",
    ...{ key, value, time, step },
    runId: run.state.id,
    ...(datasetName === undefined ? {} : { datasetName }),
    ...(datasetDigest === undefined ? {} : { datasetDigest }),
  };
  models.append(modelId, entry);
}

function bulkQuery(fields: Parameters<TrackingHandler>[1]): {
  readonly runIds: readonly string[];
  readonly key: string;
} {
  const plural = optionalStrings(fields, "run_ids");
  const runIds = plural.length > 0 ? plural : optionalStrings(fields, "run_id");
  if (runIds.length === 0) {
    throw invalidParameter("GetMetricHistoryBulk request must specify at least one run_id.");
  }
  if (runIds.length > limits.bulkRuns) {
    throw invalidParameter(
      `GetMetricHistoryBulk request cannot specify more than ${limits.bulkRuns} run_ids. Received` +
        ` ${runIds.length} run_ids.`,
    );
  }
  return { runIds, key: requiredString(fields, "metric_key") };
}

interface Point {
  readonly step: number;
  readonly time: number;
  readonly value: number;
}

/** Keeps least and greatest of each stretch, so that no spike is lost. */
function thinned(points: readonly Point[], size: number): readonly Point[] {
  if (points.length <= size) return points;
  const stretch = points.length / Math.max(1, Math.floor(size / 2));
  const kept: Point[] = [];
  for (let from = 0; from < points.length && kept.length < size; from += stretch) {
    const part = points.slice(Math.floor(from), Math.floor(from + stretch));
    const least = part.reduce((best, point) => (point.value < best.value ? point : best));
    const most = part.reduce((best, point) => (point.value > best.value ? point : best));
    kept.push(...part.filter((point) => point === least || point === most));
  }
  return kept.slice(0, size);
}
