import { correctedTotalVariation, totalVariation } from "../statistics/noiseFloors.ts";
import type { CategoryTest } from "./driftTest.ts";
import { isCategorySideEmpty, undefinedResult } from "./sides.ts";

/**
 * Total variation distance ½ Σ |p − q|, the share of rows that moved, less what chance moves:
 * √(max(0, TVD² − floor²)), 0 … 1. `statistic` is the distance as it was seen.
 */
export const totalVariationTest: CategoryTest = {
  id: "TVD",
  label: "Total variation distance",
  appliesTo: "categories",
  kind: "distance",
  defaultThreshold: 0.1,
  includesThreshold: true,
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const statistic = totalVariation(counts.reference, counts.current);
    return { score: correctedTotalVariation(counts.reference, counts.current), statistic };
  },
};
