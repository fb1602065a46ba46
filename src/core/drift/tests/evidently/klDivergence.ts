import { kullbackLeibler } from "../../statistics/divergences.ts";
import type { CategoryTest, NumberTest } from "../driftTest.ts";
import {
  isCategorySideEmpty,
  isNumberSideEmpty,
  presentInOrder,
  undefinedResult,
} from "../sides.ts";
import { categoryShares, evidentlyShares, fillZeros } from "./evidentlyBins.ts";

const common = {
  id: "evidently.kl_div",
  label: "Kullback–Leibler divergence (Evidently)",
  kind: "distance",
  defaultThreshold: 0.1,
  includesThreshold: true,
} as const;

/** Σ p ln(p/q) over Sturges’ bins, empty ones filled with next to nothing. */
export const evidentlyKlDivergenceOfNumbers: NumberTest = {
  ...common,
  appliesTo: "numbers",
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { reference, current } = fillZeros(evidentlyShares(samples));
    return { score: kullbackLeibler(reference, current) };
  },
};

export const evidentlyKlDivergenceOfCategories: CategoryTest = {
  ...common,
  appliesTo: "categories",
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = fillZeros(categoryShares(presentInOrder(counts)));
    return { score: kullbackLeibler(reference, current) };
  },
};
