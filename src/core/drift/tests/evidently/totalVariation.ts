import { totalVariation } from "../../statistics/noiseFloors.ts";
import { seededRandom } from "../../../../base/seededRandom.ts";
import type { CategoryTest } from "../driftTest.ts";
import { isCategorySideEmpty, presentInOrder, sumOf, undefinedResult } from "../sides.ts";
import { createDealer } from "./permutedCounts.ts";

/** So many permutations, fewer where there are very many categories. */
const PERMUTATIONS = 1000;
const MOST_COUNTS = 1_000_000;

/**
 * The share of permutations of all rows whose total variation distance is at least the one seen. Evidently’s
 * come from NumPy’s generator and cannot be had again: equal within about 0.03.
 */
export const evidentlyTotalVariation: CategoryTest = {
  id: "evidently.TVD",
  label: "Total variation distance (Evidently)",
  appliesTo: "categories",
  kind: "p-value",
  defaultThreshold: 0.1,
  includesThreshold: false,
  compute(counts, random = seededRandom(0)) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    const { reference, current } = presentInOrder(counts);
    const statistic = totalVariation(reference, current);
    const totals = reference.map((count, i) => count + (current[i] ?? 0));
    const deal = createDealer(totals, sumOf(reference), random);
    const rounds = Math.max(100, Math.min(PERMUTATIONS, Math.floor(MOST_COUNTS / totals.length)));
    let atLeast = 0;
    for (let round = 0; round < rounds; round++) {
      const one = deal();
      const other = totals.map((count, i) => count - (one[i] ?? 0));
      // As Evidently compares: an equal distance that is rounded down does not count.
      if (totalVariation(one, other) >= statistic) atLeast++;
    }
    return { score: atLeast / rounds, statistic };
  },
};
