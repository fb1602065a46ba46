import { attributeNames, attributes, isAttributeName, parseColumnId } from "../columnId.ts";
import type { AttributeName, ColumnPlace } from "../columnId.ts";
import { createLikeTest } from "./like.ts";
import { createRegexTest, RegexFault } from "./linearRegex.ts";
import { parseDuration, parseNumber, parseTime } from "./literals.ts";
import { comparisons, QueryFault } from "./query.ts";
import type { Comparison, Literal, Query, QueryResult } from "./query.ts";
import { readTokens, type Token } from "./tokens.ts";

const maxDepth = 200;
const maxTerms = 2000;

/** `now`, in milliseconds since the epoch, is what relative times are counted from. */
export function parseQuery(text: string, now: number): QueryResult {
  try {
    return { ok: true, query: new QueryParser(text, now).parse() };
  } catch (error) {
    if (!(error instanceof QueryFault)) throw error;
    return { ok: false, error: { message: error.message, offset: error.offset } };
  }
}

/** A value as a literal of the field, in the field's unit. Throws QueryFault. */
function literalOf(token: Token, field: ColumnPlace, now: number): Literal {
  const { text } = token;
  const kind = field.kind === "attribute" ? attributes[field.key as AttributeName] : field.kind;
  switch (kind) {
    case "param":
    case "tag":
    case "text":
      return { text, number: token.kind === "word" ? parseNumber(text) : undefined };
    case "metric":
    case "number":
      return { text, number: demand(parseNumber(text), token, "a number, such as 0.9 or 1e-3") };
    case "time":
      return {
        text,
        number: demand(timeOf(token, now), token, 'a time, such as "2026-01-31" or now-7d'),
      };
    case "duration":
      return {
        text,
        number: demand(parseDuration(text), token, "a duration, such as 90s, 5m or 2h"),
      };
    case "boolean":
      return { text, number: demand(booleanOf(text), token, "true or false") };
  }
}

function demand<T>(value: T | undefined, token: Token, wanted: string): T {
  if (value !== undefined) return value;
  const found = token.kind === "end" ? "the query ends here" : `"${token.text}" is not one`;
  throw new QueryFault(`expected ${wanted}: ${found}`, token.offset);
}

function timeOf(token: Token, now: number): number | undefined {
  return parseTime(token.text, now);
}

function booleanOf(text: string): number | undefined {
  if (/^(?:true|yes|1)$/i.test(text)) return 1;
  return /^(?:false|no|0)$/i.test(text) ? 0 : undefined;
}

const fieldPrefixes: Readonly<Record<string, string>> = {
  param: "params",
  params: "params",
  parameter: "params",
  parameters: "params",
  metric: "metrics",
  metrics: "metrics",
  tag: "tags",
  tags: "tags",
};
/** Other names of attributes, those of MLflow among them. */
const attributeAliases: Readonly<Record<string, AttributeName>> = {
  run_id: "id",
  run_name: "name",
  start_time: "startTime",
  end_time: "endTime",
  created: "startTime",
  experiment_name: "experiment",
  user_id: "user",
};
const comparisonAliases: Readonly<Record<string, Comparison>> = { "==": "=", "<>": "!=" };
const matchWords = ["like", "ilike", "matches"];

class QueryParser {
  readonly #tokens: readonly Token[];
  readonly #now: number;
  #index = 0;
  #depth = 0;
  #terms = 0;

  constructor(text: string, now: number) {
    this.#tokens = readTokens(text);
    this.#now = now;
  }

  parse(): Query {
    if (this.#peek().kind === "end") return { kind: "all" };
    const query = this.#or();
    const rest = this.#peek();
    if (rest.kind !== "end")
      throw new QueryFault(`"${rest.text}" is not expected here`, rest.offset);
    return query;
  }

  #or(): Query {
    const operands = [this.#and()];
    while (this.#takeWord("or")) operands.push(this.#and());
    return joined("or", operands);
  }

  /** Terms that follow each other without a word between must all be true. */
  #and(): Query {
    const operands = [this.#not()];
    for (;;) {
      if (this.#takeWord("and") || this.#startsTerm()) operands.push(this.#not());
      else return joined("and", operands);
    }
  }

  #not(): Query {
    if (++this.#depth > maxDepth) {
      throw new QueryFault("the query is nested too deeply", this.#peek().offset);
    }
    try {
      if (this.#takeWord("not")) return { kind: "not", operand: this.#not() };
      if (this.#takeSymbol("(")) {
        const inner = this.#or();
        if (!this.#takeSymbol(")")) throw this.#unexpected('a ")"');
        return inner;
      }
      return this.#term();
    } finally {
      this.#depth--;
    }
  }

  #term(): Query {
    if (++this.#terms > maxTerms) {
      throw new QueryFault("the query has too many conditions", this.#peek().offset);
    }
    const token = this.#peek();
    if (token.kind === "string") {
      this.#index++;
      return { kind: "text", text: token.text };
    }
    if (
      token.kind !== "word" ||
      (!token.isQuoted && isKeyword(token.text) && token.text !== "has")
    ) {
      throw this.#unexpected("a condition");
    }
    if (this.#takesHas()) return { kind: "has", field: this.#field() };
    if (!this.#isOperator(this.#tokens[this.#index + 1])) return this.#bareWord(token);
    const field = this.#field();
    return this.#condition(field);
  }

  #takesHas(): boolean {
    const next = this.#tokens[this.#index + 1];
    if (next?.kind !== "word" || placeOf(next.text) === undefined) return false;
    return this.#takeWord("has");
  }

  #bareWord(token: Token): Query {
    this.#index++;
    const place = placeOf(token.text);
    if (place === undefined || place.kind === "attribute") {
      if (place?.key === "dirty") return compareTrue(place);
      return { kind: "text", text: token.text };
    }
    const message = `"${token.text}" is compared with nothing: write a condition, or "has ${token.text}"`;
    throw new QueryFault(message, token.offset);
  }

  #condition(field: ColumnPlace): Query {
    const isNegated = this.#takeWord("not");
    const operator = this.#next();
    const test = this.#test(field, operator);
    if (!isNegated) return test;
    // What is missing fits neither a condition nor its contrary.
    return {
      kind: "and",
      operands: [
        { kind: "has", field },
        { kind: "not", operand: test },
      ],
    };
  }

  #test(field: ColumnPlace, operator: Token): Query {
    const name = operator.text.toLowerCase();
    if (name === "in") return { kind: "in", field, values: this.#list(field) };
    if (name === "is") return this.#isNull(field);
    if (name === "!~") {
      const match = this.#match(field, "~");
      return {
        kind: "and",
        operands: [
          { kind: "has", field },
          { kind: "not", operand: match },
        ],
      };
    }
    if (name === "~" || matchWords.includes(name)) return this.#match(field, name);
    const comparison = comparisonAliases[name] ?? comparisons.find((one) => one === name);
    if (comparison === undefined)
      throw new QueryFault(`"${operator.text}" is not an operator`, operator.offset);
    return { kind: "compare", field, operator: comparison, value: this.#value(field) };
  }

  #isNull(field: ColumnPlace): Query {
    const isNegated = this.#takeWord("not");
    if (!this.#takeWord("null") && !this.#takeWord("missing")) throw this.#unexpected('"null"');
    const has: Query = { kind: "has", field };
    return isNegated ? has : { kind: "not", operand: has };
  }

  #match(field: ColumnPlace, operator: string): Query {
    const token = this.#next();
    const { text, offset } = token;
    if (token.kind !== "string" && token.kind !== "word") {
      throw new QueryFault(`expected a pattern after "${operator}"`, offset);
    }
    if (operator === "like" || operator === "ilike") {
      return { kind: "match", field, isMatch: createLikeTest(text, operator === "like") };
    }
    try {
      return { kind: "match", field, isMatch: createRegexTest(text) };
    } catch (error) {
      if (!(error instanceof RegexFault)) throw error;
      const inside = offset + error.offset + (token.kind === "string" ? 1 : 0);
      throw new QueryFault(`in the regular expression: ${error.message}`, inside);
    }
  }

  #list(field: ColumnPlace): readonly Literal[] {
    if (!this.#takeSymbol("(")) throw this.#unexpected('a list, such as ("a", "b")');
    const values: Literal[] = [];
    do values.push(this.#value(field));
    while (this.#takeSymbol(","));
    if (!this.#takeSymbol(")")) throw this.#unexpected('a "," or a ")"');
    return values;
  }

  #value(field: ColumnPlace): Literal {
    const token = this.#peek();
    if (token.kind !== "word" && token.kind !== "string") throw this.#unexpected("a value");
    this.#index++;
    return literalOf(token, field, this.#now);
  }

  #field(): ColumnPlace {
    const token = this.#next();
    const place = placeOf(token.text);
    if (place !== undefined) return place;
    const { text, offset } = token;
    const advice = text.includes(".")
      ? `names start with params., metrics. or tags., or are one of ${attributeNames.join(", ")}`
      : `write params.${text}, metrics.${text} or tags.${text}`;
    throw new QueryFault(`"${text}" is not known: ${advice}`, offset);
  }

  #isOperator(token: Token | undefined): boolean {
    if (token === undefined || token.kind === "string" || token.kind === "end") return false;
    if (token.kind === "symbol") return !["(", ")", ","].includes(token.text);
    if (token.isQuoted) return false;
    const word = token.text.toLowerCase();
    if (word !== "not") return word === "in" || word === "is" || matchWords.includes(word);
    const after = this.#tokens[this.#tokens.indexOf(token) + 1];
    return after?.kind === "word" && ["in", ...matchWords].includes(after.text.toLowerCase());
  }

  #startsTerm(): boolean {
    const token = this.#peek();
    if (token.kind === "symbol") return token.text === "(";
    if (token.kind === "word") return token.isQuoted || !/^(?:or|and)$/i.test(token.text);
    return token.kind === "string";
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== "word" || token.isQuoted || token.text.toLowerCase() !== word) return false;
    this.#index++;
    return true;
  }

  #takeSymbol(symbol: string): boolean {
    const token = this.#peek();
    if (token.kind !== "symbol" || token.text !== symbol) return false;
    this.#index++;
    return true;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== "end") this.#index++;
    return token;
  }

  #peek(): Token {
    return this.#tokens[this.#index] ?? { kind: "end", text: "", offset: 0 };
  }

  #unexpected(wanted: string): QueryFault {
    const { kind, text, offset } = this.#peek();
    const found = kind === "end" ? "the query ends here" : `found "${text}"`;
    return new QueryFault(`expected ${wanted}: ${found}`, offset);
  }
}

function isKeyword(word: string): boolean {
  return /^(?:and|or|not|in|has)$/i.test(word);
}

function compareTrue(field: ColumnPlace): Query {
  return { kind: "compare", field, operator: "=", value: { text: "true", number: 1 } };
}

function joined(kind: "and" | "or", operands: readonly Query[]): Query {
  const [only] = operands;
  return operands.length === 1 && only !== undefined ? only : { kind, operands };
}

/** Attributes whatever their case; `attributes.name` is read too. */
function placeOf(text: string): ColumnPlace | undefined {
  const dot = text.indexOf(".");
  const prefix = text.slice(0, Math.max(0, dot)).toLowerCase();
  if (Object.hasOwn(fieldPrefixes, prefix)) {
    return parseColumnId(`${fieldPrefixes[prefix] ?? ""}.${text.slice(dot + 1)}`);
  }
  const name = /^attributes?$/.test(prefix) ? text.slice(dot + 1) : text;
  const lower = name.toLowerCase();
  const attribute = Object.hasOwn(attributeAliases, lower)
    ? attributeAliases[lower]
    : attributeNames.find((known) => known.toLowerCase() === lower);
  return attribute !== undefined && isAttributeName(attribute)
    ? { kind: "attribute", key: attribute, rollup: "last" }
    : undefined;
}
