import { jensenShannon } from "../../statistics/divergences.ts";
import type { CategoryTest, NumberTest } from "../driftTest.ts";
import { isCategorySideEmpty, isNumberSideEmpty, undefinedResult } from "../sides.ts";
import { nannymlCategoryShares, nannymlShares } from "./nannymlBins.ts";

const common = {
  id: "nannyml.jensen_shannon",
  label: "Jensen–Shannon distance (NannyML)",
  kind: "distance",
  // NannyML takes its threshold from chunks of the reference; this stands in where there are none.
  defaultThreshold: 0.1,
  includesThreshold: false,
} as const;

/** To base 2, over Doane’s bins of the reference and one for what lies outside. */
export const nannymlJensenShannonOfNumbers: NumberTest = {
  ...common,
  appliesTo: "numbers",
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { reference, current } = nannymlShares(samples);
    return { score: jensenShannon(reference, current, 2) };
  },
};

/** The same over the reference’s categories, all unseen ones together. */
export const nannymlJensenShannonOfCategories: CategoryTest = {
  ...common,
  appliesTo: "categories",
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = nannymlCategoryShares(counts);
    return { score: jensenShannon(reference, current, 2) };
  },
};
