import { jensenShannon } from "../../statistics/divergences.ts";
import type { CategoryTest, NumberTest } from "../driftTest.ts";
import {
  isCategorySideEmpty,
  isNumberSideEmpty,
  presentInOrder,
  undefinedResult,
} from "../sides.ts";
import { categoryShares, evidentlyShares } from "./evidentlyBins.ts";

const common = {
  id: "evidently.jensenshannon",
  label: "Jensen–Shannon distance (Evidently)",
  kind: "distance",
  defaultThreshold: 0.1,
  includesThreshold: true,
} as const;

/** Over Sturges’ bins, natural logarithms. */
export const evidentlyJensenShannonOfNumbers: NumberTest = {
  ...common,
  appliesTo: "numbers",
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { reference, current } = evidentlyShares(samples);
    return { score: jensenShannon(reference, current) };
  },
};

export const evidentlyJensenShannonOfCategories: CategoryTest = {
  ...common,
  appliesTo: "categories",
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = categoryShares(presentInOrder(counts));
    return { score: jensenShannon(reference, current) };
  },
};
