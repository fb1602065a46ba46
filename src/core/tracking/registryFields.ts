import { maskValue } from "../launch/secrets.ts";
import { modelStages, type ModelStage } from "./modelRegistry.ts";
import {
  invalidValue,
  optionalMessages,
  optionalString,
  type RequestFields,
} from "./requestFields.ts";
import { invalidParameter } from "./trackingErrors.ts";
import { limits, normalizePosixPath, validateKey, validateLength } from "./validation.ts";

/**
 * What MLflow's server allows in the fields of a request to the registry, and its words for what
 * it does not allow.
 */
export function validateRegisteredModelName(name: string, field = "name"): void {
  if (name.trim() === "") {
    throw invalidParameter(`Missing value for required parameter '${field}'.`);
  }
  validateLength(name, "name", limits.registeredModelName);
  if (/[/:]/.test(name)) {
    throw invalidParameter(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  }
  const normal = normalizePosixPath(name);
  if (normal !== name || normal === "." || normal.startsWith("..")) {
    throw invalidValue(
      "name",
      name,
      "Names may be treated as files in certain cases, and must not resolve to other names when" +
        ` treated as such. This name would resolve to '${normal}'`,
    );
  }
}

/** Characters of a wrong value that its error repeats. */
const maxEcho = 1000;

/** The number of a version; requests write it as text. */
export function parseVersionNumber(text: string): number {
  if (/^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
  throw invalidParameter(
    `Parameter 'version' must be an integer, got '${text.slice(0, maxEcho)}'.`,
  );
}

export function validateAlias(alias: string): void {
  if (alias === "") throw invalidParameter("Registered model alias name cannot be empty.");
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias)) {
    throw invalidParameter(
      `Invalid alias name: '${alias.slice(0, maxEcho)}'. Names may only contain alphanumerics, underscores (_), and` +
        " dashes (-).",
    );
  }
  validateLength(alias, "Registered model alias name", limits.alias);
}

/** Names that `models:/name@…` and `models:/name/…` mean something else by. */
export function validateNewAlias(alias: string): void {
  validateAlias(alias);
  if (isLatest(alias)) {
    throw invalidParameter("'latest' alias name (case insensitive) is reserved.");
  }
  if (/^v\d+$/i.test(alias)) {
    throw invalidParameter(`Version alias name '${alias}' is reserved.`);
  }
}

export function isLatest(alias: string): boolean {
  return alias.toLowerCase() === "latest";
}

/** A stage, however its letters are written. */
export function parseStage(text: string): ModelStage {
  const stage = modelStages.find((each) => each.toLowerCase() === text.toLowerCase());
  if (stage !== undefined) return stage;
  throw invalidParameter(
    `Invalid Model Version stage: ${text.slice(0, maxEcho)}. Value must be one of ${modelStages.join(", ")}.`,
  );
}

/** The tag of a request that sets one; unlike a run's, a long value is refused and not cut. */
export function parseRegistryTag(fields: RequestFields): Record<string, string> {
  const key = optionalString(fields, "key") ?? "";
  validateKey(key, "key", "key");
  const value = optionalString(fields, "value") ?? "";
  validateLength(value, "value", limits.registryTagValue);
  return Object.fromEntries([[key, maskValue(key, value)]]);
}

/** The field `tags`; of several with one key the last one counts. */
export function parseRegistryTags(fields: RequestFields): Record<string, string> {
  const entries = optionalMessages(fields, "tags").flatMap((tag) =>
    Object.entries(parseRegistryTag(tag)),
  );
  return Object.fromEntries(entries);
}
