import { twoSampleDistance } from "../statistics/twoSample.ts";
import type { NumberTest } from "./driftTest.ts";
import { inReferenceScale } from "./referenceScale.ts";
import { isNumberSideEmpty, undefinedResult } from "./sides.ts";

/**
 * Wasserstein-1 distance ∫ |F − G| dx (Vaserstein 1969) in units of the reference's scale, that is in σ for
 * normal values, with far values clipped. Equal constants: 0.
 */
export const wasserstein: NumberTest = {
  id: "wasserstein",
  label: "Wasserstein distance (normed)",
  appliesTo: "numbers",
  kind: "distance",
  defaultThreshold: 0.25,
  includesThreshold: true,
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const scaled = inReferenceScale(samples);
    if (scaled === undefined) return { score: 0 };
    return { score: twoSampleDistance(scaled.reference, scaled.current).wasserstein };
  },
};
