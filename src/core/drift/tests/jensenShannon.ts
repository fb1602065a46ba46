import { jensenShannon } from "../statistics/divergences.ts";
import type { CategoryTest, NumberTest } from "./driftTest.ts";
import { shareInQuantileBins, smoothedCategoryShares } from "./quantileBins.ts";
import { isCategorySideEmpty, isNumberSideEmpty, undefinedResult } from "./sides.ts";

const common = {
  id: "jensenshannon",
  label: "Jensen–Shannon distance",
  kind: "distance",
  defaultThreshold: 0.1,
  includesThreshold: true,
} as const;

/**
 * Jensen–Shannon distance, natural logarithms, 0 … 0.833 (Lin 1991; Endres & Schindelin 2003).
 * Over the reference's deciles, so that far values hide nothing; no bin counts as empty. Equal
 * constants: 0 but for the smoothing of unequal numbers of rows.
 */
export const jensenShannonOfNumbers: NumberTest = {
  ...common,
  appliesTo: "numbers",
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { reference, current } = shareInQuantileBins(samples);
    return { score: jensenShannon(reference, current) };
  },
};

/** The same over the categories of both sides; one that is new or gone counts as half a row there. */
export const jensenShannonOfCategories: CategoryTest = {
  ...common,
  appliesTo: "categories",
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = smoothedCategoryShares(counts.reference, counts.current);
    return { score: jensenShannon(reference, current) };
  },
};
