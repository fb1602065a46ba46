import { cramerVonMises } from "../statistics/cramerVonMises.ts";
import { ascending } from "../statistics/samples.ts";
import type { NumberTest } from "./driftTest.ts";
import { isNumberSideEmpty, undefinedResult } from "./sides.ts";

/**
 * The two-sample Cramér–von Mises test (Anderson 1962), exact up to 20 rows a side. Equal constants: 1.
 * Fewer than two rows on a side: undefined.
 */
export const cramerVonMisesTest: NumberTest = {
  id: "cramer_von_mises",
  label: "Cramér–von Mises",
  appliesTo: "numbers",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: true,
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const result = cramerVonMises(ascending(samples.reference), ascending(samples.current));
    return { score: result.pValue, statistic: result.statistic };
  },
};
