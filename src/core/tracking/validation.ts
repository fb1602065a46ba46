import { invalidParameter } from "./trackingErrors.ts";
import { invalidValue } from "./requestFields.ts";

/** The limits of MLflow's server (`mlflow/utils/validation.py`), in items or characters. */
export const limits = {
  metricsPerBatch: 1000,
  paramsPerBatch: 100,
  tagsPerBatch: 100,
  itemsPerBatch: 1000,
  datasetsPerBatch: 1000,
  key: 250,
  paramValue: 6000,
  tagValue: 8000,
  experimentName: 500,
  experimentTagValue: 20_000,
  datasetName: 500,
  datasetDigest: 36,
  datasetSchema: 1_048_575,
  datasetSource: 65_535,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
  searchResults: 50_000,
  historyPage: 25_000,
  bulkRuns: 100,
  bulkPointsPerRun: 2500,
  registeredModelName: 256,
  alias: 255,
  registryTagValue: 100_000,
  modelSource: 5000,
  registeredModels: 1000,
  modelVersions: 200_000,
} as const;

/** What Python's `\w` matches in text: letters and digits of every script, and `_`. */
const keyPattern = /^[/\p{L}\p{N}_.\- :]*$/u;
const simpleKeyPattern = /^\w[\w\-]*$/;

const badCharacters =
  "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( )," +
  " colon(:) and slashes (/).";

/** Checks the key of a metric, parameter or tag; `path` names it in the message. */
export function validateKey(key: string, path: string, lengthName: string): void {
  if (!simpleKeyPattern.test(key)) validateOddKey(key, path);
  if (key.length > limits.key) throw tooLong(lengthName, limits.key);
}

/** Keys may be used as file names: they must not resolve to another one. */
function validateOddKey(key: string, path: string): void {
  if (!keyPattern.test(key)) throw invalidValue(path, key, badCharacters);
  const normal = normalizePosixPath(key);
  if (normal !== key || normal === "." || normal.startsWith("..") || normal.startsWith("/")) {
    throw invalidValue(
      path,
      key,
      "Names may be treated as files in certain cases, and must not resolve to other names when" +
        ` treated as such. This name would resolve to '${normal}'`,
    );
  }
}

/** A metric's time must be a whole number from 0; the message is MLflow's. */
export function validateTimestamp(timestamp: number, path: string): void {
  if (timestamp >= 0) return;
  throw invalidValue(path, timestamp, "Timestamp must be a nonnegative long (64-bit integer) ");
}

/** Cut to the limit, as MLflow's server does by default. */
export function truncated(value: string, limit: number): string {
  return value.length > limit ? value.slice(0, limit) : value;
}

export function validateLength(value: string, name: string, limit: number): void {
  if (value.length > limit) throw tooLong(name, limit);
}

export interface BatchSizes {
  readonly metrics: number;
  readonly params: number;
  readonly tags: number;
}

export function validateBatchSizes({ metrics, params, tags }: BatchSizes): void {
  validateBatchSize("metrics", limits.metricsPerBatch, metrics);
  validateBatchSize("params", limits.paramsPerBatch, params);
  validateBatchSize("tags", limits.tagsPerBatch, tags);
  validateBatchSize("metrics, params, and tags", limits.itemsPerBatch, metrics + params + tags);
}

export function validateBatchSize(name: string, limit: number, size: number): void {
  if (size <= limit) return;
  throw invalidParameter(
    `A batch logging request can contain at most ${limit} ${name}. Got ${size} ${name}. Please` +
      ` split up ${name} across multiple requests and try again.`,
  );
}

export function validateExperimentName(name: string): void {
  if (name === "") throw invalidParameter(`Invalid experiment name: '${name}'`);
  validateLength(name, "name", limits.experimentName);
}

export function validateModelName(name: string): void {
  if (name !== "" && !/[/:.%"']/.test(name)) return;
  throw invalidParameter(
    `Invalid model name ('${name}') provided. Model name must be a non-empty string and cannot` +
      ` contain the following characters: ('/', ':', '.', '%', '"', "'")`,
  );
}

/** `posixpath.normpath`. */
export function normalizePosixPath(path: string): string {
  const root = /^\/\/(?!\/)/.test(path) ? "//" : path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") climb(parts, root);
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return root + parts.join("/") || ".";
}

function climb(parts: string[], root: string): void {
  if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
  else if (root === "") parts.push("..");
}

function tooLong(name: string, limit: number): Error {
  return invalidParameter(`'${name}' exceeds the maximum length of ${limit} characters`);
}
