import { quantile, robustScale, ascending, variance } from "../statistics/samples.ts";
import { twoSampleDistance } from "../statistics/twoSample.ts";
import type { NumberTest } from "./driftTest.ts";
import { isNumberSideEmpty, undefinedResult } from "./sides.ts";

/** Values further from the reference's median than so many scales count as this far. */
const FARTHEST = 10;

/**
 * Wasserstein-1 distance ∫ |F − G| dx (Vaserstein 1969) in units of the reference's scale IQR/1.349, that is in σ
 * for normal values: the same whatever the unit. Both samples are clipped to the reference's
 * median ± 10 scales, so one far value can neither hide drift nor make it. Where the quartiles are equal
 * the scale is the standard deviation, and for a constant reference that of both sides together. Two
 * equal constants: 0.
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
    const reference = ascending(samples.reference);
    const current = ascending(samples.current);
    const scale = robustScale(reference) || pooledDeviation(reference, current);
    if (scale === 0) return { score: 0 };
    const median = quantile(reference, 0.5);
    const clip = (value: number): number =>
      Math.min(FARTHEST, Math.max(-FARTHEST, (value - median) / scale));
    const distance = twoSampleDistance(reference.map(clip), current.map(clip));
    return { score: distance.wasserstein };
  },
};

function pooledDeviation(reference: Float64Array, current: Float64Array): number {
  const pooled = new Float64Array(reference.length + current.length);
  pooled.set(reference);
  pooled.set(current, reference.length);
  return Math.sqrt(variance(pooled, 0));
}
