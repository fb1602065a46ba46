import { invalidParameter } from "./trackingErrors.ts";
import { invalidClause, tokenizeSearch, type SearchToken } from "./searchTokens.ts";

/**
 * MLflow's filter language: comparisons joined by AND, nothing else (no OR, no parentheses but
 * for lists). The same grammar serves runs, experiments and logged models; a dialect says which
 * names and operators each of them has.
 */
export type SearchEntity = "metric" | "parameter" | "tag" | "attribute" | "dataset";

export const numericOperators = [">", ">=", "!=", "=", "<", "<="] as const;
export const stringOperators = ["!=", "=", "LIKE", "ILIKE"] as const;
const listOperators = ["IN", "NOT IN"] as const;
const nullOperators = ["IS NULL", "IS NOT NULL"] as const;

export type SearchOperator =
  | (typeof numericOperators)[number]
  | (typeof stringOperators)[number]
  | (typeof listOperators)[number]
  | (typeof nullOperators)[number];

export interface Comparison {
  readonly entity: SearchEntity;
  readonly key: string;
  readonly operator: SearchOperator;
  /** A number for what is numeric, a list for IN, null for IS NULL. */
  readonly value: string | number | readonly string[] | null;
}

export interface SearchDialect {
  /** Prefix as written → what it names: `metrics` → metric. */
  readonly prefixes: ReadonlyMap<string, SearchEntity>;
  /** Attribute as written → its name; several spellings may share one. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Attribute names that are numbers. */
  readonly numeric: ReadonlySet<string>;
  /** Names of attributes and datasets' fields that IN may be used with; null for all strings. */
  readonly lists: ReadonlySet<string> | null;
  /** Params and tags that IN may be used with. */
  readonly hasKeyLists: boolean;
  /** What IS NULL may be asked of. */
  readonly nullable: ReadonlySet<SearchEntity>;
  /** True when attributes that are numbers are whole ones, and may stand in quotes. */
  readonly hasQuotedIntegers?: boolean;
}

const datasetFields = new Set(["name", "digest", "context"]);

/** The comparisons of a filter; all must hold. An empty filter has none. */
export function parseFilter(filter: string, dialect: SearchDialect): readonly Comparison[] {
  const tokens = tokenizeSearch(filter);
  const comparisons: Comparison[] = [];
  for (let at = 0; at < tokens.length;) {
    if (comparisons.length > 0) at = expectAnd(tokens, at);
    const { comparison, next } = parseComparison(tokens, at, dialect);
    comparisons.push(comparison);
    at = next;
  }
  return comparisons;
}

export interface Identifier {
  readonly entity: SearchEntity;
  readonly key: string;
}

/** `metrics.loss`, ``params.`my key` ``, or the bare name of an attribute. */
export function parseIdentifier(text: string, dialect: SearchDialect): Identifier {
  const { prefix, rest } = splitIdentifier(text);
  const entity = prefix === undefined ? "attribute" : dialect.prefixes.get(prefix);
  if (entity === undefined) {
    const valid = [...dialect.prefixes.keys()].map((name) => `'${name}'`).join(", ");
    throw invalidParameter(`Invalid entity type '${prefix ?? ""}'. Valid values are [${valid}]`);
  }
  const key = unquoted(rest);
  if (entity === "attribute") return { entity, key: attributeName(key, dialect) };
  if (entity === "dataset" && !datasetFields.has(key)) {
    const valid = [...datasetFields].map((name) => `'${name}'`).join(", ");
    throw invalidParameter(`Invalid dataset key '${key}' specified. Valid keys are '{${valid}}'`);
  }
  return { entity, key };
}

export function isNumeric({ entity, key }: Identifier, dialect: SearchDialect): boolean {
  return entity === "metric" || (entity === "attribute" && dialect.numeric.has(key));
}

function splitIdentifier(text: string): { readonly prefix?: string; readonly rest: string } {
  const match = /^(`[^`]*`|[^`".]+)\.([^]+)$/.exec(text);
  const [, prefix, rest] = match ?? [];
  if (prefix === undefined || rest === undefined) return { rest: text };
  return { prefix: unquoted(prefix), rest };
}

function attributeName(key: string, dialect: SearchDialect): string {
  const name = dialect.attributes.get(key);
  if (name !== undefined) return name;
  const valid = [...dialect.attributes.keys()].map((attribute) => `'${attribute}'`).join(", ");
  throw invalidParameter(`Invalid attribute key '${key}' specified. Valid keys are '{${valid}}'`);
}

interface ParsedComparison {
  readonly comparison: Comparison;
  readonly next: number;
}

function parseComparison(
  tokens: readonly SearchToken[],
  at: number,
  dialect: SearchDialect,
): ParsedComparison {
  const left = tokens[at];
  if (left?.kind !== "name" && left?.kind !== "quoted") throw invalidClause(left?.text ?? "AND");
  const identifier = parseIdentifier(left.text, dialect);
  const { operator, next } = parseOperator(tokens, at + 1);
  checkOperator(identifier, operator, dialect);
  if (operator === "IS NULL" || operator === "IS NOT NULL") {
    return { comparison: { ...identifier, operator, value: null }, next };
  }
  if (operator === "IN" || operator === "NOT IN") {
    const list = parseList(tokens, next);
    return { comparison: { ...identifier, operator, value: list.values }, next: list.next };
  }
  const value = parseValue(identifier, tokens[next], dialect);
  return { comparison: { ...identifier, operator, value }, next: next + 1 };
}

function parseOperator(
  tokens: readonly SearchToken[],
  at: number,
): { readonly operator: SearchOperator; readonly next: number } {
  const [first, second, third] = tokens.slice(at, at + 3).map((token) => token.text);
  if (first === "NOT" && second === "IN") return { operator: "NOT IN", next: at + 2 };
  if (first === "IS" && second === "NULL") return { operator: "IS NULL", next: at + 2 };
  if (first === "IS" && second === "NOT" && third === "NULL") {
    return { operator: "IS NOT NULL", next: at + 3 };
  }
  const operator = simpleOperators.find((candidate) => candidate === first);
  if (operator === undefined) {
    throw invalidParameter(`Invalid comparison clause. Expected comparison found '${first ?? ""}'`);
  }
  return { operator, next: at + 1 };
}

const simpleOperators = [...numericOperators, "LIKE", "ILIKE", "IN"] as const;

function checkOperator(
  identifier: Identifier,
  operator: SearchOperator,
  dialect: SearchDialect,
): void {
  const valid = validOperators(identifier, dialect);
  if (valid.includes(operator)) return;
  const { entity, key } = identifier;
  if (nullOperators.some((candidate) => candidate === operator)) {
    throw invalidParameter(`IS NULL / IS NOT NULL is not supported for '${entity}' '${key}'`);
  }
  if (listOperators.some((candidate) => candidate === operator) && dialect.lists !== null) {
    const names = [...dialect.lists].map((name) => `'${name}'`).join(", ");
    throw invalidParameter(
      `Only [${names}] attributes support comparison with a list of quoted string values.`,
    );
  }
  const names = valid.map((name) => `'${name}'`).join(", ");
  throw invalidParameter(`Invalid comparator '${operator}' not one of '{${names}}'`);
}

function validOperators(identifier: Identifier, dialect: SearchDialect): readonly SearchOperator[] {
  if (isNumeric(identifier, dialect)) return numericOperators;
  const { entity, key } = identifier;
  const isKeyed = entity === "parameter" || entity === "tag";
  const hasLists = isKeyed
    ? dialect.hasKeyLists
    : entity === "dataset" || (dialect.lists?.has(key) ?? true);
  return [
    ...stringOperators,
    ...(hasLists ? listOperators : []),
    ...(dialect.nullable.has(entity) ? nullOperators : []),
  ];
}

function parseValue(
  identifier: Identifier,
  token: SearchToken | undefined,
  dialect: SearchDialect,
): string | number {
  const found = token?.text ?? "";
  if (isNumeric(identifier, dialect)) {
    const whole = dialect.hasQuotedIntegers === true ? parseWholeNumber(token) : undefined;
    return whole ?? parseNumber(identifier, token);
  }
  if (token?.kind === "text" || token?.kind === "quoted") return token.text.slice(1, -1);
  const { entity } = identifier;
  const what = entity === "attribute" ? "attributes" : `${entity} (e.g. 'my-value')`;
  throw invalidParameter(`Expected a quoted string value for ${what}. Got value ${found}`);
}

function parseNumber(identifier: Identifier, token: SearchToken | undefined): number {
  if (token?.kind === "number") return Number(token.text);
  const what = identifier.entity === "metric" ? "metric" : `numeric attribute: ${identifier.key}`;
  throw invalidParameter(`Expected numeric value type for ${what}. Found ${token?.text ?? ""}`);
}

/** Throws for another number than a whole one; undefined for what is no number, quoted or not. */
function parseWholeNumber(token: SearchToken | undefined): number | undefined {
  const isQuoted = token?.kind === "text" || token?.kind === "quoted";
  if (token === undefined || (!isQuoted && token.kind !== "number")) return undefined;
  const text = isQuoted ? token.text.slice(1, -1) : token.text;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw invalidParameter(`Invalid value for a numeric attribute: ${text}`);
}

function parseList(
  tokens: readonly SearchToken[],
  at: number,
): { readonly values: readonly string[]; readonly next: number } {
  const end = tokens.findIndex((token, index) => index > at && token.text === ")");
  if (tokens[at]?.text !== "(" || end < 0) throw illFormedList();
  const items = tokens.slice(at + 1, end);
  if (items.at(-1)?.text === ",") items.pop();
  const isWellFormed = items.every((token, index) =>
    index % 2 === 0 ? token.kind === "text" || token.kind === "quoted" : token.text === ",",
  );
  if (!isWellFormed || items.length % 2 === 0) throw illFormedList();
  const values = items.filter((_, index) => index % 2 === 0).map(({ text }) => text.slice(1, -1));
  return { values, next: end + 1 };
}

function illFormedList(): Error {
  return invalidParameter(
    "While parsing a list in the query, expected a non-empty list of string values, but got" +
      " ill-formed list.",
  );
}

function expectAnd(tokens: readonly SearchToken[], at: number): number {
  const token = tokens[at];
  if (token?.kind === "keyword" && token.text === "AND" && at + 1 < tokens.length) return at + 1;
  throw invalidClause(token?.text ?? "");
}

function unquoted(text: string): string {
  return /^(`[^]*`|"[^]*"|'[^]*')$/.test(text) && text.length >= 2 ? text.slice(1, -1) : text;
}
