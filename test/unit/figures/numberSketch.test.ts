import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import {
  binOf,
  kolmogorovDistance,
  NumberSketch,
  RELATIVE_ERROR,
  valueOfBin,
} from "../../../src/core/figures/numberSketch.ts";

function sketchOf(values: readonly number[]): NumberSketch {
  const sketch = new NumberSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

describe("a sketch", () => {
  const random = seededRandom(3);
  const wide = Array.from({ length: 5000 }, () => Math.exp(20 * random() - 10));
  const mixed = wide.map((value, i) => (i % 3 === 0 ? -value : i % 7 === 0 ? 0 : value));

  it.each([
    ["positive numbers", wide],
    ["both signs and zeros", mixed],
    ["one number", [42]],
    ["a constant", [3.5, 3.5, 3.5]],
  ])("gives quantiles of %s within its error", (_, values) => {
    const sketch = sketchOf(values);
    const sorted = values.toSorted((a, b) => a - b);
    for (const q of [0, 0.01, 0.25, 0.5, 0.9, 0.99, 1]) {
      const exact = sorted[Math.max(0, Math.ceil(q * sorted.length - 1e-9) - 1)] ?? Number.NaN;
      expect(Math.abs(sketch.quantile(q) - exact), String(q)).toBeLessThanOrEqual(
        Math.abs(exact) * RELATIVE_ERROR * 1.0001,
      );
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(sketch.mean).toBeCloseTo(mean, 6);
    expect(sketch.count).toBe(values.length);
  });

  it("has no quantile without numbers, and leaves NaN and infinities out", () => {
    const sketch = sketchOf([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(sketch.count).toBe(0);
    expect(sketch.quantile(0.5)).toBeNaN();
    expect(sketch.variance).toBeNaN();
  });

  it("of a union is the sum of sketches, in any order", () => {
    const whole = sketchOf(mixed);
    const merged = sketchOf(mixed.slice(2000).reverse());
    merged.merge(sketchOf(mixed.slice(0, 2000)));
    expect(merged.bins()).toEqual(whole.bins());
    expect([merged.min, merged.max, merged.count]).toEqual([whole.min, whole.max, whole.count]);
    expect(merged.variance / whole.variance).toBeCloseTo(1, 9);
  });

  it("keeps bins in the order of numbers", () => {
    const ascending = [-1e9, -2, -1e-9, 0, 1e-9, 1, 2, 1e9];
    const bins = ascending.map(binOf);
    expect(bins).toEqual(bins.toSorted((a, b) => a - b));
    expect(valueOfBin(binOf(-2)) / -2).toBeCloseTo(1, 2);
  });

  it("tells how far two distributions are apart", () => {
    const low = sketchOf([1, 2, 3, 4]);
    expect(kolmogorovDistance(low, sketchOf([1, 2, 3, 4]))).toBe(0);
    expect(kolmogorovDistance(low, sketchOf([10, 20]))).toBe(1);
    expect(kolmogorovDistance(low, sketchOf([1, 2, 30, 40]))).toBeCloseTo(0.5, 12);
    expect(kolmogorovDistance(low, new NumberSketch())).toBeNaN();
  });
});
