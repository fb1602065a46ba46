import { gCorrected, poolRareCategories } from "../statistics/contingency.ts";
import { testPooled } from "./chiSquare.ts";
import type { CategoryTest } from "./driftTest.ts";
import { isCategorySideEmpty, presentInOrder, undefinedResult } from "./sides.ts";

/**
 * G-test of homogeneity, 2 Σ O ln(O/E) (Wilks 1938) with Williams’ correction for small counts (1976). Rare categories are put
 * together, and two small ones tested exactly, as for chi-square. One category: 1.
 */
export const gTest: CategoryTest = {
  id: "g_test",
  label: "G-test (homogeneity)",
  appliesTo: "categories",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: false,
  compute: (counts) =>
    isCategorySideEmpty(counts)
      ? undefinedResult
      : testPooled(poolRareCategories(presentInOrder(counts)), gCorrected),
};
