import { nextOf, visitMerged } from "./merge.ts";

/** Distances between the empirical distribution functions F (reference) and G (current). */
export interface TwoSampleDistance {
  /** max |F − G|, 0 … 1. */
  readonly ks: number;
  /** ∫ |F − G| dx, in the unit of the values. */
  readonly wasserstein: number;
  /** Where |F − G| is largest (the smallest such value). */
  readonly location: number;
}

/**
 * Both distances in one merge of two ascending samples, O(n + m). All NaN when a side is empty.
 */
export function twoSampleDistance(
  referenceSorted: Float64Array,
  currentSorted: Float64Array,
): TwoSampleDistance {
  let ks = 0;
  let wasserstein = 0;
  if (referenceSorted.length === 0 || currentSorted.length === 0) {
    return { ks: Number.NaN, wasserstein: Number.NaN, location: Number.NaN };
  }
  let location = Math.min(referenceSorted[0] ?? 0, currentSorted[0] ?? 0);
  sweep(referenceSorted, currentSorted, (step) => {
    const gap = Math.abs(step.reference - step.current);
    if (gap > ks) {
      ks = gap;
      location = step.x;
    }
    wasserstein += gap * step.width;
  });
  return { ks, wasserstein, location };
}

/** What the squared differences of F and G add up to. */
export interface EnergyDistance {
  /** √(2 ∫ (F − G)² dx), in the square root of the unit of the values. */
  readonly distance: number;
  /**
   * ∫ (F − G)² / ∫ (F(1 − G) + G(1 − F)), 0 … 1 without unit: the energy coefficient of inhomogeneity
   * (Székely & Rizzo 2013). 0 for two equal constants.
   */
  readonly coefficient: number;
}

/** The energy distance of two ascending samples, O(n + m). NaN when a side is empty. */
export function energyDistance(
  referenceSorted: Float64Array,
  currentSorted: Float64Array,
): EnergyDistance {
  if (referenceSorted.length === 0 || currentSorted.length === 0) {
    return { distance: Number.NaN, coefficient: Number.NaN };
  }
  let squares = 0;
  let between = 0;
  sweep(referenceSorted, currentSorted, ({ reference: f, current: g, width }) => {
    squares += (f - g) ** 2 * width;
    between += (f * (1 - g) + g * (1 - f)) * width;
  });
  return {
    distance: Math.sqrt(2 * squares),
    coefficient: between > 0 ? squares / between : 0,
  };
}

/** F and G from x up to x + width, where both are constant. */
interface Step {
  x: number;
  width: number;
  reference: number;
  current: number;
}

/** Visits each distinct value in order; the last has no width. `step` is one object, reused. */
function sweep(a: Float64Array, b: Float64Array, visit: (step: Step) => void): void {
  const step: Step = { x: 0, width: 0, reference: 0, current: 0 };
  visitMerged(a, b, (value) => {
    const next = nextOf(a, b, value);
    step.x = value.x;
    step.width = next === Number.POSITIVE_INFINITY ? 0 : next - value.x;
    step.reference = value.endI / a.length;
    step.current = value.endJ / b.length;
    visit(step);
  });
}
