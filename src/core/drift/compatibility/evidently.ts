import type { ChosenTest } from "../compare/evidence.ts";
import type { ColumnTest } from "../../monitors/monitor.ts";
import { isDrift, type DriftTest, type TestResult } from "../tests/driftTest.ts";
import { findDriftTest } from "../tests/tests.ts";
import {
  countCategories,
  countNumbers,
  finiteValues,
  presentTexts,
  type RawColumn,
} from "./rawColumn.ts";

/**
 * Columns as Evidently 0.7 compares them: its choice of a test by the type, the size of the reference
 * and the number of distinct values; its scores and thresholds; nothing corrected, nothing guarded.
 * Missing values and infinities are dropped first.
 */

/** A column of at most this many reference rows is tested for significance, a larger by distance. */
export const largestTestedReference = 1000;
/** The share of drifted columns from which on Evidently calls a data set drifted. */
export const evidentlyDriftedShare = 0.5;

export interface EvidentlyOptions {
  /** Test and threshold by column; wins over everything. */
  readonly tests: Readonly<Record<string, ColumnTest>>;
  /** For all columns. Null: the default of each test. */
  readonly threshold: number | null;
}

/** What Evidently says of a column, or why it says nothing and raises an error. */
export type CompatibleResult =
  | { readonly kind: "result"; readonly chosen: ChosenTest }
  | { readonly kind: "error"; readonly message: string };

export function compareAsEvidently(
  column: RawColumn,
  { tests, threshold }: EvidentlyOptions,
): CompatibleResult {
  const values = cleaned(column);
  const empty = emptySide(values);
  if (empty !== null) {
    return error(`column '${column.name}' is empty in the ${empty}, which Evidently refuses`);
  }
  const own = Object.hasOwn(tests, column.name) ? tests[column.name] : undefined;
  const id = evidentlyId(own?.test ?? null) ?? evidentlyDefaultTest(describe(values));
  const test = testFor(id, values.kind);
  if (test === null) return error(`Evidently has no test '${id}' for column '${column.name}'`);
  const result = compute(test, values);
  if (result === null) {
    return error(`the test '${id}' does not suit the values of column '${column.name}'`);
  }
  const limit = own?.threshold ?? threshold ?? test.defaultThreshold;
  return {
    kind: "result",
    chosen: {
      test: test.id,
      testLabel: test.label,
      kind: test.kind,
      score: result.score,
      threshold: limit,
      isDrift: isDrift(test, result.score, limit),
    },
  };
}

function emptySide({ reference, current }: RawColumn): string | null {
  if (reference.length === 0) return "reference";
  return current.length === 0 ? "current data" : null;
}

function error(message: string): CompatibleResult {
  return { kind: "error", message };
}

function cleaned(column: RawColumn): RawColumn {
  if (column.kind === "numbers") {
    const { kind, name, reference, current } = column;
    return { kind, name, reference: finiteValues(reference), current: finiteValues(current) };
  }
  const { kind, name, reference, current } = column;
  return { kind, name, reference: presentTexts(reference), current: presentTexts(current) };
}

/** What Evidently's choice of a test goes by. */
export interface DispatchFacts {
  readonly kind: RawColumn["kind"];
  readonly referenceRows: number;
  /** Distinct values of both sides together. */
  readonly distinct: number;
}

function describe(column: RawColumn): DispatchFacts {
  const distinct = new Set<unknown>(column.reference);
  for (const value of column.current) distinct.add(value);
  return {
    kind: column.kind,
    referenceRows: column.reference.length,
    distinct: distinct.size,
  };
}

/** Evidently's default test, as an id of ours. */
export function evidentlyDefaultTest({ kind, referenceRows, distinct }: DispatchFacts): string {
  const isSmall = referenceRows <= largestTestedReference;
  if (kind === "texts") {
    return isSmall ? "evidently.perc_text_content_drift" : "evidently.abs_text_content_drift";
  }
  const isNumber = kind === "numbers" && distinct > 5;
  if (!isSmall) return isNumber ? "evidently.wasserstein" : "evidently.jensenshannon";
  if (isNumber) return "evidently.ks";
  return distinct <= 2 ? "evidently.z" : "evidently.chisquare";
}

/** `ks` and `evidently.ks` mean the same here. */
function evidentlyId(id: string | null): string | null {
  if (id === null) return null;
  return id.startsWith("evidently.") ? id : `evidently.${id}`;
}

/** For this kind of column, or one of categories that numbers can be counted for. */
function testFor(id: string, kind: RawColumn["kind"]): DriftTest | null {
  const own = findDriftTest(id, kind);
  if (own !== undefined) return own;
  return kind === "texts" ? null : (findDriftTest(id, "categories") ?? null);
}

function compute(test: DriftTest, column: RawColumn): TestResult | null {
  switch (test.appliesTo) {
    case "numbers":
      return column.kind === "numbers" ? test.compute(column) : null;
    case "categories":
      return test.compute(
        column.kind === "numbers"
          ? countNumbers(column)
          : countCategories(column.reference, column.current),
      );
    case "texts":
      return column.kind === "texts"
        ? test.compute({
            reference: presentTexts(column.reference),
            current: presentTexts(column.current),
          })
        : null;
  }
}
