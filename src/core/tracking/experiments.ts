import * as z from "zod";
import { namedValues } from "../formats/namedValues.ts";
import { defaultExperiment } from "../runs/run.ts";
import {
  parseFilter,
  type Identifier,
  type SearchDialect,
  type SearchEntity,
} from "./searchFilter.ts";
import { matchesComparison } from "./searchMatch.ts";
import { compareSortable, parseOrderBy, type OrderKey } from "./searchOrder.ts";
import { keyValues } from "./wireValues.ts";

/**
 * The lines of `.sextant/experiments.jsonl`, version 1: append-only, written by every supervisor.
 *
 * Invariant: an experiment's id follows from its first name, so two processes that create the same
 * one at the same time write the same thing twice, and the second line changes nothing.
 */
export const experimentEntrySchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("experiment"),
    v: z.literal(1),
    id: z.string(),
    name: z.string(),
    time: z.number(),
    /** Only when the user chose one. */
    artifactLocation: z.string().optional(),
    tags: namedValues(z.string()).optional(),
  }),
  z.object({ type: z.literal("rename"), id: z.string(), name: z.string(), time: z.number() }),
  z.object({
    type: z.literal("tags"),
    id: z.string(),
    /** A null removes the tag. */
    tags: namedValues(z.string().nullable()),
  }),
  z.object({
    type: z.literal("lifecycle"),
    id: z.string(),
    stage: z.enum(["active", "deleted"]),
    time: z.number(),
  }),
]);
export type ExperimentEntry = z.infer<typeof experimentEntrySchema>;

export interface Experiment {
  readonly id: string;
  name: string;
  readonly artifactLocation: string;
  readonly createdAt: number;
  updatedAt: number;
  isDeleted: boolean;
  readonly tags: Map<string, string>;
}

export const defaultExperimentId = "0";

export function createDefaultExperiment(): Experiment {
  return {
    id: defaultExperimentId,
    name: defaultExperiment,
    artifactLocation: `mlflow-artifacts:/${defaultExperimentId}`,
    createdAt: 0,
    updatedAt: 0,
    isDeleted: false,
    tags: new Map(),
  };
}

/** Takes one line in; lines about experiments that are not known are skipped. */
export function applyExperimentEntry(
  experiments: Map<string, Experiment>,
  entry: ExperimentEntry,
): void {
  const experiment = experiments.get(entry.id);
  if (experiment === undefined) {
    if (entry.type === "experiment") experiments.set(entry.id, experimentOf(entry));
    return;
  }
  switch (entry.type) {
    case "experiment":
      break;
    case "rename":
      experiment.name = entry.name;
      experiment.updatedAt = entry.time;
      break;
    case "tags":
      for (const [key, value] of Object.entries(entry.tags)) {
        if (value === null) experiment.tags.delete(key);
        else experiment.tags.set(key, value);
      }
      break;
    case "lifecycle":
      experiment.isDeleted = entry.stage === "deleted";
      experiment.updatedAt = entry.time;
      break;
  }
}

export function toWireExperiment(experiment: Experiment): object {
  return {
    experiment_id: experiment.id,
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: experiment.isDeleted ? "deleted" : "active",
    last_update_time: experiment.updatedAt,
    creation_time: experiment.createdAt,
    ...(experiment.tags.size > 0 ? { tags: keyValues(experiment.tags) } : {}),
  };
}

const attributes = ["name", "experiment_id", "creation_time", "last_update_time"];

const dialect: SearchDialect = {
  prefixes: new Map<string, SearchEntity>([
    ["attribute", "attribute"],
    ["tag", "tag"],
    ["tags", "tag"],
  ]),
  attributes: new Map(attributes.map((name) => [name, name])),
  numeric: new Set(["creation_time", "last_update_time"]),
  lists: new Set(["experiment_id"]),
  hasKeyLists: false,
  nullable: new Set(["tag"]),
};

const newestFirst: readonly OrderKey[] = [
  { entity: "attribute", key: "creation_time", isAscending: false },
];

/** The experiments that match; newest first unless an order is asked for. */
export function searchExperiments(
  experiments: readonly Experiment[],
  search: { readonly filter: string; readonly orderBy: readonly string[] },
): readonly Experiment[] {
  const comparisons = parseFilter(search.filter, dialect);
  const order = search.orderBy.length > 0 ? parseOrderBy(search.orderBy, dialect) : newestFirst;
  const found = experiments.filter((experiment) =>
    comparisons.every((each) => matchesComparison(valueOf(experiment, each), each)),
  );
  return found.sort((left, right) => {
    for (const key of order) {
      const result = compareSortable(valueOf(left, key), valueOf(right, key), key.isAscending);
      if (result !== 0) return result;
    }
    return compareSortable(left.id, right.id, true);
  });
}

function valueOf(experiment: Experiment, { entity, key }: Identifier): string | number | undefined {
  if (entity === "tag") return experiment.tags.get(key);
  switch (key) {
    case "name":
      return experiment.name;
    case "experiment_id":
      return experiment.id;
    case "creation_time":
      return experiment.createdAt;
    case "last_update_time":
      return experiment.updatedAt;
    default:
      return undefined;
  }
}

function experimentOf(entry: Extract<ExperimentEntry, { type: "experiment" }>): Experiment {
  return {
    id: entry.id,
    name: entry.name,
    artifactLocation: entry.artifactLocation ?? `mlflow-artifacts:/${entry.id}`,
    createdAt: entry.time,
    updatedAt: entry.time,
    isDeleted: false,
    tags: new Map(Object.entries(entry.tags ?? {})),
  };
}
