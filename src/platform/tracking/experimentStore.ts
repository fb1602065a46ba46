import { createHash } from "node:crypto";
import type { Clock } from "../../core/ports.ts";
import {
  applyExperimentEntry,
  createDefaultExperiment,
  defaultExperimentId,
  experimentEntrySchema,
  type Experiment,
  type ExperimentEntry,
} from "../../core/tracking/experiments.ts";
import { doesNotExist, trackingError } from "../../core/tracking/trackingErrors.ts";
import { JsonLinesFile } from "./jsonLinesFile.ts";

/** The experiments of a project; every supervisor has one of these on the same file. */
export class ExperimentStore {
  readonly #file: JsonLinesFile;
  readonly #clock: Clock;
  readonly #experiments = new Map<string, Experiment>([
    [defaultExperimentId, createDefaultExperiment()],
  ]);

  constructor(filePath: string, clock: Clock) {
    this.#clock = clock;
    this.#file = new JsonLinesFile(filePath, (line) => {
      const entry = experimentEntrySchema.safeParse(line);
      if (entry.success) applyExperimentEntry(this.#experiments, entry.data);
    });
  }

  all(): readonly Experiment[] {
    this.#file.refresh();
    return [...this.#experiments.values()];
  }

  find(id: string): Experiment | undefined {
    const known = this.#experiments.get(id);
    if (known !== undefined) return known;
    this.#file.refresh();
    return this.#experiments.get(id);
  }

  /** Throws RESOURCE_DOES_NOT_EXIST, in MLflow's words. */
  get(id: string): Experiment {
    this.#file.refresh();
    const experiment = this.#experiments.get(id);
    if (experiment === undefined) throw doesNotExist(`No Experiment with id=${id} exists`);
    return experiment;
  }

  findByName(name: string): Experiment | undefined {
    return this.all().find((experiment) => experiment.name === name);
  }

  /** The experiment of that name, created when there is none. */
  ensure(name: string): Experiment {
    return this.findByName(name) ?? this.create({ name });
  }

  /** The id that runs of an experiment have, whether or not it was ever created. */
  idOf(name: string): string {
    for (const experiment of this.#experiments.values()) {
      if (experiment.name === name) return experiment.id;
    }
    return this.findByName(name)?.id ?? experimentIdOf(name);
  }

  /** Throws RESOURCE_ALREADY_EXISTS when the name is taken, by a deleted experiment too. */
  create(wanted: {
    readonly name: string;
    readonly artifactLocation?: string;
    readonly tags?: Readonly<Record<string, string>>;
  }): Experiment {
    const { name, artifactLocation, tags } = wanted;
    if (this.findByName(name) !== undefined) throw alreadyExists(name);
    const id = this.#freeId(name);
    this.append({
      type: "experiment",
      v: 1,
      id,
      name,
      time: this.#clock.now(),
      ...(artifactLocation === undefined ? {} : { artifactLocation }),
      ...(tags === undefined ? {} : { tags }),
    });
    return this.get(id);
  }

  rename(id: string, name: string): void {
    this.get(id);
    if (this.findByName(name) !== undefined) throw alreadyExists(name);
    this.append({ type: "rename", id, name, time: this.#clock.now() });
  }

  append(entry: ExperimentEntry): void {
    this.#file.append([entry]);
  }

  /** An experiment that was renamed keeps the id of its first name. */
  #freeId(name: string): string {
    let id = experimentIdOf(name);
    for (let turn = 1; this.#experiments.has(id); turn += 1) id = experimentIdOf(name, turn);
    return id;
  }
}

/** Eighteen digits: what MLflow's own stores use, and always below 2^63. */
function experimentIdOf(name: string, turn = 0): string {
  const hash = createHash("sha256").update(`${turn}\n${name}`).digest();
  const number = hash.readBigUInt64BE() % 900_000_000_000_000_000n;
  return String(number + 100_000_000_000_000_000n);
}

function alreadyExists(name: string): Error {
  return trackingError(
    "RESOURCE_ALREADY_EXISTS",
    `Experiment(name=${name}) already exists. Choose another name, or restore it when it was` +
      " deleted.",
  );
}
