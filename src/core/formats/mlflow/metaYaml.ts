import type { Problem } from "../../../base/errors.ts";
import { readBoundedYaml } from "../../config/boundedYaml.ts";
import { setNamed } from "../namedValues.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { cutText } from "./mlflowRecord.ts";

/** The fields of a `meta.yaml`, as text; fields with null or a list are left out. */
export interface Meta {
  readonly fields: Readonly<Record<string, string>>;
  /** Fields that are mappings of texts, as `tags`. */
  readonly maps: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly problems: readonly Problem[];
}

export const maxMetaBytes = 1024 * 1024;

/** A line that means the same to any YAML reader and to a split at its colon. */
const simpleLine = /^([A-Za-z_]\w*):(?: ([\p{L}\p{N}_./\\][^'"]*|'(?:[^']|'')*'|\[\]))?$/u;

/**
 * Reads a `meta.yaml`. Most are a list of `name: value` and are read as that, some fifty times
 * faster than as YAML, which matters for thousands of runs; anything else is YAML.
 */
export function parseMeta(bytes: Uint8Array, path: string): Meta {
  const text = decodeUtf8(bytes).replace(/^\uFEFF/, "");
  return parseSimply(text) ?? parseAsYaml(text, path);
}

function parseSimply(text: string): Meta | undefined {
  const fields: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    if (line === "") continue;
    const [, name, value] = simpleLine.exec(line) ?? [];
    if (name === undefined || Object.hasOwn(fields, name)) return undefined;
    if (value === undefined || value === "null" || value === "[]") continue;
    const text = valueOf(value);
    if (text === undefined) return undefined;
    setNamed(fields, name, text);
  }
  return { fields, maps: {}, problems: [] };
}

/** Undefined for a plain text in which YAML would see something else. */
function valueOf(value: string): string | undefined {
  if (value.startsWith("'")) return unquote(value);
  return /: |:$| #/.test(value) ? undefined : value.trimEnd();
}

function unquote(value: string): string {
  return value.slice(1, -1).replaceAll("''", "'");
}

function parseAsYaml(text: string, path: string): Meta {
  const { value, problems } = readBoundedYaml(text, path);
  const fields: Record<string, string> = {};
  const maps: Record<string, Readonly<Record<string, string>>> = {};
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [name, item] of Object.entries(value)) {
      if (typeof item === "string") setNamed(fields, name, item);
      else if (typeof item === "boolean") setNamed(fields, name, String(item));
      else if (isObject(item)) setNamed(maps, name, textsOf(item));
    }
  }
  return { fields, maps, problems };
}

function textsOf(value: object): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === "string" || typeof item === "boolean") {
      setNamed(texts, name, cutText(String(item)));
    }
  }
  return texts;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field that is a whole number, as times are; null when it is not there or no number. */
export function numberField({ fields }: Meta, name: string): number | null {
  const text = fields[name];
  if (text === undefined || !/^-?\d{1,16}(?:\.\d+)?$/.test(text)) return null;
  return Number(text);
}

export function textField({ fields }: Meta, name: string): string | null {
  return fields[name] ?? null;
}
