import { chiSquareHomogeneity, yatesHomogeneity } from "../../statistics/contingency.ts";
import { lInfinity, sharesOf } from "../../statistics/divergences.ts";
import type { CategoryTest } from "../driftTest.ts";
import { isCategorySideEmpty, presentInOrder, undefinedResult } from "../sides.ts";

/** Chi-square of homogeneity without pooling, with Yates’ correction for two categories. One category: 1. */
export const nannymlChiSquare: CategoryTest = {
  id: "nannyml.chi2",
  label: "Chi-square (NannyML)",
  appliesTo: "categories",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: false,
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const present = presentInOrder(counts);
    const isFourfold = present.categories.length === 2;
    const result = isFourfold ? yatesHomogeneity(present) : chiSquareHomogeneity(present);
    const { pValue, statistic, degreesOfFreedom } = result;
    return { score: pValue, statistic, degreesOfFreedom };
  },
};

/** max |p − q|. */
export const nannymlLInfinity: CategoryTest = {
  id: "nannyml.l_infinity",
  label: "L-infinity distance (NannyML)",
  appliesTo: "categories",
  kind: "distance",
  defaultThreshold: 0.1,
  includesThreshold: false,
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    return { score: lInfinity(sharesOf(counts.reference), sharesOf(counts.current)) };
  },
};
