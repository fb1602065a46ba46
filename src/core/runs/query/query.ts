import type { ColumnPlace } from "../columnId.ts";

/** A query, parsed. The language is described in docs/queries.md. */
export type Query =
  | { readonly kind: "all" }
  | { readonly kind: "and" | "or"; readonly operands: readonly Query[] }
  | { readonly kind: "not"; readonly operand: Query }
  | {
      readonly kind: "compare";
      readonly field: ColumnPlace;
      readonly operator: Comparison;
      readonly value: Literal;
    }
  | { readonly kind: "in"; readonly field: ColumnPlace; readonly values: readonly Literal[] }
  | { readonly kind: "match"; readonly field: ColumnPlace; readonly isMatch: TextTest }
  | { readonly kind: "has"; readonly field: ColumnPlace }
  /** Plain text anywhere in the run, whatever its case. */
  | { readonly kind: "text"; readonly text: string };

export const comparisons = ["=", "!=", "<", "<=", ">", ">="] as const;
export type Comparison = (typeof comparisons)[number];

export type TextTest = (text: string) => boolean;

/** A value that is compared with: its number too, when it was written as one without quotes. */
export interface Literal {
  readonly text: string;
  /** In the field's own unit: milliseconds for times and durations. */
  readonly number: number | undefined;
}

/** Why a query cannot be read, and where: characters from its start. */
export interface QueryError {
  readonly message: string;
  readonly offset: number;
}

export type QueryResult =
  { readonly ok: true; readonly query: Query } | { readonly ok: false; readonly error: QueryError };

/** Thrown inside the parser only. */
export class QueryFault extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}
