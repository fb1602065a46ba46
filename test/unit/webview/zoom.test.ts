import { describe, expect, it } from "vitest";
import type { SeriesMessage } from "../../../src/protocol/runsPanel.ts";
import { toLine } from "../../../webview/charts/chartModel.ts";
import { allSteps, hiddenSteps, withFinePoints } from "../../../webview/charts/finePoints.ts";
import { zoomByKey } from "../../../webview/charts/zoomKeys.ts";

/** Every `every`-th of 100 steps, one a second; the value is the step. */
function seriesOf(every: number, from = 0, to = 99): SeriesMessage {
  const steps: number[] = [];
  for (let step = from; step <= to; step += every) steps.push(step);
  return {
    ...{ runId: "r1", metric: "loss", segment: 0, pointCount: 100 },
    steps: Float64Array.from(steps),
    times: Float64Array.from(steps, (step) => 5000 + step * 1000),
    values: Float64Array.from(steps),
  };
}

const run = { name: "otter", slot: 0 };
const lineOf = (every: number, xAxis: "step" | "relative" = "step") =>
  toLine(seriesOf(every), run, { xAxis, smoothing: 0 });

describe("the steps that a zoom asks for", () => {
  it("reach to the next known point at either end", () => {
    const lines = [lineOf(10)];
    expect(hiddenSteps({ lines }, { min: 33, max: 47 })).toEqual({ from: 30, to: 50 });
  });

  it("are told from times where the axis shows times", () => {
    const lines = [lineOf(10, "relative")];
    expect(hiddenSteps({ lines }, { min: 33.5, max: 47 })).toEqual({ from: 30, to: 50 });
  });

  it("are none where every point is there, or none is in sight", () => {
    expect(hiddenSteps({ lines: [lineOf(1)] }, { min: 33, max: 47 })).toBeNull();
    expect(allSteps({ lines: [lineOf(1)] }, { min: 33, max: 47 })).toEqual({ from: 32, to: 47 });
    expect(hiddenSteps({ lines: [lineOf(10)] }, { min: 200, max: 300 })).toBeNull();
    expect(hiddenSteps({ lines: [lineOf(10)] }, { min: -9, max: -1 })).toBeNull();
  });
});

describe("withFinePoints", () => {
  it("puts the finer points in the place of the coarse ones, each once", () => {
    const merged = withFinePoints(seriesOf(10), seriesOf(1, 29, 41));
    expect([...merged.steps]).toEqual([
      ...[0, 10, 20],
      ...[29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41],
      ...[50, 60, 70, 80, 90],
    ]);
    expect([...merged.values]).toEqual([...merged.steps]);
    expect(merged.times[3]).toBe(34_000);
  });

  it("changes nothing where there are none", () => {
    const coarse = seriesOf(10);
    expect(withFinePoints(coarse, seriesOf(1, 1, 0))).toBe(coarse);
  });
});

describe("zoomByKey", () => {
  const full = { min: 0, max: 100 };

  it.each([
    ["+", null, { min: 25, max: 75 }],
    ["=", { min: 40, max: 60 }, { min: 45, max: 55 }],
    ["-", { min: 40, max: 60 }, { min: 30, max: 70 }],
    ["-", { min: 10, max: 90 }, null],
    ["ArrowRight", { min: 40, max: 60 }, { min: 44, max: 64 }],
    ["ArrowRight", { min: 79, max: 99 }, { min: 80, max: 100 }],
    ["ArrowLeft", { min: 1, max: 21 }, { min: 0, max: 20 }],
    ["0", { min: 1, max: 21 }, null],
    ["ArrowLeft", null, undefined],
    ["-", null, undefined],
    ["x", { min: 1, max: 21 }, undefined],
  ])("%s at %o", (key, zoom, expected) => {
    expect(zoomByKey(key, zoom, full)).toEqual(expected);
  });
});
