import { invalidParameter } from "./trackingErrors.ts";
import { parseIdentifier, type Identifier, type SearchDialect } from "./searchFilter.ts";
import { tokenizeSearch } from "./searchTokens.ts";

export interface OrderKey extends Identifier {
  readonly isAscending: boolean;
}

/** `metrics.loss DESC`; duplicates are refused. */
export function parseOrderBy(
  clauses: readonly string[],
  dialect: SearchDialect,
): readonly OrderKey[] {
  const keys = clauses.map((clause) => parseClause(clause, dialect));
  const names = new Set(keys.map(({ entity, key }) => `${entity}.${key}`));
  if (names.size < keys.length) {
    const list = clauses.map((clause) => `'${clause}'`).join(", ");
    throw invalidParameter(`\`order_by\` contains duplicate fields: [${list}]`);
  }
  return keys;
}

function parseClause(clause: string, dialect: SearchDialect): OrderKey {
  const [name, direction, ...rest] = tokenizeSearch(clause);
  if ((name?.kind !== "name" && name?.kind !== "quoted") || rest.length > 0) {
    throw invalidParameter(`Invalid order_by clause '${clause}'. Could not be parsed.`);
  }
  const word = direction?.text ?? "ASC";
  if (word !== "ASC" && word !== "DESC") {
    throw invalidParameter(`Invalid ordering key in order_by clause '${clause}'.`);
  }
  return { ...parseIdentifier(name.text, dialect), isAscending: word === "ASC" };
}

type Sortable = string | number | undefined;

/** Values in their order, then NaN, then what is missing, whatever the direction. */
export function compareSortable(left: Sortable, right: Sortable, isAscending: boolean): number {
  const rank = sortRank(left) - sortRank(right);
  if (rank !== 0 || left === undefined || right === undefined) return rank;
  if (left === right) return 0;
  if (typeof left === "number" && Number.isNaN(left)) return 0;
  return left < right === isAscending ? -1 : 1;
}

function sortRank(value: Sortable): number {
  if (value === undefined) return 2;
  return typeof value === "number" && Number.isNaN(value) ? 1 : 0;
}
