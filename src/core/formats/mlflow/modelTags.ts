import { setText } from "./mlflowRecord.ts";

/** A model that a run logged (MLflow 3). */
export interface LoggedModelFacts {
  readonly modelId: string;
  readonly name: string;
  readonly modelType: string | null;
  /** A name as `READY`, or its number in files and databases. */
  readonly status: string | number | null;
}

/** A version of a registered model that was made of a run. */
export interface RegisteredVersionFacts {
  readonly name: string;
  readonly version: string;
  readonly stage: string | null;
  readonly aliases: readonly string[];
}

const statusNames = new Map([
  ["1", "pending"],
  ["2", "ready"],
  ["3", "failed"],
]);

/**
 * Models as tags of their run: `mlflow.model.<name>` tells type, status and id, and
 * `mlflow.registered.<name>` the versions with their stages and aliases. Names twice are joined.
 */
export function modelTags(
  models: readonly LoggedModelFacts[],
  versions: readonly RegisteredVersionFacts[],
): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {};
  for (const model of models) {
    const facts = [orNone(model.modelType), statusText(model.status), model.modelId];
    add(tags, `mlflow.model.${model.name}`, facts.filter((fact) => fact !== "").join(", "));
  }
  for (const { name, version, stage, aliases } of versions) {
    const notes = [
      ...(stage === null || stage === "" || stage === "None" ? [] : [`stage ${stage}`]),
      ...(aliases.length === 0 ? [] : [`aliases ${[...aliases].sort().join(", ")}`]),
    ];
    const text = `version ${version}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
    add(tags, `mlflow.registered.${name}`, text);
  }
  return tags;
}

function add(tags: Record<string, string>, name: string, text: string): void {
  const known = Object.hasOwn(tags, name) ? tags[name] : undefined;
  setText(tags, name, known === undefined ? text : `${known}; ${text}`);
}

function statusText(status: string | number | null): string {
  if (status === null) return "";
  const text = String(status);
  return statusNames.get(text) ?? text.replace(/^LOGGED_MODEL_/, "").toLowerCase();
}

function orNone(text: string | null): string {
  return text ?? "";
}

/** Tags of a run with those that tell of its models, which never hide one that somebody set. */
export function withModelTags(
  tags: Record<string, string>,
  models: Readonly<Record<string, string>> | undefined,
): void {
  for (const [name, text] of Object.entries(models ?? {})) {
    if (!Object.hasOwn(tags, name)) setText(tags, name, text);
  }
}
