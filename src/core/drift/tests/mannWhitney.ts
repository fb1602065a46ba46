import { mannWhitney } from "../statistics/mannWhitney.ts";
import { ascending } from "../statistics/samples.ts";
import type { NumberTest } from "./driftTest.ts";
import { isNumberSideEmpty, undefinedResult } from "./sides.ts";

/**
 * The two-sided Mann–Whitney U test (1947): a shift up and one down are found alike. Exact for few rows
 * without ties. Equal constants: 1.
 */
export const mannWhitneyTest: NumberTest = {
  id: "mannw",
  label: "Mann–Whitney U",
  appliesTo: "numbers",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: false,
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { reference, current } = samples;
    const result = mannWhitney(ascending(reference), ascending(current), "two-sided");
    return { score: result.pValue, statistic: result.statistic };
  },
};
