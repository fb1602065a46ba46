import { populationStability } from "../../statistics/divergences.ts";
import type { CategoryTest, NumberTest } from "../driftTest.ts";
import {
  isCategorySideEmpty,
  isNumberSideEmpty,
  presentInOrder,
  undefinedResult,
} from "../sides.ts";
import { categoryShares, evidentlyShares, fillZeros } from "./evidentlyBins.ts";

const common = {
  id: "evidently.psi",
  label: "Population stability index (Evidently)",
  kind: "distance",
  defaultThreshold: 0.1,
  includesThreshold: true,
} as const;

/** Σ (p − q) ln(p/q) over Sturges’ bins, empty ones filled with next to nothing. */
export const evidentlyPsiOfNumbers: NumberTest = {
  ...common,
  appliesTo: "numbers",
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { reference, current } = fillZeros(evidentlyShares(samples));
    return { score: populationStability(reference, current) };
  },
};

export const evidentlyPsiOfCategories: CategoryTest = {
  ...common,
  appliesTo: "categories",
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = fillZeros(categoryShares(presentInOrder(counts)));
    return { score: populationStability(reference, current) };
  },
};
