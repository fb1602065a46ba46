import type { RandomSource } from "../tests/driftTest.ts";
import type { DetectorKind } from "./detector.ts";
import { seededRandom } from "../../../base/seededRandom.ts";

/**
 * KSWIN, Kolmogorov–Smirnov windowing: keeps the latest `windowSize` values and compares the last
 * `statSize` of them with as many drawn at random, without putting back, from the rest. A change
 * when the two-sample Kolmogorov–Smirnov test gives p ≤ alpha and its distance exceeds 0.1. Finds
 * any change of distribution. Raab, Heusinger and Schleif, "Reactive soft prototype computing for
 * concept drift streams", Neurocomputing (2020).
 *
 * Costs O(statSize·log statSize) a value. The random numbers are our own, so a run gives the same
 * again with the same seed, but not what another tool gives with that seed.
 */
export const kswin: DetectorKind = {
  id: "kswin",
  label: "KSWIN",
  input: "numbers",
  twoSided: true,
  parameters: [
    {
      name: "alpha",
      description: "The p-value that is a change; smaller is stricter.",
      default: 0.005,
      minimum: 0,
      maximum: 1,
    },
    {
      name: "windowSize",
      description: "The number of latest values that are looked at.",
      default: 100,
      minimum: 2,
      maximum: 100_000,
      integer: true,
    },
    {
      name: "statSize",
      description: "How many of them are compared with as many before; at most half the window.",
      default: 30,
      minimum: 1,
      maximum: 500,
      integer: true,
    },
    {
      name: "seed",
      description: "The seed of the random draw.",
      default: 1,
      minimum: 0,
      maximum: 4_294_967_295,
      integer: true,
    },
  ],
  start(settings) {
    const alpha = settings("alpha");
    const windowSize = settings("windowSize");
    const statSize = Math.min(settings("statSize"), Math.floor(windowSize / 2));
    const random = seededRandom(settings("seed"));
    const window = new Float64Array(windowSize);
    const recent = new Float64Array(statSize);
    const draw = createDraw(windowSize - statSize, statSize, random);
    let count = 0;
    return (value) => {
      window[count % windowSize] = value;
      count += 1;
      if (count < windowSize) return "stable";
      const at = (index: number): number => window[(count + index) % windowSize] ?? 0;
      for (let index = 0; index < statSize; index += 1)
        recent[index] = at(windowSize - statSize + index);
      const earlier = draw(at);
      const distance = kolmogorovSteps(earlier, recent.sort());
      if (distance / statSize <= 0.1) return "stable";
      return equalSizesPValue(distance, statSize) <= alpha ? "drift" : "stable";
    };
  },
};

/** Draws `size` of the first `from` values without putting back, and gives them sorted. */
function createDraw(
  from: number,
  size: number,
  random: RandomSource,
): (at: (index: number) => number) => Float64Array {
  const places = Uint32Array.from({ length: from }, (_, index) => index);
  const drawn = new Float64Array(size);
  return (at) => {
    for (let index = 0; index < size; index += 1) {
      const other = index + Math.floor(random() * (from - index));
      const place = places[other] ?? 0;
      places[other] = places[index] ?? 0;
      places[index] = place;
      drawn[index] = at(place);
    }
    return drawn.sort();
  };
}

/** The Kolmogorov–Smirnov distance of two sorted samples of one size n, in steps of 1/n. */
function kolmogorovSteps(a: Float64Array, b: Float64Array): number {
  let i = 0;
  let j = 0;
  let greatest = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? 0, b[j] ?? 0);
    while (i < a.length && (a[i] ?? 0) <= value) i += 1;
    while (j < b.length && (b[j] ?? 0) <= value) j += 1;
    greatest = Math.max(greatest, Math.abs(i - j));
  }
  return greatest;
}

/**
 * The exact two-sided p-value of a distance of `steps`/n between two samples of n values each:
 * 2·Σ (−1)^(k−1)·C(2n, n−k·steps) / C(2n, n). B. W. Gnedenko and V. S. Korolyuk (1951).
 */
function equalSizesPValue(steps: number, n: number): number {
  let sum = 0;
  for (let k = 1; k * steps <= n; k += 1) {
    const shift = k * steps;
    let ratio = 1;
    for (let j = 0; j < shift; j += 1) ratio *= (n - j) / (n + shift - j);
    sum += k % 2 === 1 ? ratio : -ratio;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}
