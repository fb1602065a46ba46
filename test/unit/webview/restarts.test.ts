import { describe, expect, it } from "vitest";
import type { SeriesMessage } from "../../../src/protocol/runsPanel.ts";
import { axisFor, summarize, toLine } from "../../../webview/charts/chartModel.ts";
import { dashOf, widthOf } from "../../../webview/charts/drawLines.ts";

function seriesOf(times: readonly number[], fields: Partial<SeriesMessage> = {}): SeriesMessage {
  return {
    ...{ runId: "r1", metric: "loss", segment: 0, pointCount: times.length },
    steps: Float64Array.from(times, (_, index) => index),
    times: Float64Array.from(times),
    values: Float64Array.from(times, (_, index) => index / 10),
    ...fields,
  };
}

const run = { name: "otter", slot: 1 };

describe("axes of time", () => {
  const timed = seriesOf([1000, 2000, 3000]);
  const untimed = seriesOf([NaN, NaN], { runId: "r2" });

  it.each([
    ["step", [untimed], { xAxis: "step", note: "" }],
    ["time", [timed], { xAxis: "time", note: "" }],
    ["time", [untimed], { xAxis: "step", note: "No times were recorded: shown by step." }],
    [
      "relative",
      [timed, untimed],
      { xAxis: "relative", note: "1 run is without times: shown by step only." },
    ],
    ["time", [], { xAxis: "time", note: "" }],
  ] as const)("%s of %j", (wanted, series, expected) => {
    expect(axisFor(wanted, series)).toEqual(expected);
  });

  it("leave out the points without a time, and count from the first with one", () => {
    const line = toLine(seriesOf([NaN, 5000, NaN, 7000]), run, { xAxis: "relative", smoothing: 0 });
    expect([...line.xs]).toEqual([0, 2]);
    expect([...line.ys]).toEqual([0.1, expect.closeTo(0.3)]);
    expect([...line.source.steps]).toEqual([1, 3]);
    expect(toLine(untimed, run, { xAxis: "time", smoothing: 0.5 }).xs).toHaveLength(0);
    expect(toLine(untimed, run, { xAxis: "step", smoothing: 0 }).xs).toHaveLength(2);
  });
});

describe("restarts", () => {
  const options = { xAxis: "step", smoothing: 0 } as const;
  const current = toLine(seriesOf([1, 2], { segment: 1 }), run, options);
  const discarded = toLine(seriesOf([1, 2]), { ...run, isDiscarded: true }, options);

  it("are lines of their own, thinner and dotted", () => {
    expect(current.key).not.toBe(discarded.key);
    expect(widthOf(discarded)).toBeLessThan(widthOf(current));
    expect(dashOf(discarded)).not.toEqual(dashOf(current));
  });

  it("are no runs of their own in words", () => {
    const axes = { xAxis: "step", isLogX: false, isLogY: false, note: "", zoom: null } as const;
    const text = summarize({ metric: "loss", lines: [discarded, current], ...axes });
    expect(text).toBe("Line chart of loss, 1 run, 1 part before restarts. Last values: otter 0.1.");
  });
});
