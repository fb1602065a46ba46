import { isObject, numberOf, parseIsoTime, type JsonObject } from "../../health/otelValues.ts";

/** Fields of JSON by name, with dots into nested ones. */

/** `a.b.0.c` of nested objects and lists; a key that holds the dots itself comes first. */
export function fieldAt(value: unknown, path: string): unknown {
  if (isObject(value) && Object.hasOwn(value, path)) return value[path];
  let here: unknown = value;
  for (const step of path.split(".")) {
    if (Array.isArray(here) && /^\d{1,6}$/.test(step)) here = here[Number(step)];
    else if (isObject(here) && Object.hasOwn(here, step)) here = here[step];
    else return undefined;
  }
  return here;
}

/** The first of these fields that is there and not null. */
export function firstField(value: JsonObject, paths: readonly string[]): unknown {
  for (const path of paths) {
    const found = fieldAt(value, path);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** A finite number that is not negative. */
export function amountOf(value: unknown): number | null {
  const number = numberOf(value ?? null);
  return number !== null && Number.isFinite(number) && number >= 0 ? number : null;
}

/** A text that is not empty. */
export function nameOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 500) : null;
}

/**
 * A time in milliseconds: ISO 8601, or a number since the epoch whose size tells its unit (seconds
 * below 10¹¹, then milliseconds, microseconds, nanoseconds).
 */
export function momentOf(value: unknown): number | null {
  if (typeof value === "string" && /^\d{4}-/.test(value)) return parseIsoTime(value.slice(0, 40));
  const number = amountOf(value);
  if (number === null || number === 0) return null;
  if (number > 1e17) return number / 1e6;
  if (number > 1e14) return number / 1e3;
  return number > 1e11 ? number : number * 1e3;
}

/** What a field of errors says: an empty text for null, false, 0 and words for success. */
export function errorOf(value: unknown): string {
  if (value === undefined || value === null || value === false || value === 0) return "";
  if (typeof value === "string") {
    return /^(?:|0|ok|false|none|null|success|succeeded|default)$/i.test(value.trim())
      ? ""
      : value.slice(0, 500);
  }
  if (isObject(value)) {
    return nameOf(value["type"]) ?? nameOf(value["code"]) ?? nameOf(value["message"]) ?? "error";
  }
  return "error";
}

export function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
