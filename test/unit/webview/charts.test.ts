import { describe, expect, it } from "vitest";
import { groupMetrics } from "../../../webview/charts/chartGroups.ts";
import {
  nearestIndex,
  summarize,
  toLine,
  xDomain,
  yDomain,
  type ChartModel,
} from "../../../webview/charts/chartModel.ts";
import { toCsv, toSvg } from "../../../webview/charts/exportChart.ts";

function modelOf(values: readonly number[], options: Partial<ChartModel> = {}): ChartModel {
  const source = {
    runId: "r1",
    metric: "loss",
    segment: 0,
    pointCount: values.length,
    steps: Float64Array.from(values, (_, index) => index),
    times: Float64Array.from(values, (_, index) => 1_760_000_000_000 + index * 500),
    values: Float64Array.from(values),
  };
  const run = { name: '<b>"otter"', slot: 9 };
  const line = toLine(source, run, { xAxis: options.xAxis ?? "step", smoothing: 0 });
  const axes = { xAxis: "step", isLogX: false, isLogY: false, note: "", zoom: null } as const;
  return { metric: "loss", lines: [line], ...axes, ...options };
}

describe("domains", () => {
  it("leave out what cannot be drawn", () => {
    const y = yDomain(modelOf([NaN, 1, Infinity, 3]), { min: 0, max: 3 });
    expect(y.min).toBeCloseTo(0.92);
    expect(y.max).toBeCloseTo(3.08);
    const log = yDomain(modelOf([-5, 0, 1, 100], { isLogY: true }), { min: 0, max: 3 });
    expect(log.min).toBeGreaterThan(0);
    expect(xDomain(modelOf([1, 2, 3], { isLogX: true }))).toEqual({ min: 1, max: 2 });
  });

  it("look only at what the zoom shows", () => {
    const y = yDomain(modelOf([100, 1, 2, 3, 100]), { min: 2, max: 2 });
    expect(y.max).toBeLessThan(4);
  });

  it("count relative time in seconds", () => {
    expect(xDomain(modelOf([1, 2, 3], { xAxis: "relative" }))).toEqual({ min: 0, max: 1 });
  });
});

describe("nearestIndex", () => {
  it.each([
    [-1, 0],
    [1.4, 1],
    [1.6, 2],
    [9, 2],
  ])("of %d", (x, index) => {
    expect(nearestIndex(Float64Array.of(0, 1, 2), x)).toBe(index);
  });

  it("of an empty line is none", () => {
    expect(nearestIndex(new Float64Array(), 1)).toBe(-1);
  });
});

describe("groupMetrics", () => {
  it("groups what shares a prefix, what tells most first, the machine last", () => {
    const names = ["system/cpu", "val/loss", "lr", "val/acc", "lone/x"];
    const metrics = new Map(names.map((name) => [name, 1]));
    expect(groupMetrics(metrics, "")).toEqual([
      { name: "val", metrics: ["val/acc", "val/loss"] },
      { name: "", metrics: ["lone/x", "lr"] },
      { name: "system", metrics: ["system/cpu"] },
    ]);
    expect(groupMetrics(metrics, "LOSS val")).toEqual([{ name: "", metrics: ["val/loss"] }]);
  });

  it("puts what the runs have in common before what one of ten logged", () => {
    const counts = new Map([
      ["system/cpu", 12],
      ["eval/acc", 1],
      ["eval/loss", 1],
      ["train/loss", 10],
    ]);
    expect(groupMetrics(counts, "").map(({ metrics }) => metrics)).toEqual([
      ["train/loss"],
      ["eval/acc", "eval/loss"],
      ["system/cpu"],
    ]);
  });
});

describe("exports", () => {
  const theme = {
    text: "#000",
    grid: "#ccc",
    axis: "#ccc",
    background: "#fff",
    font: "11px sans-serif",
    series: ["red", "green", "blue", "c3", "c4", "c5", "c6", "c7"],
  };

  it("escape names in pictures and break curves at gaps", () => {
    const svg = toSvg(modelOf([1, NaN, 3, 4]), theme);
    expect(svg).toContain("&lt;b&gt;&quot;otter&quot;");
    expect(svg).not.toContain("<b>");
    expect(svg).toContain('stroke="green"');
    expect(/d="(M[^"]+)"/.exec(svg)?.[1]?.match(/M/g)).toHaveLength(2);
    expect(svg).not.toContain("NaN");
  });

  it("quote fields of tables and defuse formulas", () => {
    const [line] = modelOf([1, NaN]).lines;
    const csv = toCsv("loss", [{ name: '=1+"x"', series: line!.source }], false);
    expect(csv.split("\r\n")).toEqual([
      "run,name,metric,step,time,value",
      `r1,"'=1+""x""",loss,0,2025-10-09T08:53:20.000Z,1`,
      `r1,"'=1+""x""",loss,1,2025-10-09T08:53:20.500Z,NaN`,
    ]);
  });

  it("of restarts say which part a point is of", () => {
    const [line] = modelOf([1]).lines;
    const parts = [0, 1].map((segment) => ({
      name: "otter",
      series: { ...line!.source, segment },
    }));
    expect(toCsv("loss", parts, true).split("\r\n")).toEqual([
      "run,name,metric,step,time,value,restarts",
      "r1,otter,loss,0,2025-10-09T08:53:20.000Z,1,0",
      "r1,otter,loss,0,2025-10-09T08:53:20.000Z,1,1",
    ]);
  });

  it("have a summary in words", () => {
    expect(summarize(modelOf([1, 0.25]))).toBe(
      'Line chart of loss, 1 run. Last values: <b>"otter" 0.25.',
    );
  });
});
