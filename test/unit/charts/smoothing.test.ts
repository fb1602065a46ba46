import { describe, expect, it } from "vitest";
import { smooth } from "../../../src/core/charts/smoothing.ts";

/** Reference values worked out by hand from s_i / (1 - w^n) with exact fractions. */
describe("smooth", () => {
  it.each([
    { weight: 0.5, values: [1, 2, 4], expected: [1, 5 / 3, 3] },
    { weight: 0.9, values: [10, 0, 0], expected: [10, 90 / 19, 810 / 271] },
    { weight: 0.5, values: [1, NaN, 2, 4], expected: [1, NaN, 5 / 3, 3] },
    { weight: 0.5, values: [NaN, 1, Infinity, 2], expected: [NaN, 1, Infinity, 5 / 3] },
    { weight: 0, values: [3, 1, 2], expected: [3, 1, 2] },
  ])("weight $weight over $values", ({ weight, values, expected }) => {
    const smoothed = smooth(Float64Array.from(values), weight);
    expect(smoothed).toHaveLength(expected.length);
    smoothed.forEach((value, index) => {
      const wanted = expected[index] ?? NaN;
      if (Number.isFinite(wanted)) expect(value).toBeCloseTo(wanted, 12);
      else expect(value).toBe(wanted);
    });
  });

  it("leaves a constant series as it is, to the last bit", () => {
    const values = new Float64Array(100).fill(0.1);
    expect(smooth(values, 0.97)).toEqual(values);
  });

  it("stays finite at weight 1 and does not change its input", () => {
    const values = Float64Array.of(1, 2, 3);
    expect([...smooth(values, 1)].every(Number.isFinite)).toBe(true);
    expect([...values]).toEqual([1, 2, 3]);
  });

  it("of nothing is nothing", () => {
    expect(smooth(new Float64Array(0), 0.6)).toHaveLength(0);
  });
});
