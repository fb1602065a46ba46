import { twoProportionTest } from "../statistics/proportions.ts";
import type { CategoryTest } from "./driftTest.ts";
import { oneAgainstRest } from "./oneAgainstRest.ts";
import { isCategorySideEmpty, undefinedResult } from "./sides.ts";

/**
 * Two-sided test of two proportions: pooled z, or Fisher’s exact test for small counts. With more than two
 * categories, each against the rest, corrected for their number. One category: 1.
 */
export const proportions: CategoryTest = {
  id: "z",
  label: "Z-test of proportions",
  appliesTo: "categories",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: false,
  compute: (counts) =>
    isCategorySideEmpty(counts)
      ? undefinedResult
      : {
          score: oneAgainstRest(
            counts,
            ({ a, b, c, d }) => twoProportionTest(a, a + b, c, c + d).pValue,
          ),
        },
};
