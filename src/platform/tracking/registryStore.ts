import { randomBytes } from "node:crypto";
import type { Clock } from "../../core/ports.ts";
import {
  applyRegistryEntry,
  createModelRegistry,
  registryEntrySchema,
  type ModelRegistry,
  type ModelVersion,
  type RegisteredModel,
  type RegistryEntry,
} from "../../core/tracking/modelRegistry.ts";
import { validateRegisteredModelName } from "../../core/tracking/registryFields.ts";
import { doesNotExist, trackingError } from "../../core/tracking/trackingErrors.ts";
import { JsonLinesFile } from "./jsonLinesFile.ts";

export interface NewVersion {
  readonly source: string;
  readonly storage: string;
  readonly runId: string;
  readonly runLink: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Every `append` gets these two, so that nobody forgets them. */
type Unsaved<T> = T extends { readonly time: number } ? Omit<T, "time" | "model"> : never;
type TimedChange = Unsaved<Exclude<RegistryEntry, { type: "model" | "version" }>>;

/**
 * The project's registered models; every supervisor has one of these on the same file, and each
 * answer is made from all that is in it.
 */
export class RegistryStore {
  readonly #file: JsonLinesFile;
  readonly #clock: Clock;
  readonly #registry = createModelRegistry();

  constructor(filePath: string, clock: Clock) {
    this.#clock = clock;
    this.#file = new JsonLinesFile(filePath, (line) => {
      const entry = registryEntrySchema.safeParse(line);
      if (entry.success) applyRegistryEntry(this.#registry, entry.data);
    });
  }

  all(): ModelRegistry {
    this.#file.refresh();
    return this.#registry;
  }

  /** Throws in MLflow's words for a name that is none, or that no model has. */
  get(name: string): RegisteredModel {
    validateRegisteredModelName(name);
    const model = this.find(name);
    if (model !== undefined) return model;
    throw doesNotExist(`Registered Model with name=${name} not found`);
  }

  find(name: string): RegisteredModel | undefined {
    const { models, names } = this.all();
    return models.get(names.get(name) ?? "");
  }

  getVersion(name: string, number: number): VersionInStore {
    validateRegisteredModelName(name);
    const model = this.find(name);
    const version = model?.versions.get(number);
    if (model !== undefined && version !== undefined) return { model, version };
    throw doesNotExist(`Model Version (name=${name}, version=${number}) not found`);
  }

  /** Throws RESOURCE_ALREADY_EXISTS when the name is taken, be it since a moment ago. */
  create(wanted: {
    readonly name: string;
    readonly description: string;
    readonly tags: Readonly<Record<string, string>>;
  }): RegisteredModel {
    const { name, description, tags } = wanted;
    if (this.find(name) !== undefined) throw alreadyExists(name);
    const id = createId();
    const time = this.#clock.now();
    this.#file.append([{ type: "model", v: 1, id, name, description, tags: { ...tags }, time }]);
    const model = this.#registry.models.get(id);
    if (model === undefined) throw alreadyExists(name);
    return model;
  }

  rename(model: RegisteredModel, name: string): void {
    const owner = this.find(name);
    if (owner !== undefined && owner !== model) throw alreadyExists(name);
    this.change(model, { type: "rename", name });
    if (this.#registry.names.get(name) !== model.id) throw alreadyExists(name);
  }

  /** Its number is given by its place in the file: nobody else can get the same. */
  createVersion(model: RegisteredModel, wanted: NewVersion): ModelVersion {
    const id = createId();
    const entry: RegistryEntry = {
      ...wanted,
      type: "version",
      id,
      model: model.id,
      tags: { ...wanted.tags },
      time: this.#clock.now(),
    };
    this.#file.append([entry]);
    const version = [...model.versions.values()].findLast((each) => each.id === id);
    if (version !== undefined && this.#registry.models.has(model.id)) return version;
    throw doesNotExist(`Registered Model with name=${model.name} not found`);
  }

  /** Appends what changes the model, or a version of it, and when. */
  change(model: RegisteredModel, change: TimedChange): void {
    this.#file.append([{ ...change, model: model.id, time: this.#clock.now() }]);
  }

  /** Tags of the model, or of a version of it; a null removes one. */
  tag(
    model: RegisteredModel,
    tags: Readonly<Record<string, string | null>>,
    version?: ModelVersion,
  ): void {
    const target = version === undefined ? {} : { version: version.version };
    this.#file.append([{ type: "tags", model: model.id, ...target, tags }]);
  }

  /** A null removes the alias. */
  setAlias(model: RegisteredModel, alias: string, version: number | null): void {
    this.#file.append([{ type: "alias", model: model.id, alias, version }]);
  }
}

export interface VersionInStore {
  readonly model: RegisteredModel;
  readonly version: ModelVersion;
}

function createId(): string {
  return randomBytes(12).toString("hex");
}

function alreadyExists(name: string): Error {
  return trackingError(
    "RESOURCE_ALREADY_EXISTS",
    `Registered Model (name=${name}) already exists.`,
  );
}
