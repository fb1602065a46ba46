import type { TestKind } from "../tests/driftTest.ts";
import type { CategoryCounts } from "../tests/driftTest.ts";

/** What the data say about one distribution, before anything is decided. */
export interface DistributionEvidence {
  readonly test: string;
  readonly testLabel: string;
  /**
   * The share of rows that moved, which is held against the threshold: D for numbers; for categories
   * the total variation distance freed of its noise floor. Certified bounds where it is not exact.
   */
  readonly score: number;
  readonly scoreLow: number;
  readonly scoreHigh: number;
  /** Of `scoreLow`, so never too small. */
  readonly pValue: number;
  /** The score freed of what chance alone gives. */
  readonly effect: number;
  /** With 95 % confidence the rows that really moved are at most this share. */
  readonly effectHigh: number;
  readonly noiseFloor: number;
  /** Rows with a value. */
  readonly referenceRows: number;
  readonly currentRows: number;
}

/** What was computed from all values of a column, where bounds from profiles do not settle it. */
export type ExactEvidence =
  | { readonly kind: "number"; readonly ks: number }
  | { readonly kind: "category"; readonly counts: CategoryCounts };

/** The result of a test that someone chose for a column, instead of the one that suits it. */
export interface ChosenTest {
  readonly test: string;
  readonly testLabel: string;
  readonly kind: TestKind;
  /** NaN where the test says nothing. */
  readonly score: number;
  readonly threshold: number;
  readonly isDrift: boolean;
}
