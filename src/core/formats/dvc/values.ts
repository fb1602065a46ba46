import { readBoundedYaml } from "../../config/boundedYaml.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { isLfsPointer } from "../lfsPointer.ts";
import { numberOf, parseTolerantJson } from "../text/tolerantJson.ts";
import { parseAssignments } from "./assignments.ts";
import { recordOf } from "./lockFile.ts";
import { readPlainYaml } from "./plainYaml.ts";

/** The content of a metrics or parameters file; a sentence where it cannot be read. */
export type FileValues = { readonly value: unknown } | { readonly fault: string };

const maxNesting = 32;

/** Reads a file by the ending of its name, as DVC does: JSON, TOML, Python, else YAML. */
export function readValues(path: string, bytes: Uint8Array): FileValues {
  if (isLfsPointer(bytes)) {
    return { fault: "its content is in Git LFS and was not fetched: run git lfs pull" };
  }
  const text = decodeUtf8(bytes);
  if (path.endsWith(".json")) {
    const value = parseTolerantJson(text);
    return value === undefined ? { fault: "it is not valid JSON" } : { value };
  }
  if (path.endsWith(".toml")) return { value: parseAssignments(text, "toml") };
  if (path.endsWith(".py")) return { value: parseAssignments(text, "python") };
  const plain = readPlainYaml(text);
  if (plain !== undefined) return { value: plain };
  const { value, problems } = readBoundedYaml(text, path);
  return value === undefined
    ? { fault: problems[0]?.message ?? "it is not valid YAML" }
    : { value };
}

/** The leaves of a metrics file by the keys on the way to them. */
export interface MetricLeaves {
  readonly numbers: readonly (readonly [keys: readonly string[], value: number])[];
  /** What is text stays text: a metric that is the name of the best checkpoint. */
  readonly texts: readonly (readonly [keys: readonly string[], text: string])[];
}

/**
 * Numbers, truth values and texts of a metrics file; lists and nulls are left out
 * (`_extract_metrics` of dvc/repo/metrics/show.py). True is 1, false is 0.
 */
export function extractMetrics(value: unknown): MetricLeaves {
  const numbers: (readonly [readonly string[], number])[] = [];
  const texts: (readonly [readonly string[], string])[] = [];
  const walk = (item: unknown, keys: readonly string[]): void => {
    if (typeof item === "object" && item !== null && !Array.isArray(item)) {
      if (keys.length >= maxNesting) return;
      for (const [key, child] of Object.entries(item)) walk(child, [...keys, key]);
      return;
    }
    if (keys.length === 0) return;
    const number = numberOf(item) ?? (typeof item === "string" ? numberOfText(item) : undefined);
    if (number !== undefined) numbers.push([keys, number]);
    else if (typeof item === "string") texts.push([keys, item]);
  };
  walk(value, []);
  return { numbers, texts };
}

/** A number as YAML and Python write it; undefined for other texts. */
function numberOfText(text: string): number | undefined {
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  if (/^[-+]?\.inf$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return /^\.nan$/i.test(text) ? NaN : undefined;
}

/** What is left of a parameters file when only some dotted keys of it are tracked. */
export function selectKeys(value: unknown, keys: readonly string[]): Record<string, unknown> {
  const selected = new Map<string, unknown>();
  for (const key of keys) {
    const found = lookUp(value, key);
    if (found !== undefined) selected.set(key, found);
  }
  return Object.fromEntries(selected);
}

/** The value at dotted keys, where a number counts in a list; undefined for none. */
export function lookUp(value: unknown, path: string): unknown {
  let found = value;
  for (const step of path.replace(/\[['"]?([^\]'"]*)['"]?\]/g, ".$1").split(".")) {
    if (Array.isArray(found)) found = (found as unknown[])[Number(step)];
    else found = Object.hasOwn(recordOf(found), step) ? recordOf(found)[step] : undefined;
  }
  return found;
}

/** Leaves of a parameters file by dotted keys; lists and empty mappings as their JSON text. */
export function flattenParams(value: unknown): ReadonlyMap<string, string> {
  const flat = new Map<string, string>();
  const walk = (item: unknown, name: string, depth: number): void => {
    const entries =
      typeof item === "object" && item !== null && !Array.isArray(item) && depth < maxNesting
        ? Object.entries(item)
        : [];
    for (const [key, child] of entries)
      walk(child, name === "" ? key : `${name}.${key}`, depth + 1);
    if (entries.length === 0 && name !== "") flat.set(name, textOf(item));
  };
  walk(value, "", 0);
  return flat;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, plainNumbers);
}

/** Numbers in lists come as text from YAML: `[1, 2]` was written, and not `["1", "2"]`. */
function plainNumbers(_key: string, item: unknown): unknown {
  const number = typeof item === "string" ? numberOfText(item) : undefined;
  return number !== undefined && Number.isFinite(number) ? number : item;
}
