import {
  parseFilter,
  type Comparison,
  type Identifier,
  type SearchDialect,
  type SearchEntity,
} from "./searchFilter.ts";
import { matchesComparison } from "./searchMatch.ts";
import { compareSortable, parseOrderBy } from "./searchOrder.ts";
import { invalidParameter } from "./trackingErrors.ts";
import type { MlflowRun } from "./mlflowRun.ts";

const prefixes = new Map<string, SearchEntity>([
  ["metric", "metric"],
  ["metrics", "metric"],
  ["parameter", "parameter"],
  ["parameters", "parameter"],
  ["param", "parameter"],
  ["params", "parameter"],
  ["tag", "tag"],
  ["tags", "tag"],
  ["attribute", "attribute"],
  ["attributes", "attribute"],
  ["attr", "attribute"],
  ["run", "attribute"],
  ["dataset", "dataset"],
  ["datasets", "dataset"],
]);

const attributes = [
  "run_id",
  "run_name",
  "user_id",
  "status",
  "artifact_uri",
  "start_time",
  "end_time",
];

const dialect: SearchDialect = {
  prefixes,
  attributes: new Map([
    ...attributes.map((name) => [name, name] as const),
    ["created", "start_time"],
    ["Created", "start_time"],
    ["run name", "run_name"],
    ["Run name", "run_name"],
    ["Run Name", "run_name"],
  ]),
  numeric: new Set(["start_time", "end_time"]),
  lists: new Set(["run_id"]),
  hasKeyLists: false,
  nullable: new Set(["parameter", "tag"]),
};

export interface RunSearch {
  readonly filter: string;
  readonly orderBy: readonly string[];
}

/**
 * The runs that match, in the order asked for; what that leaves open is newest first. A run that
 * lacks a key matches no comparison of it but `IS NULL`.
 */
export function searchRuns(runs: readonly MlflowRun[], search: RunSearch): readonly MlflowRun[] {
  const comparisons = parseFilter(search.filter, dialect);
  const order = parseOrderBy(search.orderBy, dialect);
  if (order.some(({ entity }) => entity === "dataset")) {
    throw invalidParameter("Invalid identifier type 'dataset'");
  }
  const found = runs.filter((run) => comparisons.every((each) => isMatch(run, each)));
  return found.sort((left, right) => {
    for (const key of order) {
      const result = compareSortable(valueOf(left, key), valueOf(right, key), key.isAscending);
      if (result !== 0) return result;
    }
    return (
      (right.startTime ?? 0) - (left.startTime ?? 0) || compareSortable(left.id, right.id, true)
    );
  });
}

function isMatch(run: MlflowRun, comparison: Comparison): boolean {
  if (comparison.entity !== "dataset") {
    return matchesComparison(valueOf(run, comparison), comparison);
  }
  return run.datasets.some((dataset) => {
    const value =
      comparison.key === "context"
        ? dataset.tags["mlflow.data.context"]
        : comparison.key === "name"
          ? dataset.name
          : dataset.digest;
    return matchesComparison(value, comparison);
  });
}

function valueOf(run: MlflowRun, { entity, key }: Identifier): string | number | undefined {
  switch (entity) {
    case "metric":
      return run.metrics.get(key)?.value;
    case "parameter":
      return run.params.get(key);
    case "tag":
      return run.tags.get(key);
    case "attribute":
      return attributeOf(run, key);
    case "dataset":
      return undefined;
  }
}

function attributeOf(run: MlflowRun, key: string): string | number | undefined {
  switch (key) {
    case "run_id":
      return run.id;
    case "run_name":
      return run.name;
    case "user_id":
      return run.userId;
    case "status":
      return run.status;
    case "artifact_uri":
      return run.artifactUri;
    case "start_time":
      return run.startTime ?? undefined;
    case "end_time":
      return run.endTime ?? undefined;
    default:
      return undefined;
  }
}
