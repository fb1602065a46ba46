import { describe, expect, it } from "vitest";
import {
  createSeriesChart,
  intervalText,
  seriesTable,
  type Series,
} from "../../../../src/core/drift/report/seriesChart.ts";
import { createPoints } from "../../../support/panel/driftReports.ts";
import { expectNoOverlap } from "../../../support/panel/expectNoOverlap.ts";

const points = createPoints(12, 0.9, 0.8, { spread: 0.02, alarmBelow: 0.85 });
const series: Series = {
  label: "Accuracy",
  unit: "share",
  referencePoints: createPoints(8, 0.91, 0.91, { spread: 0.01 }),
  points,
  band: { low: 0.88, high: 0.94 },
};
const gap = points.map((point, index) =>
  index === 5 ? { ...point, value: null, low: null, high: null } : point,
);
const far = points.map((point) => ({ ...point, low: -1e12, high: 1e12 }));

function kinds(given: Series): string[] {
  return createSeriesChart(given, 400).marks.map((mark) => mark.class);
}

describe("charts of series", () => {
  it.each<[string, Series]>([
    ["chunks of both sides", series],
    ["no reference", { ...series, referencePoints: [], band: null }],
    ["a gap", { ...series, points: gap }],
    ["intervals without end", { ...series, points: far }],
    ["one point", { ...series, referencePoints: [], points: points.slice(0, 1) }],
    ["no point", { ...series, referencePoints: [], points: [], band: null }],
    ["open bands", { ...series, band: { low: null, high: 0.94 } }],
    ["equal values", { ...series, points: points.map((p) => ({ ...p, value: 0 })) }],
    ["bytes", { ...series, unit: "bytes", points: createPoints(30, 1e9, 2e9, { spread: 1e7 }) }],
    ["long labels", { ...series, points: points.map((p) => ({ ...p, label: "x".repeat(99) })) }],
    ["a thousand points", { ...series, points: createPoints(1000, 0.9, 0.8, { spread: 0.1 }) }],
  ])("with %s fit every width, their labels apart from each other", (_, given) => {
    for (const width of [220, 360, 640, 1200]) expectNoOverlap(createSeriesChart(given, width));
  });

  it("show what is expected, alarms and changes by shapes of their own", () => {
    const all = kinds({ ...series, changes: [{ at: 4, label: "noticed" }], threshold: 0.85 });
    for (const kind of ["dr-band", "dr-alarm", "dr-change", "dr-threshold", "dr-divider"]) {
      expect(all).toContain(kind);
    }
    const alarms = points.filter(({ isAlarm }) => isAlarm).length;
    expect(all.filter((kind) => kind === "dr-alarm")).toHaveLength(alarms);
    expect(kinds({ ...series, referencePoints: [], band: null })).not.toContain("dr-divider");
  });

  it("leave a gap where there is no value", () => {
    const path = (given: Series) =>
      createSeriesChart(given, 400).marks.find((mark) => mark.class === "dr-series")?.attributes[
        "d"
      ];
    expect(String(path(series)).match(/M/g)).toHaveLength(1);
    expect(String(path({ ...series, points: gap })).match(/M/g)).toHaveLength(2);
  });

  it("name their unit", () => {
    const title = (given: Series) => createSeriesChart(given, 400).marks[0]?.text;
    expect(title(series)).toBe("Accuracy");
    expect(title({ ...series, label: "Latency", unit: "milliseconds" })).toBe("Latency, ms");
    expect(title({ ...series, label: "Cost", unit: "currency", axisUnit: "EUR" })).toBe(
      "Cost, EUR",
    );
  });

  it("say in words and numbers what they show", () => {
    const { label } = createSeriesChart(series, 400);
    expect(label).toMatch(
      /^Accuracy over 12 chunks: from .* %, expected 88 % to 94 %; \d alarms\.$/,
    );
    const nothing = { ...series, points: [] };
    expect(createSeriesChart(nothing, 400).label).toBe("Accuracy: no value yet.");
    const { rows } = seriesTable(series);
    expect(rows).toHaveLength(20);
    expect(rows[0]?.[1]).toBe("reference");
    expect(rows.at(-1)?.at(-1)).toBe("yes");
    expect(intervalText({ low: 0.1, high: null }, "share")).toBe("");
  });
});
