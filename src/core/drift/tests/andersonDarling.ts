import { andersonDarling } from "../statistics/andersonDarling.ts";
import { ascending } from "../statistics/samples.ts";
import type { NumberTest } from "./driftTest.ts";
import { isNumberSideEmpty, undefinedResult } from "./sides.ts";

/**
 * The two-sample Anderson–Darling test (Scholz & Stephens 1987), which weighs the tails more. Its p-value is
 * read off a table and lies between 0.001 and 0.25. Equal constants, or an empty side: undefined.
 */
export const anderson: NumberTest = {
  id: "anderson",
  label: "Anderson–Darling",
  appliesTo: "numbers",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: false,
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const result = andersonDarling(ascending(samples.reference), ascending(samples.current));
    return { score: result.pValue, statistic: result.statistic };
  },
};
