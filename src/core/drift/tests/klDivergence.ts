import { kullbackLeibler } from "../statistics/divergences.ts";
import type { CategoryTest, NumberTest } from "./driftTest.ts";
import { shareInQuantileBins, smoothedCategoryShares } from "./quantileBins.ts";
import { isCategorySideEmpty, isNumberSideEmpty, undefinedResult } from "./sides.ts";

const common = {
  id: "kl_div",
  label: "Kullback–Leibler divergence",
  kind: "distance",
  defaultThreshold: 0.05,
  includesThreshold: true,
} as const;

/**
 * Kullback–Leibler divergence of the current from the reference shares, Σ p ln(p/q) in nats (1951).
 * Over the reference's deciles, so that far values hide nothing; no bin counts as empty. Equal
 * constants: 0 but for the smoothing of unequal numbers of rows.
 */
export const klDivergenceOfNumbers: NumberTest = {
  ...common,
  appliesTo: "numbers",
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { reference, current } = shareInQuantileBins(samples);
    return { score: kullbackLeibler(reference, current) };
  },
};

/** The same over the categories of both sides; one that is new or gone counts as half a row there. */
export const klDivergenceOfCategories: CategoryTest = {
  ...common,
  appliesTo: "categories",
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = smoothedCategoryShares(counts.reference, counts.current);
    return { score: kullbackLeibler(reference, current) };
  },
};
