import { describe, expect, it } from "vitest";
import { estimateMean, studentQuantile } from "../../../src/core/runs/estimateMean.ts";

describe("means and their intervals", () => {
  // mean ± t · s / √n with t from a printed table; two values 2 apart have s / √n = 1.
  const cases: readonly [values: number[], mean: number, low: number, high: number][] = [
    [[0.9, 0.92, 0.94], 0.92, 0.8703172, 0.9696828],
    [[1, 2, 3, 4, 5], 3, 1.0367569, 4.9632431],
    [[1, 1], 1, 1, 1],
    [[0.5], 0.5, NaN, NaN],
    [[], NaN, NaN, NaN],
    [[1, NaN, 3, Infinity], 2, -10.7062047, 14.7062047],
  ];
  it.each(cases)("of %j", (values, mean, low, high) => {
    const estimate = estimateMean(values);
    const isClose = (found: number, wanted: number) =>
      Object.is(found, wanted) || Math.abs(found - wanted) < 1e-6;
    expect(estimate.mean).toSatisfy((found: number) => isClose(found, mean));
    expect(estimate.low).toSatisfy((found: number) => isClose(found, low));
    expect(estimate.high).toSatisfy((found: number) => isClose(found, high));
    expect(estimate.count).toBe(values.filter(Number.isFinite).length);
  });

  it.each([
    [1, 12.7062047],
    [30, 2.0422725],
    [31, 2.0395134],
    [60, 2.0002978],
    [1000, 1.9623391],
  ])("t(0.975, %i) = %d", (degrees, expected) => {
    expect(studentQuantile(degrees)).toBeCloseTo(expected, 6);
  });
});
