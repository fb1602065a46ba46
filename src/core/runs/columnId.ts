import { rollups, type ColumnId, type ColumnKind, type Rollup } from "./view.ts";

/** What a column id says, taken apart. */
export interface ColumnPlace {
  readonly kind: ColumnKind;
  /** An attribute's name, or the key of a parameter, metric or tag. */
  readonly key: string;
  /** Of metrics only: elsewhere always `last`. */
  readonly rollup: Rollup;
}

export type AttributeKind = "text" | "number" | "time" | "duration" | "boolean";

/** The attributes that may be columns and asked for in queries. Durations are milliseconds. */
export const attributes = {
  name: "text",
  id: "text",
  status: "text",
  source: "text",
  path: "text",
  experiment: "text",
  startTime: "time",
  endTime: "time",
  updated: "time",
  duration: "duration",
  exitCode: "number",
  commit: "text",
  branch: "text",
  dirty: "boolean",
  host: "text",
  user: "text",
  entryPoint: "text",
  note: "text",
} as const satisfies Record<string, AttributeKind>;

export type AttributeName = keyof typeof attributes;

export const attributeNames = Object.keys(attributes) as readonly AttributeName[];

export function isAttributeName(name: string): name is AttributeName {
  return Object.hasOwn(attributes, name);
}

const prefixes = { params: "param", metrics: "metric", tags: "tag" } as const;

/** Undefined for an id that names no column. */
export function parseColumnId(id: ColumnId): ColumnPlace | undefined {
  if (isAttributeName(id)) return { kind: "attribute", key: id, rollup: "last" };
  const dot = id.indexOf(".");
  const prefix = id.slice(0, Math.max(0, dot));
  const key = id.slice(dot + 1);
  if (!Object.hasOwn(prefixes, prefix) || key === "") return undefined;
  const kind = prefixes[prefix as keyof typeof prefixes];
  return kind === "metric" ? metricPlace(key) : { kind, key, rollup: "last" };
}

export function formatColumnId({ kind, key, rollup }: ColumnPlace): ColumnId {
  switch (kind) {
    case "attribute":
      return key;
    case "param":
      return `params.${key}`;
    case "tag":
      return `tags.${key}`;
    case "metric":
      return rollup === "last" ? `metrics.${key}` : `metrics.${key}@${rollup}`;
  }
}

/** A metric's name may hold an `@` of its own: only a known roll-up is one. */
function metricPlace(text: string): ColumnPlace {
  const at = text.lastIndexOf("@");
  const rollup = rollups.find((name) => name === text.slice(at + 1));
  if (at <= 0 || rollup === undefined) return { kind: "metric", key: text, rollup: "last" };
  return { kind: "metric", key: text.slice(0, at), rollup };
}
