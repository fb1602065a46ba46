import { cramersVBiasCorrected } from "../statistics/contingency.ts";
import type { CategoryTest } from "./driftTest.ts";
import { isCategorySideEmpty, undefinedResult } from "./sides.ts";

/**
 * Cramér’s V between category and side, bias-corrected (Bergsma 2013): 0 alike, 1 nothing in common. One
 * category: 0.
 */
export const cramersV: CategoryTest = {
  id: "cramers_v",
  label: "Cramér’s V",
  appliesTo: "categories",
  kind: "distance",
  defaultThreshold: 0.2,
  includesThreshold: true,
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    return { score: cramersVBiasCorrected(counts) };
  },
};
