import * as z from "zod";
import { namedValues } from "../formats/namedValues.ts";
import { keyValues } from "./wireValues.ts";

export const modelStages = ["None", "Staging", "Production", "Archived"] as const;
export type ModelStage = (typeof modelStages)[number];

const tagsSchema = namedValues(z.string());

/**
 * The lines of `.sextant/registry.jsonl`, version 1: append-only, written by every supervisor of
 * the project at any time.
 *
 * Invariant: what a line does follows from the lines before it alone, so every process that reads
 * the file has the same registry. A version's number is not written: it is the place of its line
 * among those of its model. Of two lines that claim one name the first wins. So writers need no
 * lock: each appends, reads the file up to its own line and looks what has become of it.
 */
export const registryEntrySchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("model"),
    v: z.literal(1),
    /** Random; lines name a model by it, whatever the model is called by then. */
    id: z.string(),
    name: z.string(),
    description: z.string(),
    tags: tagsSchema,
    time: z.number(),
  }),
  z.object({ type: z.literal("rename"), model: z.string(), name: z.string(), time: z.number() }),
  z.object({
    type: z.literal("version"),
    /** Random: how its writer knows it again. */
    id: z.string(),
    model: z.string(),
    source: z.string(),
    /** Where the files are; another place than `source` when that names a logged model. */
    storage: z.string(),
    runId: z.string(),
    runLink: z.string(),
    description: z.string(),
    tags: tagsSchema,
    time: z.number(),
  }),
  z.object({
    type: z.literal("description"),
    model: z.string(),
    /** Absent: the model's own. */
    version: z.number().optional(),
    /** Absent: there is none any more. */
    description: z.string().optional(),
    time: z.number(),
  }),
  z.object({
    type: z.literal("tags"),
    model: z.string(),
    version: z.number().optional(),
    /** A null removes the tag. */
    tags: namedValues(z.string().nullable()),
  }),
  z.object({
    type: z.literal("alias"),
    model: z.string(),
    alias: z.string(),
    /** Null removes the alias. */
    version: z.number().nullable(),
  }),
  z.object({
    type: z.literal("stage"),
    model: z.string(),
    version: z.number(),
    stage: z.enum(modelStages),
    /** Versions that were in that stage are archived. */
    archivesOthers: z.boolean(),
    time: z.number(),
  }),
  z.object({
    type: z.literal("delete"),
    model: z.string(),
    version: z.number().optional(),
    time: z.number(),
  }),
]);
export type RegistryEntry = z.infer<typeof registryEntrySchema>;
type Entry<T extends RegistryEntry["type"]> = Extract<RegistryEntry, { type: T }>;

export interface RegisteredModel {
  readonly id: string;
  name: string;
  description: string;
  readonly createdAt: number;
  updatedAt: number;
  readonly tags: Map<string, string>;
  /** Alias → version. */
  readonly aliases: Map<string, number>;
  /** By number; a deleted version's number is not given again. */
  readonly versions: Map<number, ModelVersion>;
  lastVersion: number;
}

export interface ModelVersion {
  readonly id: string;
  readonly version: number;
  readonly source: string;
  readonly storage: string;
  readonly runId: string;
  readonly runLink: string;
  readonly createdAt: number;
  updatedAt: number;
  stage: ModelStage;
  /** Undefined after an update that gave none. */
  description: string | undefined;
  readonly tags: Map<string, string>;
}

export interface ModelRegistry {
  readonly models: Map<string, RegisteredModel>;
  /** Name → the model's id. */
  readonly names: Map<string, string>;
}

export function createModelRegistry(): ModelRegistry {
  return { models: new Map(), names: new Map() };
}

/** Takes one line in; a line about what is not there, or whose name is taken, changes nothing. */
export function applyRegistryEntry(registry: ModelRegistry, entry: RegistryEntry): void {
  if (entry.type === "model") {
    addModel(registry, entry);
    return;
  }
  const model = registry.models.get(entry.model);
  if (model === undefined) return;
  if (entry.type === "rename") rename(registry, model, entry);
  else if (entry.type === "delete" && entry.version === undefined) {
    registry.models.delete(model.id);
    registry.names.delete(model.name);
  } else applyToModel(model, entry);
}

function addModel(registry: ModelRegistry, entry: Entry<"model">): void {
  if (registry.names.has(entry.name)) return;
  registry.names.set(entry.name, entry.id);
  registry.models.set(entry.id, {
    id: entry.id,
    name: entry.name,
    description: entry.description,
    createdAt: entry.time,
    updatedAt: entry.time,
    tags: new Map(Object.entries(entry.tags)),
    aliases: new Map(),
    versions: new Map(),
    lastVersion: 0,
  });
}

function rename(registry: ModelRegistry, model: RegisteredModel, entry: Entry<"rename">): void {
  const owner = registry.names.get(entry.name);
  if (owner !== undefined && owner !== model.id) return;
  registry.names.delete(model.name);
  registry.names.set(entry.name, model.id);
  model.name = entry.name;
  model.updatedAt = entry.time;
  for (const version of model.versions.values()) version.updatedAt = entry.time;
}

function applyToModel(
  model: RegisteredModel,
  entry: Exclude<RegistryEntry, { type: "model" | "rename" }>,
): void {
  switch (entry.type) {
    case "version":
      addVersion(model, entry);
      break;
    case "description":
      applyDescription(model, entry);
      break;
    case "tags":
      applyTags(entry.version === undefined ? model : model.versions.get(entry.version), entry);
      break;
    case "alias":
      if (entry.version === null) model.aliases.delete(entry.alias);
      else if (model.versions.has(entry.version)) model.aliases.set(entry.alias, entry.version);
      break;
    case "stage":
      applyStage(model, entry);
      break;
    case "delete":
      deleteVersion(model, entry);
      break;
  }
}

function addVersion(model: RegisteredModel, entry: Entry<"version">): void {
  const { id, source, storage, runId, runLink, description, tags, time } = entry;
  model.lastVersion += 1;
  model.updatedAt = time;
  model.versions.set(model.lastVersion, {
    ...{ id, source, storage, runId, runLink, description },
    version: model.lastVersion,
    createdAt: time,
    updatedAt: time,
    stage: "None",
    tags: new Map(Object.entries(tags)),
  });
}

function applyDescription(model: RegisteredModel, entry: Entry<"description">): void {
  if (entry.version === undefined) {
    model.description = entry.description ?? "";
    model.updatedAt = entry.time;
    return;
  }
  const version = model.versions.get(entry.version);
  if (version === undefined) return;
  version.description = entry.description;
  version.updatedAt = entry.time;
}

function applyTags(
  tagged: { readonly tags: Map<string, string> } | undefined,
  entry: Entry<"tags">,
): void {
  for (const [key, value] of Object.entries(entry.tags)) {
    if (value === null) tagged?.tags.delete(key);
    else tagged?.tags.set(key, value);
  }
}

function applyStage(model: RegisteredModel, entry: Entry<"stage">): void {
  const version = model.versions.get(entry.version);
  if (version === undefined) return;
  for (const other of model.versions.values()) {
    if (!entry.archivesOthers || other === version || other.stage !== entry.stage) continue;
    other.stage = "Archived";
    other.updatedAt = entry.time;
  }
  version.stage = entry.stage;
  version.updatedAt = entry.time;
  model.updatedAt = entry.time;
}

function deleteVersion(model: RegisteredModel, { version, time }: Entry<"delete">): void {
  if (version === undefined || !model.versions.delete(version)) return;
  model.updatedAt = time;
  for (const [alias, target] of model.aliases) {
    if (target === version) model.aliases.delete(alias);
  }
}

/** The newest version in each stage, in the order of the stages. */
export function latestVersions(model: RegisteredModel): readonly ModelVersion[] {
  return modelStages.flatMap((stage) => {
    const inStage = [...model.versions.values()].filter((version) => version.stage === stage);
    return inStage.slice(-1);
  });
}

export function toWireRegisteredModel(model: RegisteredModel): object {
  const latest = latestVersions(model).map((version) => toWireVersion(model, version));
  const aliases = [...model.aliases].map(([alias, version]) => ({ alias, version: `${version}` }));
  return {
    name: model.name,
    creation_timestamp: model.createdAt,
    last_updated_timestamp: model.updatedAt,
    ...(model.description === "" ? {} : { description: model.description }),
    ...(latest.length > 0 ? { latest_versions: latest } : {}),
    ...(model.tags.size > 0 ? { tags: keyValues(model.tags) } : {}),
    ...(aliases.length > 0 ? { aliases } : {}),
  };
}

/** As it stands in lists: MLflow's server says what aliases a version has only on its own. */
export function toWireVersion(model: RegisteredModel, version: ModelVersion): object {
  return {
    name: model.name,
    version: `${version.version}`,
    creation_timestamp: version.createdAt,
    last_updated_timestamp: version.updatedAt,
    current_stage: version.stage,
    ...(version.description === undefined ? {} : { description: version.description }),
    source: version.source,
    run_id: version.runId,
    status: "READY",
    ...(version.tags.size > 0 ? { tags: keyValues(version.tags) } : {}),
    run_link: version.runLink,
  };
}

export function toWireVersionWithAliases(model: RegisteredModel, version: ModelVersion): object {
  const aliases = [...model.aliases].flatMap(([alias, target]) =>
    target === version.version ? [alias] : [],
  );
  return { ...toWireVersion(model, version), ...(aliases.length > 0 ? { aliases } : {}) };
}
