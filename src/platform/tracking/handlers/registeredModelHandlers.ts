import {
  latestVersions,
  toWireRegisteredModel,
  toWireVersionWithAliases,
} from "../../../core/tracking/modelRegistry.ts";
import { pageOf } from "../../../core/tracking/pageToken.ts";
import {
  isLatest,
  parseRegistryTag,
  parseRegistryTags,
  parseStage,
  parseVersionNumber,
  validateAlias,
  validateNewAlias,
  validateRegisteredModelName,
} from "../../../core/tracking/registryFields.ts";
import { searchRegisteredModels } from "../../../core/tracking/registrySearch.ts";
import {
  optionalInteger,
  optionalString,
  optionalStrings,
  requiredString,
  wrongType,
  type RequestFields,
} from "../../../core/tracking/requestFields.ts";
import { doesNotExist, invalidParameter } from "../../../core/tracking/trackingErrors.ts";
import { limits, validateKey } from "../../../core/tracking/validation.ts";
import type { RegistryStore, VersionInStore } from "../registryStore.ts";
import { emptyReply, type TrackingHandler } from "../trackingContext.ts";

export const createRegisteredModel: TrackingHandler = ({ registry }, fields) => {
  const name = requiredString(fields, "name");
  const description = optionalString(fields, "description") ?? "";
  validateRegisteredModelName(name);
  const tags = parseRegistryTags(fields);
  const model = registry.create({ name, description, tags });
  return { registered_model: toWireRegisteredModel(model) };
};

export const getRegisteredModel: TrackingHandler = ({ registry }, fields) => {
  const model = registry.get(requiredString(fields, "name"));
  return { registered_model: toWireRegisteredModel(model) };
};

export const updateRegisteredModel: TrackingHandler = ({ registry }, fields) => {
  const name = requiredString(fields, "name");
  const description = optionalString(fields, "description") ?? "";
  const model = registry.get(name);
  registry.change(model, { type: "description", description });
  return { registered_model: toWireRegisteredModel(model) };
};

export const renameRegisteredModel: TrackingHandler = ({ registry }, fields) => {
  const name = requiredString(fields, "name");
  const newName = requiredString(fields, "new_name");
  validateRegisteredModelName(newName, "new_name");
  const model = registry.get(name);
  registry.rename(model, newName);
  return { registered_model: toWireRegisteredModel(model) };
};

export const deleteRegisteredModel: TrackingHandler = ({ registry }, fields) => {
  registry.change(registry.get(requiredString(fields, "name")), { type: "delete" });
  return emptyReply;
};

export const searchAllRegisteredModels: TrackingHandler = ({ registry }, fields) => {
  const size = pageSizeOf(fields, { usual: 100, most: limits.registeredModels });
  const found = searchRegisteredModels(registry.all(), {
    filter: optionalString(fields, "filter") ?? "",
    orderBy: optionalStrings(fields, "order_by"),
  });
  const { items, nextToken } = pageOf(found, optionalString(fields, "page_token"), size);
  return {
    ...(items.length > 0 ? { registered_models: items.map(toWireRegisteredModel) } : {}),
    ...(nextToken === undefined ? {} : { next_page_token: nextToken }),
  };
};

/** How many of what was found an answer has. */
export function pageSizeOf(
  fields: RequestFields,
  { usual, most }: { readonly usual: number; readonly most: number },
): number {
  const size = optionalInteger(fields, "max_results") ?? usual;
  if (size > most) throw wrongType("max_results", fields["max_results"]);
  if (size >= 1) return size;
  throw invalidParameter(
    `Invalid value for max_results. It must be a positive integer, but got ${size}`,
  );
}

export const getLatestVersions: TrackingHandler = ({ registry }, fields) => {
  const model = registry.get(requiredString(fields, "name"));
  const stages = optionalStrings(fields, "stages").map(parseStage);
  const versions = latestVersions(model)
    .filter(({ stage }) => stages.length === 0 || stages.includes(stage))
    .map((version) => toWireVersionWithAliases(model, version));
  return versions.length > 0 ? { model_versions: versions } : emptyReply;
};

export const setRegisteredModelTag: TrackingHandler = ({ registry }, fields) => {
  const name = requiredString(fields, "name");
  requiredString(fields, "key");
  validateRegisteredModelName(name);
  const tag = parseRegistryTag(fields);
  registry.tag(registry.get(name), tag);
  return emptyReply;
};

export const deleteRegisteredModelTag: TrackingHandler = ({ registry }, fields) => {
  const name = requiredString(fields, "name");
  const key = requiredString(fields, "key");
  validateRegisteredModelName(name);
  validateKey(key, "key", "key");
  const model = registry.get(name);
  if (model.tags.has(key)) registry.tag(model, Object.fromEntries([[key, null]]));
  return emptyReply;
};

export const setAlias: TrackingHandler = ({ registry }, fields) => {
  const name = requiredString(fields, "name");
  const alias = requiredString(fields, "alias");
  const number = requiredString(fields, "version");
  validateRegisteredModelName(name);
  validateNewAlias(alias);
  const { model, version } = registry.getVersion(name, parseVersionNumber(number));
  registry.setAlias(model, alias, version.version);
  return emptyReply;
};

export const deleteAlias: TrackingHandler = ({ registry }, fields) => {
  const name = requiredString(fields, "name");
  const alias = requiredString(fields, "alias");
  validateRegisteredModelName(name);
  validateAlias(alias);
  const model = registry.get(name);
  if (model.aliases.has(alias)) registry.setAlias(model, alias, null);
  return emptyReply;
};

export const getVersionByAlias: TrackingHandler = ({ registry }, fields) => {
  const name = requiredString(fields, "name");
  const found = versionOfAlias(registry, name, requiredString(fields, "alias"));
  return { model_version: toWireVersionWithAliases(found.model, found.version) };
};

/** The version that an alias stands for; "latest" is the newest one. */
export function versionOfAlias(
  registry: RegistryStore,
  name: string,
  alias: string,
): VersionInStore {
  validateRegisteredModelName(name);
  validateAlias(alias);
  const model = registry.get(name);
  if (isLatest(alias)) {
    const version = [...model.versions.values()].at(-1);
    if (version !== undefined) return { model, version };
    throw doesNotExist(`Latest version not found for model ${name}.`);
  }
  const number = model.aliases.get(alias);
  if (number === undefined) throw invalidParameter(`Registered model alias ${alias} not found.`);
  return registry.getVersion(name, number);
}
