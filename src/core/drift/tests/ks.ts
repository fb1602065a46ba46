import { ksPValue } from "../statistics/kolmogorov.ts";
import { ascending } from "../statistics/samples.ts";
import { twoSampleDistance } from "../statistics/twoSample.ts";
import type { NumberTest } from "./driftTest.ts";
import { isNumberSideEmpty, undefinedResult } from "./sides.ts";

/**
 * Two-sample Kolmogorov–Smirnov: the p-value of D = max |F − G| (Smirnov 1939), exact up to 10 000 rows
 * a side. Ties make it conservative. Two equal constants: 1. An empty side: undefined.
 */
export const ks: NumberTest = {
  id: "ks",
  label: "Kolmogorov–Smirnov",
  appliesTo: "numbers",
  kind: "p-value",
  defaultThreshold: 0.05,
  includesThreshold: true,
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { reference, current } = samples;
    const distance = twoSampleDistance(ascending(reference), ascending(current)).ks;
    const score = ksPValue(distance, reference.length, current.length);
    return { score, statistic: distance };
  },
};
