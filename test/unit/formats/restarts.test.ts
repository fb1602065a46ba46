import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { MetricRollup } from "../../../src/core/formats/points/metricRollup.ts";
import {
  inStepOrder,
  splitAtRestarts,
  withoutRestarts,
} from "../../../src/core/formats/points/restarts.ts";
import type { Series } from "../../../src/core/runs/run.ts";
import { summarize } from "../../../src/core/runs/series.ts";

function seriesOf(steps: readonly number[], values: readonly number[] = steps): Series {
  return {
    steps: Float64Array.from(steps),
    times: Float64Array.from(steps, (_, index) => index),
    values: Float64Array.from(values),
  };
}

describe("restarts", () => {
  const cases: readonly [name: string, steps: number[], kept: number[]][] = [
    ["none", [0, 1, 2], [0, 1, 2]],
    ["empty", [], []],
    ["back to the middle", [0, 1, 2, 3, 1, 2], [0, 1, 2]],
    ["back to the start", [5, 6, 0, 1], [0, 1]],
    ["all at one step", [0, 0, 0], [0]],
    ["back before the first", [5, 6, 3, 9], [3, 9]],
    ["twice", [0, 10, 20, 10, 20, 30, 15, 16], [0, 10, 15, 16]],
    ["negative steps", [-5, -3, -4], [-5, -4]],
  ];
  it.each(cases)("%s", (_name, steps, kept) => {
    expect([...withoutRestarts(seriesOf(steps)).steps]).toEqual(kept);
  });

  it("keeps the later of two points at one step", () => {
    expect([...withoutRestarts(seriesOf([1, 2, 2], [10, 20, 30])).values]).toEqual([10, 30]);
  });

  it("cuts the points into what was written between restarts", () => {
    const segments = splitAtRestarts(seriesOf([0, 1, 2, 1, 2, 0]));
    expect(segments.map(({ steps }) => [...steps])).toEqual([[0, 1, 2], [1, 2], [0]]);
    expect(splitAtRestarts(seriesOf([]))).toEqual([]);
  });

  it("orders by step and then by time, whatever the times are", () => {
    expect([...inStepOrder(seriesOf([2, 1, 1], [20, 10, 11])).values]).toEqual([10, 11, 20]);
    const timeless = { ...seriesOf([1, 0]), times: Float64Array.of(NaN, NaN) };
    expect([...inStepOrder(timeless).steps]).toEqual([0, 1]);
  });
});

describe("the roll-up of points that come in pieces", () => {
  it("is that of all of them, or says that it is not", () => {
    const random = seededRandom(7);
    for (let round = 0; round < 3000; round++) {
      const steps: number[] = [];
      let step = 0;
      for (let index = 0; index < 30; index++) {
        step = random() < 0.15 ? Math.floor(random() * (step + 2)) : step + 1;
        steps.push(step);
      }
      const values = steps.map(() => Math.round(random() * 100));
      for (const hasRestarts of [true, false]) {
        const rollup = new MetricRollup(hasRestarts);
        let isWhole = true;
        for (let start = 0; start < steps.length;) {
          const end = start + 1 + Math.floor(random() * 10);
          const part = seriesOf(steps.slice(start, end), values.slice(start, end));
          const times = Float64Array.from(part.steps, (_, index) => start + index);
          isWhole = rollup.add({ ...part, times }) && isWhole;
          start = end;
        }
        const all = seriesOf(steps, values);
        const expected = summarize(hasRestarts ? withoutRestarts(all) : inStepOrder(all));
        const { last, min, max, count, lastStep } = expected;
        if (isWhole) expect(rollup.summary).toMatchObject({ last, min, max, count, lastStep });
        else expect(hasRestarts).toBe(true);
      }
    }
  });
});
