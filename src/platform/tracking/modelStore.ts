import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Clock } from "../../core/ports.ts";
import {
  applyModelEntry,
  createLoggedModel,
  modelEntrySchema,
  type LoggedModel,
  type ModelEntry,
} from "../../core/tracking/loggedModels.ts";
import { doesNotExist } from "../../core/tracking/trackingErrors.ts";
import { isMissing, JsonLinesFile } from "./jsonLinesFile.ts";

interface HeldModel {
  readonly model: LoggedModel;
  readonly file: JsonLinesFile;
}

export interface NewModel {
  /** Name of the experiment. */
  readonly experiment: string;
  readonly name: string;
  readonly modelType: string;
  readonly sourceRunId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The project's logged models, a folder each: `model.jsonl` and `artifacts/`. */
export class ModelStore {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #models = new Map<string, HeldModel>();

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  create(wanted: NewModel): LoggedModel {
    const id = `m-${randomBytes(16).toString("hex")}`;
    mkdirSync(path.join(this.#folder, id, "artifacts"), { recursive: true });
    const { params, tags, ...identity } = wanted;
    this.#hold(id);
    this.append(
      id,
      { type: "model", v: 1, id, ...identity, time: this.#clock.now() },
      { type: "params", params },
      { type: "tags", tags },
    );
    return this.get(id);
  }

  /** Throws RESOURCE_DOES_NOT_EXIST, in MLflow's words; for a deleted model too. */
  get(id: string): LoggedModel {
    const held = this.#models.get(id) ?? this.#load(id);
    held?.file.refresh();
    if (held === undefined || held.model.isDeleted) {
      throw doesNotExist(`Logged model with ID '${id}' not found.`);
    }
    return held.model;
  }

  has(id: string): boolean {
    return this.#models.has(id) || this.#load(id) !== undefined;
  }

  append(id: string, ...entries: readonly ModelEntry[]): void {
    const held = this.#models.get(id) ?? this.#load(id);
    held?.file.append(entries);
  }

  /** All but the deleted ones. */
  all(): readonly LoggedModel[] {
    const models: LoggedModel[] = [];
    for (const id of readFolder(this.#folder)) {
      const held = this.#models.get(id) ?? this.#load(id);
      held?.file.refresh();
      if (held !== undefined && !held.model.isDeleted) models.push(held.model);
    }
    return models;
  }

  #load(id: string): HeldModel | undefined {
    if (!isModelId(id) || !existsSync(this.#fileOf(id))) return undefined;
    const held = this.#hold(id);
    held.file.refresh();
    return held;
  }

  #hold(id: string): HeldModel {
    const model = createLoggedModel(id);
    const file = new JsonLinesFile(this.#fileOf(id), (line) => {
      const entry = modelEntrySchema.safeParse(line);
      if (entry.success) applyModelEntry(model, entry.data);
    });
    const held = { model, file };
    this.#models.set(id, held);
    return held;
  }

  #fileOf(id: string): string {
    return path.join(this.#folder, id, "model.jsonl");
  }
}

/** True for a name that may be a model's folder: nothing that leaves it. */
export function isModelId(text: string): boolean {
  return /^m-[0-9a-f]{32}$/.test(text);
}

function readFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
