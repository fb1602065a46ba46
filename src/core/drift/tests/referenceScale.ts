import { ascending, quantile, robustScale, variance } from "../statistics/samples.ts";
import type { NumberSamples } from "./driftTest.ts";

/** Values further from the reference's median than so many scales count as this far. */
const FARTHEST = 10;

/**
 * Both samples in ascending order, in units of the reference's scale IQR/1.349 (σ for normal values) from its
 * median and clipped to ± 10 of them: the same whatever the unit, and one far value can neither hide
 * drift nor make it. Where the quartiles are equal the scale is the standard deviation, and for a
 * constant reference that of both sides together; undefined when all values are equal.
 */
export function inReferenceScale({ reference, current }: NumberSamples): NumberSamples | undefined {
  const referenceSorted = ascending(reference);
  const scale = robustScale(referenceSorted) || pooledDeviation(reference, current);
  if (scale === 0) return undefined;
  const median = quantile(referenceSorted, 0.5);
  const clip = (value: number): number =>
    Math.min(FARTHEST, Math.max(-FARTHEST, (value - median) / scale));
  return { reference: referenceSorted.map(clip), current: ascending(current).map(clip) };
}

function pooledDeviation(reference: Float64Array, current: Float64Array): number {
  const pooled = new Float64Array(reference.length + current.length);
  pooled.set(reference);
  pooled.set(current, reference.length);
  return Math.sqrt(variance(pooled, 0));
}
