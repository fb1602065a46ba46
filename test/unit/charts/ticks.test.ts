import { describe, expect, it } from "vitest";
import { formatTicks } from "../../../src/core/charts/format.ts";
import { fractionOf, linearTicks, logTicks, paddedDomain } from "../../../src/core/charts/ticks.ts";

describe("linearTicks", () => {
  it.each([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.1, 0.72, 4, [0.2, 0.4, 0.6]],
    [-3, 3, 3, [-2, 0, 2]],
    [0, 1e6, 4, [0, 500_000, 1_000_000]],
    [0.0012, 0.0018, 3, [0.0012, 0.0014, 0.0016, 0.0018]],
    [5, 5, 4, [5]],
  ])("from %d to %d", (min, max, count, expected) => {
    expect(linearTicks({ min, max }, count)).toEqual(expected);
  });

  it.each([
    [NaN, NaN],
    [0, Infinity],
    [-Infinity, 0],
  ])("ends for a domain of %d to %d", (min, max) => {
    expect(linearTicks({ min, max }, 5).length).toBeLessThanOrEqual(1);
  });
});

describe("logTicks", () => {
  it.each([
    [0.001, 10, 10, [0.001, 0.01, 0.1, 1, 10]],
    [1, 20, 5, [1, 2, 5, 10, 20]],
    [1e-12, 1e12, 6, [1e-12, 1e-8, 1e-4, 1, 1e4, 1e8, 1e12]],
    [0, 10, 5, []],
  ])("from %d to %d", (min, max, count, expected) => {
    expect(logTicks({ min, max }, count)).toEqual(expected);
  });
});

describe("paddedDomain", () => {
  it("gives equal values, zero and nothing a domain too", () => {
    expect(paddedDomain({ min: 5, max: 5 }, false)).toEqual({ min: 4.5, max: 5.5 });
    expect(paddedDomain({ min: 0, max: 0 }, false)).toEqual({ min: -1, max: 1 });
    expect(paddedDomain({ min: Infinity, max: -Infinity }, false)).toEqual({ min: 0, max: 1 });
    expect(paddedDomain({ min: 4, max: 4 }, true)).toEqual({ min: 2, max: 8 });
  });

  it("puts a value in its place on both kinds of axis", () => {
    expect(fractionOf(25, { min: 0, max: 100 }, false)).toBe(0.25);
    expect(fractionOf(10, { min: 1, max: 100 }, true)).toBeCloseTo(0.5, 12);
  });
});

describe("formatTicks", () => {
  it.each([
    [
      [0, 0.5, 1],
      ["0.0", "0.5", "1.0"],
    ],
    [
      [0.0012, 0.0014, 0.0016],
      ["0.0012", "0.0014", "0.0016"],
    ],
    [
      [0, 2000, 4000],
      ["0", "2,000", "4,000"],
    ],
    [
      [0, 5e6, 1e7],
      ["0", "5M", "10M"],
    ],
    [
      [0, 2e-5, 4e-5],
      ["0", "2e-5", "4e-5"],
    ],
    [
      [0.01, 0.1, 1, 10],
      ["0.01", "0.1", "1", "10"],
    ],
    [[7], ["7"]],
  ])("of %j", (ticks, labels) => {
    expect(formatTicks(ticks)).toEqual(labels);
  });
});
