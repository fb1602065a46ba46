import { maskValue } from "../launch/secrets.ts";
import {
  missingField,
  optionalMessages,
  optionalString,
  requiredString,
  type RequestFields,
} from "./requestFields.ts";
import { invalidParameter } from "./trackingErrors.ts";
import type { TrackedRun } from "./trackedRun.ts";
import { limits, truncated, validateKey } from "./validation.ts";

/** A parameter or a tag, cut to the limit that MLflow has; a secret's value is masked. */
export interface LoggedText {
  readonly key: string;
  readonly value: string;
}

export function parseParam(fields: RequestFields): LoggedText {
  const key = requiredString(fields, "key");
  validateKey(key, "key", "Param key");
  return loggedText(fields, key, limits.paramValue);
}

export function parseTag(fields: RequestFields): LoggedText {
  const key = requiredString(fields, "key");
  validateKey(key, "key", "key");
  return loggedText(fields, key, limits.tagValue);
}

export function parseParams(fields: RequestFields): readonly LoggedText[] {
  const params = parseTexts(fields, { name: "params", limit: limits.paramValue });
  checkUnique(params);
  return params;
}

export function parseTags(fields: RequestFields): readonly LoggedText[] {
  return parseTexts(fields, { name: "tags", limit: limits.tagValue });
}

/**
 * The parameters that are new to the run. Throws for one that a client has logged with another
 * value; what the launch recorded on its own account, a client may overrule.
 */
export function newParams(
  run: TrackedRun,
  params: readonly LoggedText[],
): Readonly<Record<string, string>> {
  const added = params.filter(({ key, value }) => {
    const known = run.params.get(key);
    if (!run.clientParams.has(key)) return true;
    if (known === value) return false;
    throw invalidParameter(
      `Changing param values is not allowed. Param with key='${key}' was already logged with` +
        ` value='${known ?? ""}' for run ID='${run.id}'. Attempted logging new value '${value}'.`,
    );
  });
  return toRecord(added);
}

/** As an object whose own properties they are, whatever their names. */
export function toRecord(texts: readonly LoggedText[]): Record<string, string> {
  return Object.fromEntries(texts.map(({ key, value }) => [key, value]));
}

function parseTexts(
  fields: RequestFields,
  { name, limit }: { readonly name: string; readonly limit: number },
): readonly LoggedText[] {
  return optionalMessages(fields, name).map((item, index) => {
    const key = optionalString(item, "key");
    if (key === undefined || key === "") throw missingField(`${name}[${index}].key`);
    const path = `${name}[${index}].key`;
    validateKey(key, path, name === "params" ? "Param key" : path);
    return loggedText(item, key, limit);
  });
}

function loggedText(fields: RequestFields, key: string, limit: number): LoggedText {
  return { key, value: truncated(maskValue(key, optionalString(fields, "value") ?? ""), limit) };
}

function checkUnique(params: readonly LoggedText[]): void {
  const seen = new Set<string>();
  const repeated = params.filter(({ key }) => seen.size === seen.add(key).size);
  if (repeated.length === 0) return;
  const keys = repeated.map(({ key }) => `'${key}'`).join(", ");
  throw invalidParameter(
    `Duplicate parameter keys have been submitted: [${keys}]. Please ensure the request contains` +
      " only one param value per param key.",
  );
}
