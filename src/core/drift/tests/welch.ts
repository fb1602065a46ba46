import { momentsOf, welchTest } from "../statistics/meanTests.ts";
import type { NumberTest } from "./driftTest.ts";
import { isNumberSideEmpty, undefinedResult } from "./sides.ts";

/**
 * Welch’s t-test of equal means, which does not take the variances to be equal (1947). Two constants: 1
 * when equal, else 0. One row on a side: undefined.
 */
export const welch: NumberTest = {
  id: "t_test",
  label: "Welch’s t-test",
  appliesTo: "numbers",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: false,
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const result = welchTest(momentsOf(samples.reference), momentsOf(samples.current));
    return {
      score: result.pValue,
      statistic: result.t,
      degreesOfFreedom: result.degreesOfFreedom,
    };
  },
};
