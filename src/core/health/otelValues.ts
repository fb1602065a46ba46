/**
 * Values as OpenTelemetry's JSON writes them: the OTLP mapping of protobuf (attributes as a list of
 * typed values, 64-bit numbers as strings) and the plain objects of console exporters.
 */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** Numbers, and texts that are numbers (64-bit ones, `NaN`, `Infinity`). */
export function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "" || value.length > 40) return null;
  const number = Number(value);
  return Number.isNaN(number) && value !== "NaN" ? null : number;
}

/** Attributes by name, of either form. Values nest at most eight levels deep. */
export function attributesOf(value: unknown): JsonObject {
  if (isObject(value)) return value;
  const attributes: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { key, value: typed } of objectsOf(value)) {
    if (typeof key === "string") attributes[key] = plainValue(typed, 0);
  }
  return attributes;
}

const MAX_DEPTH = 8;

function plainValue(value: unknown, depth: number): unknown {
  if (!isObject(value) || depth > MAX_DEPTH) return null;
  if ("stringValue" in value) return value["stringValue"];
  if ("intValue" in value) return numberOf(value["intValue"]);
  if ("doubleValue" in value) return numberOf(value["doubleValue"]);
  if ("boolValue" in value) return value["boolValue"];
  const list = field(value, "arrayValue");
  if (isObject(list)) return objectsOf(list["values"]).map((each) => plainValue(each, depth + 1));
  const map = field(value, "kvlistValue");
  if (!isObject(map)) return null;
  const entries: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { key, value: inner } of objectsOf(map["values"])) {
    if (typeof key === "string") entries[key] = plainValue(inner, depth + 1);
  }
  return entries;
}

/** A field in camel case, as OTLP writes it, or in snake case, as protobuf's own names are. */
export function field(value: JsonObject, name: string): unknown {
  if (Object.hasOwn(value, name)) return value[name];
  const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.hasOwn(value, snake) ? value[snake] : undefined;
}

/**
 * A time in milliseconds since the epoch: nanoseconds as a number or a text of digits (OTLP), else
 * a text of ISO 8601; one without a zone is UTC. Null for anything else, and for 0.
 */
export function timeOf(value: unknown): number | null {
  if (typeof value === "number") return value > 0 ? value / 1e6 : null;
  if (typeof value !== "string" || value.length > 40) return null;
  if (/^\d+$/.test(value)) {
    const nanoseconds = BigInt(value);
    if (nanoseconds === 0n) return null;
    return Number(nanoseconds / 1000n) / 1000;
  }
  return parseIsoTime(value);
}

/** ISO 8601 with a `T` or a blank; UTC where no zone is given. */
export function parseIsoTime(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return null;
  const joined = text.length > 10 ? `${text.slice(0, 10)}T${text.slice(11)}` : text;
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(joined.slice(10));
  const timeMs = Date.parse(hasZone || joined.length === 10 ? joined : `${joined}Z`);
  return Number.isNaN(timeMs) ? null : timeMs;
}
