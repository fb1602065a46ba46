import { chiSquareSf } from "../../statistics/chiSquare.ts";
import type { CategoryTest, TestResult } from "../driftTest.ts";
import { isCategorySideEmpty, presentInOrder, sumOf, undefinedResult } from "../sides.ts";

const common = { appliesTo: "categories", kind: "p-value", includesThreshold: false } as const;

/**
 * Goodness of fit of the current counts to the reference’s shares, which are taken for the truth: raises two
 * to twenty times too many alarms. One row of a new category makes p 0. One category: undefined.
 */
export const evidentlyChiSquare: CategoryTest = {
  ...common,
  id: "evidently.chisquare",
  label: "Chi-square, goodness of fit (Evidently)",
  defaultThreshold: 0.05,
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = presentInOrder(counts);
    const factor = sumOf(current) / sumOf(reference);
    return fit(
      reference.map((count) => count * factor),
      current,
      (observed, expected) => (observed - expected) ** 2 / expected,
    );
  },
};

/** The G-test of the current against the reference counts as they are: undefined unless both have as many rows. */
export const evidentlyGTest: CategoryTest = {
  ...common,
  id: "evidently.g_test",
  label: "G-test, unscaled (Evidently)",
  defaultThreshold: 0.1,
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = presentInOrder(counts);
    if (sumOf(reference) !== sumOf(current)) return undefinedResult;
    return fit(reference, current, (observed, expected) =>
      observed === 0 ? 0 : 2 * observed * Math.log(observed / expected),
    );
  },
};

function fit(
  expected: readonly number[],
  observed: readonly number[],
  term: (observed: number, expected: number) => number,
): TestResult {
  const statistic = observed.reduce((sum, count, i) => sum + term(count, expected[i] ?? 0), 0);
  const degreesOfFreedom = observed.length - 1;
  return { score: chiSquareSf(statistic, degreesOfFreedom), statistic, degreesOfFreedom };
}
