import { describe, expect, it } from "vitest";
import {
  collectReplicates,
  estimateMean,
  estimateSeries,
  isSeedParam,
  studentQuantile,
} from "../../../src/core/runs/replicates.ts";
import { createRun } from "./runFixture.ts";

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

it.each([
  ["seed", true],
  ["train.seed", true],
  ["random_state", true],
  ["random_seed", true],
  ["model/seed", true],
  ["seed_count", false],
  ["statement", false],
])("%s tells repetitions apart: %s", (key, expected) => {
  expect(isSeedParam(key)).toBe(expected);
});

it("takes runs together that differ in their seed alone", () => {
  const runs = [
    createRun({ id: "a", params: { lr: "1", seed: "1" } }),
    createRun({ id: "b", params: { seed: "2", lr: "1" } }),
    createRun({ id: "c", params: { lr: "2", seed: "1" } }),
    createRun({ id: "d", params: { lr: "1", seed: "3" }, experiment: "other" }),
    createRun({ id: "e", params: { lr: "1", seed: "3" }, git: { snapshot: "abc" } }),
  ];
  const ids = collectReplicates(runs).map((group) => group.map(({ id }) => id).join(""));
  expect(ids).toEqual(["ab", "c", "d", "e"]);
});

it("averages curves step by step", () => {
  const curve = (steps: number[], values: number[]) => ({
    steps: Float64Array.from(steps),
    times: new Float64Array(steps.length),
    values: Float64Array.from(values),
  });
  const estimate = estimateSeries([
    curve([0, 1, 1], [1, 9, 2]),
    curve([1, 2], [4, NaN]),
    curve([3], [7]),
  ]);
  expect([...estimate.steps]).toEqual([0, 1, 3]);
  expect([...estimate.mean]).toEqual([1, 3, 7]);
  expect([...estimate.counts]).toEqual([1, 2, 1]);
  expect(estimate.low[0]).toBeNaN();
  expect(estimate.low[1]).toBeCloseTo(3 - 12.7062047, 6);
});
