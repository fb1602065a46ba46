import { leveneTest } from "../statistics/meanTests.ts";
import type { NumberTest } from "./driftTest.ts";
import { isNumberSideEmpty, undefinedResult } from "./sides.ts";

/**
 * Levene’s test of equal spread about the medians (Brown & Forsythe 1974): finds a change of the spread
 * that leaves the middle where it is. No spread at all: undefined.
 */
export const levene: NumberTest = {
  id: "levene",
  label: "Levene (equal spread)",
  appliesTo: "numbers",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: false,
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { pValue, statistic } = leveneTest(samples.reference, samples.current);
    return { score: pValue, statistic };
  },
};
