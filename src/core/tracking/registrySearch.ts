import type { ModelRegistry, ModelVersion, RegisteredModel } from "./modelRegistry.ts";
import {
  parseFilter,
  type Comparison,
  type Identifier,
  type SearchDialect,
  type SearchEntity,
} from "./searchFilter.ts";
import { matchesComparison } from "./searchMatch.ts";
import { compareSortable, parseOrderBy, type OrderKey } from "./searchOrder.ts";

export interface RegistrySearch {
  readonly filter: string;
  readonly orderBy: readonly string[];
}

/** A version with the model that it is of. */
export interface VersionOfModel {
  readonly model: RegisteredModel;
  readonly version: ModelVersion;
}

const prefixes = new Map<string, SearchEntity>([
  ["attribute", "attribute"],
  ["tag", "tag"],
  ["tags", "tag"],
]);

const modelFilter: SearchDialect = {
  prefixes,
  attributes: new Map([["name", "name"]]),
  numeric: new Set(),
  lists: new Set(["name"]),
  hasKeyLists: false,
  nullable: new Set(),
};

/** An order is by attributes alone. */
const orderPrefixes = new Map<string, SearchEntity>([["attribute", "attribute"]]);

const modelOrder: SearchDialect = {
  ...modelFilter,
  prefixes: orderPrefixes,
  attributes: new Map([
    ["name", "name"],
    ["timestamp", "last_updated_timestamp"],
    ["last_updated_timestamp", "last_updated_timestamp"],
  ]),
};

const versionFilter: SearchDialect = {
  prefixes,
  attributes: new Map(
    ["name", "version_number", "run_id", "source_path"].map((name) => [name, name]),
  ),
  numeric: new Set(["version_number"]),
  lists: new Set(["name", "run_id"]),
  hasKeyLists: false,
  nullable: new Set(),
  hasQuotedIntegers: true,
};

const versionOrder: SearchDialect = {
  ...versionFilter,
  prefixes: orderPrefixes,
  attributes: new Map(
    ["name", "version_number", "creation_timestamp", "last_updated_timestamp"].map((name) => [
      name,
      name,
    ]),
  ),
};

const promptTag = "mlflow.prompt.is_prompt";

/** The registered models that match, by name unless another order is asked for. */
export function searchRegisteredModels(
  registry: ModelRegistry,
  search: RegistrySearch,
): readonly RegisteredModel[] {
  const { comparisons, isForPrompts } = parseComparisons(search.filter, modelFilter);
  const order = [...parseOrderBy(search.orderBy, modelOrder), ...ascending("name")];
  return [...registry.models.values()]
    .filter(
      (model) =>
        (isForPrompts || model.tags.get(promptTag) !== "true") &&
        comparisons.every((each) => matchesComparison(valueOfModel(model, each), each)),
    )
    .sort((left, right) =>
      compareBy(order, (key) => [left, right].map((x) => valueOfModel(x, key))),
    );
}

/** The versions that match; what was changed last comes first unless another order is asked for. */
export function searchVersions(
  registry: ModelRegistry,
  search: RegistrySearch,
): readonly VersionOfModel[] {
  const { comparisons, isForPrompts } = parseComparisons(search.filter, versionFilter);
  const asked = parseOrderBy(
    search.orderBy.length > 0 ? search.orderBy : ["last_updated_timestamp DESC"],
    versionOrder,
  );
  const order = [...asked, ...ascending("name"), ...descending("version_number")];
  return [...registry.models.values()]
    .filter((model) => isForPrompts || !hasPrompts(model))
    .flatMap((model) => [...model.versions.values()].map((version) => ({ model, version })))
    .filter((found) =>
      comparisons.every((each) => matchesComparison(valueOfVersion(found, each), each)),
    )
    .sort((left, right) =>
      compareBy(order, (key) => [left, right].map((x) => valueOfVersion(x, key))),
    );
}

/**
 * Prompts are registered models with a tag. They are found only when they are asked for, and
 * otherwise what the filter says of that tag does not count.
 */
function parseComparisons(
  filter: string,
  dialect: SearchDialect,
): { readonly comparisons: readonly Comparison[]; readonly isForPrompts: boolean } {
  const comparisons = parseFilter(filter, dialect);
  const ofPrompts = comparisons.find(isPromptTag);
  const wanted = `${ofPrompts?.operator ?? ""} ${String(ofPrompts?.value).toLowerCase()}`;
  const isForPrompts = wanted === "= true" || wanted === "!= false";
  const others = comparisons.filter((each) => !isPromptTag(each));
  return { comparisons: isForPrompts ? comparisons : others, isForPrompts };
}

function isPromptTag({ entity, key }: Identifier): boolean {
  return entity === "tag" && key === promptTag;
}

function hasPrompts(model: RegisteredModel): boolean {
  return [...model.versions.values()].some(({ tags }) => tags.get(promptTag) === "true");
}

function ascending(key: string): readonly OrderKey[] {
  return [{ entity: "attribute", key, isAscending: true }];
}

function descending(key: string): readonly OrderKey[] {
  return [{ entity: "attribute", key, isAscending: false }];
}

type Value = string | number | undefined;

function compareBy(
  order: readonly OrderKey[],
  valuesOf: (key: OrderKey) => readonly Value[],
): number {
  for (const key of order) {
    const [left, right] = valuesOf(key);
    const result = compareSortable(left, right, key.isAscending);
    if (result !== 0) return result;
  }
  return 0;
}

function valueOfModel(model: RegisteredModel, { entity, key }: Identifier): Value {
  if (entity === "tag") return model.tags.get(key);
  return key === "name" ? model.name : model.updatedAt;
}

function valueOfVersion({ model, version }: VersionOfModel, { entity, key }: Identifier): Value {
  if (entity === "tag") return version.tags.get(key);
  switch (key) {
    case "name":
      return model.name;
    case "version_number":
      return version.version;
    case "run_id":
      return version.runId;
    case "source_path":
      return version.source;
    case "creation_timestamp":
      return version.createdAt;
    default:
      return version.updatedAt;
  }
}
