import {
  chiSquareHomogeneity,
  poolRareCategories,
  SMALLEST_EXPECTED,
  smallestExpected,
  type CountPair,
} from "../statistics/contingency.ts";
import { fisherExact } from "../statistics/discrete.ts";
import type { CategoryTest, TestResult } from "./driftTest.ts";
import { isCategorySideEmpty, presentInOrder, undefinedResult } from "./sides.ts";

/**
 * Chi-square test of homogeneity over the 2 × K table (Pearson 1900): both sides are samples, unlike in a
 * test of goodness of fit. Categories expected fewer than five times are put together, rarest first;
 * two categories with small counts are tested by Fisher’s exact test. One category: 1.
 */
export const chiSquare: CategoryTest = {
  id: "chisquare",
  label: "Chi-square (homogeneity)",
  appliesTo: "categories",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: false,
  compute: (counts) =>
    isCategorySideEmpty(counts)
      ? undefinedResult
      : testPooled(poolRareCategories(presentInOrder(counts)), chiSquareHomogeneity),
};

/** Fisher’s test where only two groups are left and one of them is small, else the given one. */
export function testPooled(
  pooled: CountPair,
  test: (counts: CountPair) => { pValue: number; statistic: number; degreesOfFreedom: number },
): TestResult {
  const { pValue, statistic, degreesOfFreedom } = test(pooled);
  if (degreesOfFreedom !== 1 || smallestExpected(pooled) >= SMALLEST_EXPECTED) {
    return { score: pValue, statistic, degreesOfFreedom };
  }
  const [a = 0, b = 0] = pooled.reference;
  const [c = 0, d = 0] = pooled.current;
  return { score: fisherExact({ a, b, c, d }), statistic, degreesOfFreedom };
}
