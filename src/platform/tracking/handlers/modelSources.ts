import { AppError } from "../../../base/errors.ts";
import { latestVersions, type ModelStage } from "../../../core/tracking/modelRegistry.ts";
import {
  checkModelSource,
  invalidSource,
  parseModelUri,
  splitUri,
  validateSourceLength,
  type ModelUri,
  type SourceOwner,
} from "../../../core/tracking/modelSource.ts";
import { parseStage } from "../../../core/tracking/registryFields.ts";
import {
  doesNotExist,
  invalidParameter,
  isTrackingErrorCode,
} from "../../../core/tracking/trackingErrors.ts";
import type { VersionInStore } from "../registryStore.ts";
import type { TrackingContext } from "../trackingContext.ts";
import { placeOfModel } from "./modelHandlers.ts";
import { versionOfAlias } from "./registeredModelHandlers.ts";

/** What a new version is made of, with all that follows from its source. */
export interface VersionOrigin {
  readonly source: string;
  readonly storage: string;
  readonly runId: string;
  /** "" when it is no logged model's. */
  readonly modelId: string;
}

interface SourceFields {
  readonly runId: string | undefined;
  readonly modelId: string | undefined;
  /** A prompt's text is in its tags: its source names nothing. */
  readonly isPrompt: boolean;
}

/** Throws for a source that does not belong to the run or the model that the request names. */
export function resolveSource(
  context: TrackingContext,
  source: string,
  fields: SourceFields,
): VersionOrigin {
  const { runId = "", modelId = "" } = fields;
  validateSourceLength(source);
  if (fields.isPrompt) return { source, storage: source, runId, modelId: "" };
  if (splitUri(source).scheme === "models") return resolveModelUri(context, source, fields);
  checkModelSource(source, ownerOf(context, source, fields));
  const sourceRunId = modelId === "" ? "" : context.models.get(modelId).sourceRunId;
  return { source, storage: source, runId: runId === "" ? sourceRunId : runId, modelId };
}

function resolveModelUri(
  context: TrackingContext,
  source: string,
  fields: SourceFields,
): VersionOrigin {
  const { runId = "", modelId = "" } = fields;
  if (splitUri(source).authority !== "") {
    throw invalidParameter(
      `Invalid model version source: '${source}'. Registered model sources must use the active` +
        " model registry.",
    );
  }
  const uri = parseModelUri(source);
  if (uri === undefined) throw invalidSource(source, "model_id");
  if (uri.kind !== "logged") return copyOfVersion(context, source, { uri, fields });
  checkModelSource(source, ownerOf(context, source, fields));
  const model = loggedModelOf(context, source, modelId);
  const storage = placeOfModel(context, model).artifactUri;
  return { source, storage, runId: runId === "" ? model.sourceRunId : runId, modelId };
}

function copyOfVersion(
  { registry }: TrackingContext,
  source: string,
  {
    uri,
    fields,
  }: { readonly uri: Exclude<ModelUri, { kind: "logged" }>; readonly fields: SourceFields },
): VersionOrigin {
  const { model, version } = versionOfUri(registry, uri);
  const isOther = fields.runId !== undefined && fields.runId !== version.runId;
  if (isOther || (fields.modelId !== undefined && fields.modelId !== "")) {
    throw invalidParameter(
      `Invalid model version source: '${source}'. The run_id and model_id request parameters must` +
        " match the referenced model version.",
    );
  }
  const { storage, runId } = version;
  return { source: `models:/${model.name}/${version.version}`, storage, runId, modelId: "" };
}

function versionOfUri(
  registry: TrackingContext["registry"],
  uri: Exclude<ModelUri, { kind: "logged" }>,
): VersionInStore {
  switch (uri.kind) {
    case "version":
      registry.get(uri.name);
      return registry.getVersion(uri.name, uri.version);
    case "alias":
      return versionOfAlias(registry, uri.name, uri.alias);
    case "stage":
      return latestIn(registry, uri.name, parseStage(uri.stage));
  }
}

function latestIn(
  registry: TrackingContext["registry"],
  name: string,
  stage: ModelStage,
): VersionInStore {
  const model = registry.get(name);
  const version = latestVersions(model).find((each) => each.stage === stage);
  if (version !== undefined) return { model, version };
  throw doesNotExist(`No versions of model with name '${name}' and stage '${stage}' found`);
}

/** A run or a model that there is not owns nothing. */
function ownerOf(context: TrackingContext, source: string, fields: SourceFields): SourceOwner {
  const { runId = "", modelId = "" } = fields;
  if (modelId !== "") {
    const model = loggedModelOf(context, source, modelId);
    const { artifactUri } = placeOfModel(context, model);
    return { field: "model_id", id: modelId, artifactUri };
  }
  return { field: "run_id", id: runId, artifactUri: artifactUriOf(context, runId) };
}

function loggedModelOf(
  { models }: TrackingContext,
  source: string,
  modelId: string,
): ReturnType<TrackingContext["models"]["get"]> {
  if (modelId !== "" && models.has(modelId)) return models.get(modelId);
  throw invalidSource(source, "model_id");
}

function artifactUriOf({ runs }: TrackingContext, runId: string): string | undefined {
  if (runId === "") return undefined;
  try {
    return runs.view(runs.get(runId)).artifactUri;
  } catch (error) {
    if (AppError.is(error) && isTrackingErrorCode(error.code)) return undefined;
    throw error;
  }
}
