import { ascending, variance } from "../../statistics/samples.ts";
import { twoSampleDistance } from "../../statistics/twoSample.ts";
import type { NumberTest } from "../driftTest.ts";
import { isNumberSideEmpty, undefinedResult } from "../sides.ts";

/** W₁ / max(standard deviation of the reference, 0.001): one far reference value hides any drift. */
export const evidentlyWasserstein: NumberTest = {
  id: "evidently.wasserstein",
  label: "Wasserstein distance, normed (Evidently)",
  appliesTo: "numbers",
  kind: "distance",
  defaultThreshold: 0.1,
  includesThreshold: true,
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const { reference, current } = samples;
    const distance = twoSampleDistance(ascending(reference), ascending(current)).wasserstein;
    return { score: distance / Math.max(Math.sqrt(variance(reference, 0)), 0.001) };
  },
};
