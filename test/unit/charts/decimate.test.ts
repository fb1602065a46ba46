import { describe, expect, it } from "vitest";
import { decimateMinMax, lowerBound, sliceSteps } from "../../../src/core/charts/decimate.ts";
import type { Series } from "../../../src/core/runs/run.ts";

function seriesOf(values: readonly number[]): Series {
  return {
    steps: Float64Array.from(values, (_, index) => index),
    times: Float64Array.from(values, (_, index) => 1000 * index),
    values: Float64Array.from(values),
  };
}

describe("decimateMinMax", () => {
  it("gives a short series back as it is", () => {
    const series = seriesOf([3, 1, 2]);
    expect(decimateMinMax(series, 100)).toBe(series);
  });

  it("keeps the ends and the extremes of each bucket in order", () => {
    const thinned = decimateMinMax(seriesOf([9, 1, 5, 3, 2, 8, 4, 0, 6, 7]), 6);
    expect([...thinned.values]).toEqual([9, 1, 5, 8, 0, 7]);
    expect([...thinned.steps]).toEqual([0, 1, 2, 5, 7, 9]);
    expect([...thinned.times]).toEqual([0, 1000, 2000, 5000, 7000, 9000]);
  });

  it.each([5, 6, 7, 100, 999, 1000])("stays within %i points and keeps a lone spike", (limit) => {
    const values = Array.from({ length: 10_007 }, (_, index) => Math.sin(index / 50));
    values[4321] = 99;
    values[7654] = -99;
    const thinned = decimateMinMax(seriesOf(values), limit);
    expect(thinned.values.length).toBeLessThanOrEqual(limit);
    expect(Math.max(...thinned.values)).toBe(99);
    expect(Math.min(...thinned.values)).toBe(-99);
    expect(thinned.steps[0]).toBe(0);
    expect(thinned.steps.at(-1)).toBe(10_006);
    expect([...thinned.steps]).toEqual([...new Set(thinned.steps)].sort((a, b) => a - b));
  });

  it("keeps gaps, and the extremes beside them", () => {
    const values = Array.from({ length: 300 }, (_, index) => index % 10);
    for (let index = 100; index < 150; index += 1) values[index] = NaN;
    values[200] = Infinity;
    const thinned = decimateMinMax(seriesOf(values), 62);
    expect(thinned.values.length).toBeLessThanOrEqual(62);
    const gapSteps = [...thinned.steps].filter((_, i) => Number.isNaN(thinned.values[i]));
    expect(gapSteps.length).toBeGreaterThan(2);
    expect(gapSteps.every((step) => step >= 100 && step < 150)).toBe(true);
    expect([...thinned.values]).toContain(Infinity);
    expect([...thinned.values].filter((value) => value === 9).length).toBeGreaterThan(5);
  });

  it("thins a million points to the same outline", () => {
    const values = new Float64Array(1_000_000).map((_, index) => Math.sin(index) * index);
    const thinned = decimateMinMax({ steps: values, times: values, values }, 2000);
    const extremeOf = (from: Float64Array) => from.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    expect(extremeOf(thinned.values)).toBe(extremeOf(values));
  });
});

describe("sliceSteps", () => {
  it.each([
    [2, 4, [1, 2, 3, 4, 5]],
    [-5, 0, [0, 1]],
    [8.5, 100, [8, 9]],
    [20, 30, [9]],
  ])("cuts [%d, %d] with one point more at either end", (from, to, steps) => {
    const cut = sliceSteps(seriesOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), from, to);
    expect([...cut.steps]).toEqual(steps);
  });
});

describe("lowerBound", () => {
  it.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 3],
  ])("finds %d at index %d", (x, index) => {
    expect(lowerBound([1, 3, 3], x)).toBe(index);
  });
});
