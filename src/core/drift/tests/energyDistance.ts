import { energyDistance } from "../statistics/twoSample.ts";
import type { NumberTest } from "./driftTest.ts";
import { inReferenceScale } from "./referenceScale.ts";
import { isNumberSideEmpty, undefinedResult } from "./sides.ts";

/**
 * The square root of the energy coefficient (2E|X − Y| − E|X − X′| − E|Y − Y′|) / (2E|X − Y|), 0 … 1 and the
 * same in every unit (Székely & Rizzo 2013), with far values clipped; about 0.125 for a shift of 0.25 σ.
 * Equal constants: 0; different constants: 1.
 */
export const energy: NumberTest = {
  id: "ed",
  label: "Energy distance (normed)",
  appliesTo: "numbers",
  kind: "distance",
  defaultThreshold: 0.125,
  includesThreshold: true,
  compute(samples) {
    if (isNumberSideEmpty(samples)) return undefinedResult;
    const scaled = inReferenceScale(samples);
    if (scaled === undefined) return { score: 0 };
    return { score: Math.sqrt(energyDistance(scaled.reference, scaled.current).coefficient) };
  },
};
