import type { ColumnTest } from "../../monitors/monitor.ts";
import { standardDeviationThreshold } from "../streams/thresholds.ts";
import type { CategoryTest, NumberTest } from "../tests/driftTest.ts";
import { findDriftTest } from "../tests/tests.ts";
import { countCategories, finiteValues, type RawColumn } from "./rawColumn.ts";

/**
 * Columns as NannyML 0.13 compares them: both sides are cut into chunks of consecutive rows, each is
 * compared with the whole reference, and a chunk of the current data is alerted when its distance
 * exceeds mean + 3 standard deviations of those of the reference's chunks. Chi-square goes by p < 0.05
 * for each chunk.
 */

/** Chunks a side, where nothing else is asked for; what is left over is one more. */
export const nannymlChunks = 10;

/** NannyML has no decision about a data set; here it takes half of the columns, as Evidently. */
export const nannymlDriftedShare = 0.5;

export interface NannymlOptions {
  readonly tests: Readonly<Record<string, ColumnTest>>;
  readonly chunking:
    | { readonly by: "count"; readonly count: number }
    | { readonly by: "rows"; readonly rows: number };
}

export const defaultNannymlOptions: NannymlOptions = {
  tests: {},
  chunking: { by: "count", count: nannymlChunks },
};

/** The scores of one column, chunk by chunk. */
export interface NannymlColumn {
  readonly test: string;
  readonly testLabel: string;
  readonly kind: "distance" | "p-value";
  readonly referenceScores: readonly number[];
  readonly currentScores: readonly number[];
  /** Chunks beyond it are alerted. */
  readonly threshold: number;
  readonly alerts: readonly boolean[];
}

/** Null for a column, or a test, that NannyML does not have: text, or an id that is none of its own. */
export function compareAsNannyml(
  column: RawColumn,
  { tests, chunking }: NannymlOptions = defaultNannymlOptions,
): NannymlColumn | null {
  const own = Object.hasOwn(tests, column.name) ? tests[column.name] : undefined;
  const id = nannymlId(own?.test ?? null);
  const scorer = scorerOf(column, id);
  if (scorer === null) return null;
  const { test, score } = scorer;
  const referenceScores = chunkRanges(column.reference.length, chunking).map((range) =>
    score("reference", range),
  );
  const currentScores = chunkRanges(column.current.length, chunking).map((range) =>
    score("current", range),
  );
  const isPValue = test.kind === "p-value";
  const threshold =
    own?.threshold ??
    (isPValue ? test.defaultThreshold : standardDeviationThreshold(referenceScores).high);
  const isAlert = (value: number): boolean => (isPValue ? value < threshold : value > threshold);
  return {
    test: test.id,
    testLabel: test.label,
    kind: isPValue ? "p-value" : "distance",
    referenceScores,
    currentScores,
    threshold,
    alerts: currentScores.map(isAlert),
  };
}

function nannymlId(id: string | null): string {
  if (id === null) return "nannyml.jensen_shannon";
  return id.startsWith("nannyml.") ? id : `nannyml.${id}`;
}

type Range = readonly [from: number, to: number];

interface Scorer {
  readonly test: NumberTest | CategoryTest;
  readonly score: (side: "reference" | "current", range: Range) => number;
}

function scorerOf(column: RawColumn, id: string): Scorer | null {
  if (column.kind === "texts") return null;
  if (column.kind === "numbers") {
    const test = findDriftTest(id, "numbers");
    if (test === undefined) return null;
    const reference = finiteValues(column.reference);
    return {
      test,
      score: (side, range) =>
        test.compute({ reference, current: finiteValues(column[side].subarray(...range)) }).score,
    };
  }
  const test = findDriftTest(id, "categories");
  if (test === undefined) return null;
  return {
    test,
    score: (side, range) =>
      test.compute(countCategories(column.reference, column[side].slice(...range))).score,
  };
}

/**
 * Chunks of equal size; rows that are left over are a chunk of their own, so ten chunks of 105 rows are
 * eleven. None for no rows; one row a chunk where there are fewer rows than chunks.
 */
export function chunkRanges(rows: number, chunking: NannymlOptions["chunking"]): Range[] {
  const size =
    chunking.by === "rows" ? chunking.rows : Math.max(1, Math.floor(rows / chunking.count));
  const ranges: Range[] = [];
  for (let from = 0; from < rows; from += size) ranges.push([from, Math.min(rows, from + size)]);
  return ranges;
}

/** The chunk that is farthest beyond the threshold: what a single figure says of all chunks. */
export function worstScore({ kind, currentScores }: NannymlColumn): number {
  const defined = currentScores.filter((score) => !Number.isNaN(score));
  if (defined.length === 0) return Number.NaN;
  return defined.reduce((worst, score) =>
    kind === "p-value" ? Math.min(worst, score) : Math.max(worst, score),
  );
}
