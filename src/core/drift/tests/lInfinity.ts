import { lInfinity, sharesOf } from "../statistics/divergences.ts";
import type { CategoryTest } from "./driftTest.ts";
import { isCategorySideEmpty, undefinedResult } from "./sides.ts";

/**
 * max |p − q|: how much the share of the category that moved most has changed, 0 … 1.
 */
export const lInfinityTest: CategoryTest = {
  id: "l_infinity",
  label: "L-infinity distance",
  appliesTo: "categories",
  kind: "distance",
  defaultThreshold: 0.1,
  includesThreshold: true,
  compute(counts) {
    if (isCategorySideEmpty(counts)) return undefinedResult;
    return { score: lInfinity(sharesOf(counts.reference), sharesOf(counts.current)) };
  },
};
