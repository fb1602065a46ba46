import { eppsSingleton } from "../statistics/eppsSingleton.ts";
import type { NumberTest } from "./driftTest.ts";
import { isNumberSideEmpty, undefinedResult } from "./sides.ts";

/**
 * The Epps–Singleton test of characteristic functions (1986), good for discrete numbers too. Fewer than
 * five rows on a side, or quartiles that are equal: undefined.
 */
export const epps: NumberTest = {
  id: "es",
  label: "Epps–Singleton",
  appliesTo: "numbers",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: false,
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { pValue, statistic, degreesOfFreedom } = eppsSingleton(
      samples.reference,
      samples.current,
    );
    return { score: pValue, statistic, degreesOfFreedom };
  },
};
