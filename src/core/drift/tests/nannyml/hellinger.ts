import { hellinger } from "../../statistics/divergences.ts";
import type { CategoryTest, NumberTest } from "../driftTest.ts";
import { isCategorySideEmpty, isNumberSideEmpty, undefinedResult } from "../sides.ts";
import { nannymlCategoryShares, nannymlShares } from "./nannymlBins.ts";

const common = {
  id: "nannyml.hellinger",
  label: "Hellinger distance (NannyML)",
  kind: "distance",
  // NannyML takes its threshold from chunks of the reference; this stands in where there are none.
  defaultThreshold: 0.1,
  includesThreshold: false,
} as const;

/** Over Doane’s bins of the reference and one for what lies outside. */
export const nannymlHellingerOfNumbers: NumberTest = {
  ...common,
  appliesTo: "numbers",
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { reference, current } = nannymlShares(samples);
    return { score: hellinger(reference, current) };
  },
};

/** The same over the reference’s categories, all unseen ones together. */
export const nannymlHellingerOfCategories: CategoryTest = {
  ...common,
  appliesTo: "categories",
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = nannymlCategoryShares(counts);
    return { score: hellinger(reference, current) };
  },
};
