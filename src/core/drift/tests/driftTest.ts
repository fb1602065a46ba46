/**
 * What every statistic that compares two samples is: a distance, or a p-value. The values it gets
 * are those that can be compared: no nulls, no NaN, no infinities. What happened to those is
 * checked apart.
 */

export type TestKind = "distance" | "p-value" | "similarity";

/** Numbers of one column on both sides, in any order; neither is changed. */
export interface NumberSamples {
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** How often each category occurs on both sides; the arrays are as long as `categories`. */
export interface CategoryCounts {
  readonly categories: readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Values of a column of text on both sides. */
export interface TextSamples {
  readonly reference: readonly string[];
  readonly current: readonly string[];
}

export interface TestResult {
  /** What is compared with the threshold: the distance, or the p-value. NaN where undefined. */
  readonly score: number;
  /** The statistic behind a p-value. */
  readonly statistic?: number;
  readonly degreesOfFreedom?: number;
}

/** Random numbers for tests that permute or sample: uniform in [0, 1). */
export type RandomSource = () => number;

interface TestCommon {
  readonly id: string;
  readonly label: string;
  readonly kind: TestKind;
  readonly defaultThreshold: number;
  /** Whether a score that equals the threshold is drift. */
  readonly includesThreshold: boolean;
}

export interface NumberTest extends TestCommon {
  readonly appliesTo: "numbers";
  compute(samples: NumberSamples, random?: RandomSource): TestResult;
}

export interface CategoryTest extends TestCommon {
  readonly appliesTo: "categories";
  compute(counts: CategoryCounts, random?: RandomSource): TestResult;
}

export interface TextTest extends TestCommon {
  readonly appliesTo: "texts";
  compute(samples: TextSamples, random?: RandomSource): TestResult;
}

export type DriftTest = NumberTest | CategoryTest | TextTest;

/**
 * Whether a score means drift. The only place that knows which way a kind of score points: small
 * p-values and large distances are drift. A score that is undefined (NaN) never is.
 */
export function isDrift(
  { kind, includesThreshold }: Pick<TestCommon, "kind" | "includesThreshold">,
  score: number,
  threshold: number,
): boolean {
  if (score === threshold) return includesThreshold;
  return kind === "distance" ? score > threshold : score < threshold;
}
