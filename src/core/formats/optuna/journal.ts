import type { Problem } from "../../../base/errors.ts";
import { numberOf, parseTolerantJson } from "../text/tolerantJson.ts";
import { isCompatible, paramText, parseDistribution, type Distribution } from "./distributions.ts";
import { trialStates, type Study, type Trial, type TrialState } from "./trial.ts";

/*
 * Optuna's journal: one operation a line. Studies and trials are numbered in the order in which they
 * were made, and an operation on something that has ended or is gone does nothing; several processes
 * write without looking, and this is how they agree (optuna/storages/journal/_storage.py).
 */

/** How every journal begins: `append_logs` writes these two first. */
const firstLine = /^(?:\uFEFF)?\{"op_code": ?\d{1,2}, ?"worker_id": ?"/;

export function isJournal(head: string): boolean {
  return firstLine.test(head);
}

/** A study as it grows; `isDeleted` ones keep their number. */
export interface JournalStudy extends Study {
  name: string;
  directions: readonly string[];
  metricNames: readonly string[];
  isDeleted: boolean;
  /** The first distribution of each parameter, which later ones must agree with. */
  readonly distributions: Map<string, Distribution>;
  readonly trials: JournalTrial[];
}

export interface JournalTrial extends Trial {
  readonly study: JournalStudy;
  state: TrialState;
  startTime: number | null;
  endTime: number | null;
  readonly params: Map<string, string>;
  readonly attributes: Map<string, unknown>;
  values: readonly number[];
  readonly intermediates: Map<number, number>;
}

type Operation = Readonly<Record<string, unknown>>;

const directions = ["not_set", "minimize", "maximize"];
const maxProblems = 20;

/** What the lines of a journal, taken one after the other, amount to. */
export class JournalReplay {
  readonly studies: JournalStudy[] = [];
  /** Those that the last lines changed; whoever shows them empties it. */
  readonly changed = new Set<JournalTrial>();
  /** Studies of which all trials look different now. */
  readonly changedStudies = new Set<JournalStudy>();
  readonly problems: Problem[] = [];
  readonly #trials: JournalTrial[] = [];
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Takes a line without its end; `line` and `byteOffset` count from 0 and are for problems. */
  apply(text: string, line: number, byteOffset: number): void {
    // A byte order mark counts as blank too.
    const trimmed = text.trim();
    if (trimmed === "") return;
    const operation = parseTolerantJson(trimmed);
    if (isRecord(operation) && this.#applyOperation(operation)) return;
    this.report(`line ${String(line + 1)} is no operation of an Optuna journal`, line, byteOffset);
  }

  report(message: string, line: number, byteOffset: number): void {
    if (this.problems.length >= maxProblems) return;
    const location = { path: this.#path, line, byteOffset };
    this.problems.push({ code: "optuna-line", message, severity: "warning", location });
  }

  #applyOperation(operation: Operation): boolean {
    switch (operation["op_code"]) {
      case 0:
        return this.#createStudy(operation);
      case 1:
        return this.#withStudy(operation, (study) => {
          study.isDeleted = true;
          this.changedStudies.add(study);
        });
      case 3:
        return this.#withStudy(operation, (study) => this.#setSystemAttribute(study, operation));
      case 4:
        return this.#withStudy(operation, (study) => this.#createTrial(study, operation));
      case 5:
        return this.#withTrial(operation, (trial) => setParam(trial, operation));
      case 6:
        return this.#withTrial(operation, (trial) => setState(trial, operation));
      case 7:
        return this.#withTrial(operation, (trial) =>
          setIntermediate(trial, operation["step"], operation["intermediate_value"]),
        );
      case 8:
        return this.#withTrial(operation, (trial) =>
          merge(trial.attributes, operation["user_attr"]),
        );
      case 2: // What the user noted of a study.
      case 9: // A system attribute of a trial: how a sampler remembers.
      case 10: // Written by Optuna's port to Rust, ignored by Optuna.
        return true;
      default:
        return false;
    }
  }

  #createStudy(operation: Operation): boolean {
    const name = operation["study_name"];
    if (typeof name !== "string") return false;
    if (this.studies.some((study) => study.name === name && !study.isDeleted)) return true;
    const numbers = listOf(operation["directions"]);
    this.studies.push({
      name,
      directions: numbers.map((number) => directions[Number(number)] ?? "not_set"),
      metricNames: [],
      isDeleted: false,
      distributions: new Map(),
      trials: [],
    });
    return true;
  }

  #createTrial(study: JournalStudy, operation: Operation): void {
    const trial: JournalTrial = {
      study,
      number: study.trials.length,
      state: stateOf(operation["state"]) ?? "RUNNING",
      startTime: timeOf(operation["datetime_start"]),
      endTime: timeOf(operation["datetime_complete"]),
      heartbeat: null,
      params: new Map(),
      attributes: new Map(),
      values: valuesOf(operation["values"] ?? operation["value"]),
      intermediates: new Map(),
    };
    const distributions = isRecord(operation["distributions"]) ? operation["distributions"] : {};
    for (const [name, stored] of entriesOf(operation["params"])) {
      const text = Object.hasOwn(distributions, name) ? distributions[name] : "";
      const distribution = typeof text === "string" ? parseDistribution(text) : undefined;
      trial.params.set(name, paramText(distribution, numberOf(stored) ?? NaN));
      if (distribution !== undefined && !study.distributions.has(name)) {
        study.distributions.set(name, distribution);
      }
    }
    merge(trial.attributes, operation["user_attrs"]);
    for (const [step, value] of entriesOf(operation["intermediate_values"])) {
      setIntermediate(trial, Number(step), value);
    }
    study.trials.push(trial);
    this.#trials.push(trial);
    this.changed.add(trial);
  }

  #setSystemAttribute(study: JournalStudy, operation: Operation): void {
    const attributes = operation["system_attr"];
    if (!isRecord(attributes) || !Object.hasOwn(attributes, "study:metric_names")) return;
    study.metricNames = listOf(attributes["study:metric_names"]).map(String);
    this.changedStudies.add(study);
  }

  #withStudy(operation: Operation, change: (study: JournalStudy) => void): boolean {
    const study = at(this.studies, operation["study_id"]);
    if (study?.isDeleted === false) change(study);
    return typeof operation["study_id"] === "number";
  }

  /** A trial that has ended is not changed any more. */
  #withTrial(operation: Operation, change: (trial: JournalTrial) => void): boolean {
    const trial = at(this.#trials, operation["trial_id"]);
    if (trial !== undefined && isOpen(trial)) {
      change(trial);
      this.changed.add(trial);
    }
    return typeof operation["trial_id"] === "number";
  }
}

export function isOpen(trial: Pick<Trial, "state">): boolean {
  return trial.state === "RUNNING" || trial.state === "WAITING";
}

function setParam(trial: JournalTrial, operation: Operation): void {
  const { param_name: name, param_value_internal: stored, distribution: text } = operation;
  if (typeof name !== "string" || typeof text !== "string") return;
  const distribution = parseDistribution(text);
  const { distributions } = trial.study;
  const before = distributions.get(name);
  if (distribution !== undefined) {
    if (before !== undefined && !isCompatible(before, distribution)) return;
    if (before === undefined) distributions.set(name, distribution);
  }
  trial.params.set(name, paramText(distribution, numberOf(stored) ?? NaN));
}

function setState(trial: JournalTrial, operation: Operation): void {
  const state = stateOf(operation["state"]);
  // Two workers took the same trial: the second one is told so.
  if (state === undefined || (state === "RUNNING" && trial.state === "RUNNING")) return;
  trial.state = state;
  if (state === "RUNNING") trial.startTime = timeOf(operation["datetime_start"]);
  else if (state !== "WAITING") trial.endTime = timeOf(operation["datetime_complete"]);
  const { values } = operation;
  if (values !== null && values !== undefined) trial.values = valuesOf(values);
}

function setIntermediate(trial: JournalTrial, step: unknown, value: unknown): void {
  const number = numberOf(value);
  if (typeof step === "number" && number !== undefined) trial.intermediates.set(step, number);
}

function stateOf(value: unknown): TrialState | undefined {
  return typeof value === "number" ? trialStates[value] : undefined;
}

/** Versions before 5 wrote local time without saying so, which `Date.parse` takes it for. */
function timeOf(value: unknown): number | null {
  const time = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : time;
}

function valuesOf(value: unknown): readonly number[] {
  return (Array.isArray(value) ? value : [value]).flatMap((item) => numberOf(item) ?? []);
}

function merge(attributes: Map<string, unknown>, added: unknown): void {
  for (const [name, value] of entriesOf(added)) attributes.set(name, value);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function at<T>(items: readonly T[], index: unknown): T | undefined {
  return typeof index === "number" ? items[index] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
