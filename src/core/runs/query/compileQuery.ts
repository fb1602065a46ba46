import { assertNever } from "../../../base/assertNever.ts";
import { attributes, type AttributeName, type ColumnPlace } from "../columnId.ts";
import { sourceLabel, splitSources } from "../runSources.ts";
import type { CellValue } from "../view.ts";
import { parseNumber } from "./literals.ts";
import type { Comparison, Literal, Query } from "./query.ts";

/** Tells, by a row's number. */
export type RowTest = (row: number) => boolean;
export type RowReader = (row: number) => CellValue;

/** Where a query finds the values of rows. */
export interface RowSource {
  /** Null for what a row does not have. */
  readonly readerOf: (field: ColumnPlace) => RowReader;
  /** A test for text anywhere in a row; `text` is in lower case. */
  readonly searchFor: (text: string) => RowTest;
}

/**
 * The query as a test of rows. What a row does not have fits no condition but `not has`; NaN is
 * neither less nor greater than anything and equal to `nan` only.
 */
export function compileQuery(query: Query, source: RowSource): RowTest {
  switch (query.kind) {
    case "all":
      return () => true;
    case "and": {
      const tests = query.operands.map((operand) => compileQuery(operand, source));
      return (row) => tests.every((test) => test(row));
    }
    case "or": {
      const tests = query.operands.map((operand) => compileQuery(operand, source));
      return (row) => tests.some((test) => test(row));
    }
    case "not": {
      const test = compileQuery(query.operand, source);
      return (row) => !test(row);
    }
    case "text":
      return source.searchFor(query.text.toLowerCase());
    case "has": {
      const read = source.readerOf(query.field);
      return (row) => read(row) !== null;
    }
    case "compare":
      return compileComparison(query.field, query, source);
    case "in": {
      const tests = query.values.map((value) =>
        compileComparison(query.field, { operator: "=", value }, source),
      );
      return (row) => tests.some((test) => test(row));
    }
    case "match": {
      const read = source.readerOf(query.field);
      return (row) => {
        const value = read(row);
        return value !== null && query.isMatch(String(value));
      };
    }
    default:
      return assertNever(query);
  }
}

function compileComparison(
  field: ColumnPlace,
  { operator, value }: { readonly operator: Comparison; readonly value: Literal },
  source: RowSource,
): RowTest {
  const read = source.readerOf(field);
  if (isText(field)) return (row) => compareText({ field, operator, value }, read(row));
  const { number = NaN } = value;
  return (row) => {
    const found = read(row);
    return found !== null && compareNumbers(operator, Number(found), number);
  };
}

function isText({ kind, key }: ColumnPlace): boolean {
  if (kind === "attribute") return attributes[key as AttributeName] === "text";
  return kind !== "metric";
}

/** As numbers when both are, else as text; numbers and other text are only ever unequal. */
function compareText(
  { field, operator, value }: { field: ColumnPlace; operator: Comparison; value: Literal },
  found: CellValue,
): boolean {
  if (found === null) return false;
  const text = String(found);
  if (value.number !== undefined && field.kind !== "attribute") {
    const number = parseNumber(text);
    if (number !== undefined) return compareNumbers(operator, number, value.number);
    return operator === "!=";
  }
  const isEqual = text === value.text || meansSame(field, text, value.text);
  if (operator === "=") return isEqual;
  return operator === "!=" ? !isEqual : compareOrder(operator, text, value.text);
}

/** A commit's first characters mean it, and one of a run's formats means the run. */
function meansSame({ kind, key }: ColumnPlace, text: string, wanted: string): boolean {
  if (kind !== "attribute") return false;
  if (key === "source") return hasSource(text, wanted);
  return key === "commit" && wanted.length >= 4 && text.startsWith(wanted.toLowerCase());
}

/** Any of a run's formats, by its id or its name, whatever the case. */
function hasSource(cell: string, wanted: string): boolean {
  const name = wanted.toLowerCase();
  return splitSources(cell).some(
    (source) => source.toLowerCase() === name || sourceLabel(source).toLowerCase() === name,
  );
}

function compareOrder(
  operator: Exclude<Comparison, "=" | "!=">,
  a: string | number,
  b: string | number,
): boolean {
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

function compareNumbers(operator: Comparison, a: number, b: number): boolean {
  const isEqual = a === b || (Number.isNaN(a) && Number.isNaN(b));
  if (operator === "=") return isEqual;
  return operator === "!=" ? !isEqual : compareOrder(operator, a, b);
}
