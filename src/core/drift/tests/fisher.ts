import { fisherExact } from "../statistics/discrete.ts";
import type { CategoryTest } from "./driftTest.ts";
import { oneAgainstRest } from "./oneAgainstRest.ts";
import { isCategorySideEmpty, undefinedResult } from "./sides.ts";

/**
 * Fisher’s exact test, two-sided (1935), for any numbers of rows. With more than two categories, each against
 * the rest, corrected for their number. One category: 1.
 */
export const fisher: CategoryTest = {
  id: "fisher_exact",
  label: "Fisher’s exact test",
  appliesTo: "categories",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: false,
  compute: (counts) =>
    isCategorySideEmpty(counts) ? undefinedResult : { score: oneAgainstRest(counts, fisherExact) },
};
