import { AppError } from "../../../base/errors.ts";
import { parseTolerantJson } from "../../../core/formats/text/tolerantJson.ts";
import { toWireVersion, toWireVersionWithAliases } from "../../../core/tracking/modelRegistry.ts";
import { pageOf } from "../../../core/tracking/pageToken.ts";
import {
  parseRegistryTag,
  parseRegistryTags,
  parseStage,
  parseVersionNumber,
  validateRegisteredModelName,
} from "../../../core/tracking/registryFields.ts";
import { searchVersions } from "../../../core/tracking/registrySearch.ts";
import {
  optionalBoolean,
  optionalString,
  optionalStrings,
  requiredString,
  type RequestFields,
} from "../../../core/tracking/requestFields.ts";
import { invalidParameter } from "../../../core/tracking/trackingErrors.ts";
import { limits, validateKey } from "../../../core/tracking/validation.ts";
import type { RegistryStore, VersionInStore } from "../registryStore.ts";
import { emptyReply, type TrackingContext, type TrackingHandler } from "../trackingContext.ts";
import { resolveSource } from "./modelSources.ts";
import { pageSizeOf } from "./registeredModelHandlers.ts";

/** Names and numbers of the versions that a logged model was registered as. */
const modelVersionsTag = "mlflow.modelVersions";

export const createModelVersion: TrackingHandler = (context, fields) => {
  const name = requiredString(fields, "name");
  const source = requiredString(fields, "source");
  const runLink = optionalString(fields, "run_link") ?? "";
  const description = optionalString(fields, "description") ?? "";
  const tags = parseRegistryTags(fields);
  const origin = resolveSource(context, source, {
    runId: optionalString(fields, "run_id"),
    modelId: optionalString(fields, "model_id"),
    isPrompt: tags["mlflow.prompt.is_prompt"]?.toLowerCase() === "true",
  });
  const { registry } = context;
  const model = registry.get(name);
  const { modelId, ...place } = origin;
  const version = registry.createVersion(model, { ...place, runLink, description, tags });
  if (modelId !== "") tagLoggedModel(context, modelId, { name, version: version.version });
  if (place.runId !== "") tagRun(context, place.runId, { name, version: version.version });
  return { model_version: toWireVersionWithAliases(model, version) };
};

function tagLoggedModel(
  { models }: TrackingContext,
  modelId: string,
  registered: { readonly name: string; readonly version: number },
): void {
  const known = parseTolerantJson(models.get(modelId).tags.get(modelVersionsTag) ?? "[]");
  const before: readonly unknown[] = Array.isArray(known) ? known : [];
  const tags = Object.fromEntries([[modelVersionsTag, JSON.stringify([...before, registered])]]);
  models.append(modelId, { type: "tags", tags });
}

/** So that the table of runs tells which of them made a registered model. */
function tagRun(
  { runs }: TrackingContext,
  runId: string,
  { name, version }: { readonly name: string; readonly version: number },
): void {
  try {
    const tags = Object.fromEntries([[`mlflow.registered.${name}`, `version ${version}`]]);
    runs.append(runs.getForWriting(runId), { type: "tags", tags });
  } catch (error) {
    // A run of elsewhere, or a deleted one: MLflow does not mind either.
    if (!AppError.is(error)) throw error;
  }
}

export const getModelVersion: TrackingHandler = ({ registry }, fields) => {
  return wireAnswer(versionOf(registry, fields));
};

export const updateModelVersion: TrackingHandler = ({ registry }, fields) => {
  const description = optionalString(fields, "description");
  const found = versionOf(registry, fields);
  registry.change(found.model, {
    type: "description",
    version: found.version.version,
    ...(description === undefined ? {} : { description }),
  });
  return wireAnswer(found);
};

export const transitionStage: TrackingHandler = ({ registry }, fields) => {
  requiredString(fields, "name");
  requiredString(fields, "version");
  const wanted = requiredString(fields, "stage");
  const archivesOthers = optionalBoolean(fields, "archive_existing_versions");
  const stage = parseStage(wanted);
  if (archivesOthers && stage !== "Staging" && stage !== "Production") {
    throw invalidParameter(
      "Model version transition cannot archive existing model versions because" +
        ` '${wanted}' is not an Active stage. Valid stages are ['Staging', 'Production']`,
    );
  }
  const found = versionOf(registry, fields);
  const { version } = found.version;
  registry.change(found.model, { type: "stage", version, stage, archivesOthers });
  return wireAnswer(found);
};

export const deleteModelVersion: TrackingHandler = ({ registry }, fields) => {
  const { model, version } = versionOf(registry, fields);
  registry.change(model, { type: "delete", version: version.version });
  return emptyReply;
};

export const getDownloadUri: TrackingHandler = ({ registry }, fields) => {
  const name = optionalString(fields, "name") ?? "";
  validateRegisteredModelName(name);
  const number = parseVersionNumber(optionalString(fields, "version") ?? "");
  const { storage } = registry.getVersion(name, number).version;
  return { artifact_uri: storage };
};

export const searchAllModelVersions: TrackingHandler = ({ registry }, fields) => {
  const size = pageSizeOf(fields, { usual: 10_000, most: limits.modelVersions });
  const found = searchVersions(registry.all(), {
    filter: optionalString(fields, "filter") ?? "",
    orderBy: optionalStrings(fields, "order_by"),
  });
  const { items, nextToken } = pageOf(found, optionalString(fields, "page_token"), size);
  const versions = items.map(({ model, version }) => toWireVersion(model, version));
  return {
    ...(versions.length > 0 ? { model_versions: versions } : {}),
    ...(nextToken === undefined ? {} : { next_page_token: nextToken }),
  };
};

export const setModelVersionTag: TrackingHandler = ({ registry }, fields) => {
  checkVersionFields(fields);
  requiredString(fields, "key");
  const tag = parseRegistryTag(fields);
  const { model, version } = versionOf(registry, fields);
  registry.tag(model, tag, version);
  return emptyReply;
};

export const deleteModelVersionTag: TrackingHandler = ({ registry }, fields) => {
  checkVersionFields(fields);
  const key = requiredString(fields, "key");
  validateKey(key, "key", "key");
  const { model, version } = versionOf(registry, fields);
  if (version.tags.has(key)) registry.tag(model, Object.fromEntries([[key, null]]), version);
  return emptyReply;
};

function checkVersionFields(fields: RequestFields): void {
  validateRegisteredModelName(requiredString(fields, "name"));
  parseVersionNumber(requiredString(fields, "version"));
}

function versionOf(registry: RegistryStore, fields: RequestFields): VersionInStore {
  const name = requiredString(fields, "name");
  const number = requiredString(fields, "version");
  validateRegisteredModelName(name);
  return registry.getVersion(name, parseVersionNumber(number));
}

function wireAnswer({ model, version }: VersionInStore): object {
  return { model_version: toWireVersionWithAliases(model, version) };
}
