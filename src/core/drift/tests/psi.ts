import { populationStability } from "../statistics/divergences.ts";
import type { CategoryTest, NumberTest } from "./driftTest.ts";
import { shareInQuantileBins, smoothedCategoryShares } from "./quantileBins.ts";
import { isCategorySideEmpty, isNumberSideEmpty, undefinedResult } from "./sides.ts";

const common = {
  id: "psi",
  label: "Population stability index",
  kind: "distance",
  defaultThreshold: 0.1,
  includesThreshold: true,
} as const;

/**
 * Population stability index Σ (p − q) ln(p/q) (Jeffreys 1946; Siddiqi 2006 for its use).
 * Over the reference's deciles, so that far values hide nothing; no bin counts as empty. Equal
 * constants: 0 but for the smoothing of unequal numbers of rows.
 */
export const psiOfNumbers: NumberTest = {
  ...common,
  appliesTo: "numbers",
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { reference, current } = shareInQuantileBins(samples);
    return { score: populationStability(reference, current) };
  },
};

/** The same over the categories of both sides; one that is new or gone counts as half a row there. */
export const psiOfCategories: CategoryTest = {
  ...common,
  appliesTo: "categories",
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = smoothedCategoryShares(counts.reference, counts.current);
    return { score: populationStability(reference, current) };
  },
};
