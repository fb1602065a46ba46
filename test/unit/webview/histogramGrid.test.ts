import { describe, expect, it } from "vitest";
import { describeHistogram, histogramGrid } from "../../../src/core/charts/histogramGrid.ts";

describe("the grid of histograms", () => {
  it("keeps the shares of histograms with the same edges", () => {
    const edges = [0, 1, 2, 3, 4];
    const grid = histogramGrid(
      [
        { edges, counts: [1, 1, 0, 2] },
        { edges, counts: [0, 5, 0, 0] },
      ],
      4,
    );
    expect(grid?.values).toEqual({ min: 0, max: 4 });
    expect([...(grid?.shares ?? [])]).toEqual([0.25, 0.25, 0, 0.5, 0, 1, 0, 0]);
    expect(grid?.peak).toBe(1);
  });

  it("spreads a wide bin over those it covers", () => {
    const grid = histogramGrid(
      [
        { edges: [0, 4], counts: [8] },
        { edges: [0, 1, 2], counts: [1, 3] },
      ],
      4,
    );
    expect([...(grid?.shares ?? [])]).toEqual([0.25, 0.25, 0.25, 0.25, 0.25, 0.75, 0, 0]);
  });

  it("shows a single value, and bins without width", () => {
    const grid = histogramGrid([{ edges: [2, 2], counts: [7] }], 3);
    expect(grid?.values).toEqual({ min: 1.5, max: 2.5 });
    expect([...(grid?.shares ?? [])]).toEqual([0, 1, 0]);
  });

  it.each([
    [[]],
    [[{ edges: [], counts: [] }]],
    [[{ edges: [0, 1], counts: [0] }]],
    [[{ edges: [0, 1], counts: [NaN] }]],
    [[{ edges: [-Infinity, Infinity], counts: [3] }]],
    [[{ edges: [0], counts: [3, 4] }]],
  ])("is none where nothing can be shown: %j", (histograms) => {
    expect(histogramGrid(histograms, 4)).toBeNull();
  });

  it("leaves out infinite outer bins and keeps the rest", () => {
    const grid = histogramGrid([{ edges: [-Infinity, 0, 1, Infinity], counts: [9, 4, 9] }], 2);
    expect(grid?.values).toEqual({ min: 0, max: 1 });
  });
});

it("mean and deviation are those of the middles of bins", () => {
  expect(describeHistogram({ edges: [0, 2, 4], counts: [1, 3] })).toEqual({
    mean: 2.5,
    deviation: expect.closeTo(Math.sqrt(0.75)) as number,
    count: 4,
  });
  expect(describeHistogram({ edges: [0, 1], counts: [0] })).toBeNull();
});
