import type { RequestFields } from "../../core/tracking/requestFields.ts";
import { trackingError } from "../../core/tracking/trackingErrors.ts";
import { listRunArtifacts, listStoredArtifacts } from "./handlers/artifactHandlers.ts";
import {
  createExperiment,
  deleteExperiment,
  deleteExperimentTag,
  getExperiment,
  getExperimentByName,
  restoreExperiment,
  searchAllExperiments,
  setExperimentTag,
  updateExperiment,
} from "./handlers/experimentHandlers.ts";
import { logInputs, logOutputs, searchDatasets } from "./handlers/inputHandlers.ts";
import {
  getHistory,
  getHistoryBulk,
  getHistoryBulkInterval,
  logBatch,
  logMetric,
  logParameter,
} from "./handlers/metricHandlers.ts";
import {
  createModelVersion,
  deleteModelVersion,
  deleteModelVersionTag,
  getDownloadUri,
  getModelVersion,
  searchAllModelVersions,
  setModelVersionTag,
  transitionStage,
  updateModelVersion,
} from "./handlers/modelVersionHandlers.ts";
import {
  createModel,
  deleteModel,
  deleteModelTag,
  finalizeModel,
  getModel,
  listModelArtifacts,
  logModelParams,
  searchAllModels,
  setModelTags,
} from "./handlers/modelHandlers.ts";
import {
  createRegisteredModel,
  deleteAlias,
  deleteRegisteredModel,
  deleteRegisteredModelTag,
  getLatestVersions,
  getRegisteredModel,
  getVersionByAlias,
  renameRegisteredModel,
  searchAllRegisteredModels,
  setAlias,
  setRegisteredModelTag,
  updateRegisteredModel,
} from "./handlers/registeredModelHandlers.ts";
import {
  createRun,
  deleteRun,
  deleteTag,
  getRun,
  logModel,
  restoreRun,
  searchAllRuns,
  setTag,
  updateRun,
} from "./handlers/runHandlers.ts";
import type { TrackingHandler } from "./trackingContext.ts";

const multipartUpload: TrackingHandler = () => {
  throw trackingError(
    "NOT_IMPLEMENTED",
    "Multipart upload is not supported for the current artifact repository",
  );
};

/** Method and path, without the version's prefix. `{name}` stands for one part of the path. */
const routes: Readonly<Record<string, TrackingHandler>> = {
  "POST /mlflow/experiments/create": createExperiment,
  "GET /mlflow/experiments/get": getExperiment,
  "GET /mlflow/experiments/get-by-name": getExperimentByName,
  "POST /mlflow/experiments/search": searchAllExperiments,
  "GET /mlflow/experiments/search": searchAllExperiments,
  "GET /mlflow/experiments/list": searchAllExperiments,
  "POST /mlflow/experiments/update": updateExperiment,
  "POST /mlflow/experiments/delete": deleteExperiment,
  "POST /mlflow/experiments/restore": restoreExperiment,
  "POST /mlflow/experiments/search-datasets": searchDatasets,
  "POST /mlflow/experiments/set-experiment-tag": setExperimentTag,
  "POST /mlflow/experiments/delete-experiment-tag": deleteExperimentTag,
  "POST /mlflow/runs/create": createRun,
  "GET /mlflow/runs/get": getRun,
  "POST /mlflow/runs/update": updateRun,
  "POST /mlflow/runs/delete": deleteRun,
  "POST /mlflow/runs/restore": restoreRun,
  "POST /mlflow/runs/search": searchAllRuns,
  "POST /mlflow/runs/log-metric": logMetric,
  "POST /mlflow/runs/log-parameter": logParameter,
  "POST /mlflow/runs/log-batch": logBatch,
  "POST /mlflow/runs/log-model": logModel,
  "POST /mlflow/runs/set-tag": setTag,
  "POST /mlflow/runs/delete-tag": deleteTag,
  "POST /mlflow/runs/log-inputs": logInputs,
  "POST /mlflow/runs/outputs": logOutputs,
  "GET /mlflow/metrics/get-history": getHistory,
  "GET /mlflow/metrics/get-history-bulk": getHistoryBulk,
  "GET /mlflow/metrics/get-history-bulk-interval": getHistoryBulkInterval,
  "GET /mlflow/artifacts/list": listRunArtifacts,
  "GET /mlflow-artifacts/artifacts": listStoredArtifacts,
  "POST /mlflow/logged-models": createModel,
  "POST /mlflow/logged-models/search": searchAllModels,
  "GET /mlflow/logged-models/{model_id}": getModel,
  "PATCH /mlflow/logged-models/{model_id}": finalizeModel,
  "DELETE /mlflow/logged-models/{model_id}": deleteModel,
  "PATCH /mlflow/logged-models/{model_id}/tags": setModelTags,
  "DELETE /mlflow/logged-models/{model_id}/tags/{tag_key}": deleteModelTag,
  "POST /mlflow/logged-models/{model_id}/params": logModelParams,
  "GET /mlflow/logged-models/{model_id}/artifacts/directories": listModelArtifacts,
  "POST /mlflow/registered-models/create": createRegisteredModel,
  "GET /mlflow/registered-models/get": getRegisteredModel,
  "PATCH /mlflow/registered-models/update": updateRegisteredModel,
  "POST /mlflow/registered-models/rename": renameRegisteredModel,
  "DELETE /mlflow/registered-models/delete": deleteRegisteredModel,
  "GET /mlflow/registered-models/search": searchAllRegisteredModels,
  "GET /mlflow/registered-models/list": searchAllRegisteredModels,
  "GET /mlflow/registered-models/get-latest-versions": getLatestVersions,
  "POST /mlflow/registered-models/get-latest-versions": getLatestVersions,
  "POST /mlflow/registered-models/set-tag": setRegisteredModelTag,
  "DELETE /mlflow/registered-models/delete-tag": deleteRegisteredModelTag,
  "POST /mlflow/registered-models/alias": setAlias,
  "DELETE /mlflow/registered-models/alias": deleteAlias,
  "GET /mlflow/registered-models/alias": getVersionByAlias,
  "POST /mlflow/model-versions/create": createModelVersion,
  "GET /mlflow/model-versions/get": getModelVersion,
  "PATCH /mlflow/model-versions/update": updateModelVersion,
  "POST /mlflow/model-versions/transition-stage": transitionStage,
  "DELETE /mlflow/model-versions/delete": deleteModelVersion,
  "GET /mlflow/model-versions/search": searchAllModelVersions,
  "GET /mlflow/model-versions/get-download-uri": getDownloadUri,
  "POST /mlflow/model-versions/set-tag": setModelVersionTag,
  "DELETE /mlflow/model-versions/delete-tag": deleteModelVersionTag,
};

const exactRoutes = new Map(Object.entries(routes).filter(([route]) => !route.includes("{")));
const patternRoutes = Object.entries(routes)
  .filter(([route]) => route.includes("{"))
  .map(([route, handler]) => ({ parts: route.split("/"), handler }));

export interface RouteMatch {
  readonly handler: TrackingHandler;
  /** Fields that are part of the path. */
  readonly fields: RequestFields;
}

const noFields: RequestFields = {};

/**
 * The handler for a path without its version's prefix; undefined for what is not served. Clients
 * of MLflow 1 ask below `/preview`, and have lists where later ones search.
 */
export function findRoute(method: string, fullPath: string): RouteMatch | undefined {
  const path = fullPath.startsWith("/preview/") ? fullPath.slice("/preview".length) : fullPath;
  const handler = exactRoutes.get(`${method} ${path}`);
  if (handler !== undefined) return { handler, fields: noFields };
  if (path.startsWith("/mlflow-artifacts/mpu/")) {
    return { handler: multipartUpload, fields: noFields };
  }
  const parts = `${method} ${path}`.split("/");
  for (const route of patternRoutes) {
    const fields = matchParts(route.parts, parts);
    if (fields !== undefined) return { handler: route.handler, fields };
  }
  return undefined;
}

function matchParts(
  pattern: readonly string[],
  parts: readonly string[],
): RequestFields | undefined {
  if (pattern.length !== parts.length) return undefined;
  const fields: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? "";
    if (expected.startsWith("{")) fields[expected.slice(1, -1)] = decoded(part);
    else if (expected !== part) return undefined;
  }
  return fields;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
