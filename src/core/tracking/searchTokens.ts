import { invalidParameter } from "./trackingErrors.ts";

/**
 * The words of MLflow's search language.
 * - `name`: an identifier, perhaps with back-quoted or double-quoted parts: metrics.`val acc`
 * - `text`: a single-quoted string; a lone double-quoted one is a name or a text by its place
 * - `number`, `operator` (`>=`), `keyword` (AND, LIKE, NOT …), `mark` (parenthesis or comma)
 */
export interface SearchToken {
  readonly kind: "name" | "text" | "quoted" | "number" | "operator" | "keyword" | "mark";
  /** As written; a keyword in capitals. */
  readonly text: string;
}

const keywords = new Set(["AND", "OR", "NOT", "IN", "LIKE", "ILIKE", "IS", "NULL", "ASC", "DESC"]);

const part = '(?:`[^`]*`|"[^"]*"|[\\p{L}\\p{N}_]+)';
const tokenPattern = new RegExp(
  [
    `(?<space>\\s+)`,
    `(?<number>[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?(?![\\p{L}\\p{N}_]))`,
    `(?<text>'(?:''|\\\\'|[^'])*')`,
    `(?<quoted>"[^"]*"(?!\\.))`,
    `(?<name>${part}(?:\\.${part})*)`,
    `(?<operator>>=|<=|!=|<>|=|<|>)`,
    `(?<mark>[(),])`,
  ].join("|"),
  "uy",
);

/** Longer filters are refused: no script writes one, and each is matched against every run. */
const maxFilterLength = 100_000;

export function tokenizeSearch(search: string): readonly SearchToken[] {
  if (search.length > maxFilterLength) {
    throw invalidParameter(`The filter is longer than ${maxFilterLength} characters.`);
  }
  const tokens: SearchToken[] = [];
  const pattern = new RegExp(tokenPattern);
  while (pattern.lastIndex < search.length) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(search)?.groups;
    if (groups === undefined) throw invalidClause(search.slice(start));
    const token = tokenOf(groups);
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

export function invalidClause(clause: string): Error {
  return invalidParameter(`Invalid clause(s) in filter string: '${clause.slice(0, 200)}'`);
}

const kinds = ["number", "text", "quoted", "name", "operator", "mark"] as const;

function tokenOf(groups: Readonly<Record<string, string | undefined>>): SearchToken | undefined {
  for (const kind of kinds) {
    const text = groups[kind];
    if (text === undefined) continue;
    const upper = text.toUpperCase();
    return kind === "name" && keywords.has(upper)
      ? { kind: "keyword", text: upper }
      : { kind, text };
  }
  return undefined;
}
