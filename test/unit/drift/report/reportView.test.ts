import { describe, expect, it } from "vitest";
import { monitorReportSchema } from "../../../../src/core/monitors/monitorReport.ts";
import {
  createFeatureRow,
  createMini,
  createReportView,
  figurePoints,
  miniBars,
  reportViewSchema,
} from "../../../../src/core/drift/report/reportView.ts";
import { createFeature } from "../../../support/panel/driftFeatures.ts";
import { createPoints, createReport } from "../../../support/panel/driftReports.ts";

describe("a report as the panel opens it", () => {
  it("is made of a report and fits its schema", () => {
    const report = monitorReportSchema.parse(createReport());
    const view = createReportView(report);
    expect(reportViewSchema.parse(view)).toEqual({
      ...view,
      drift: { ...view.drift, features: view.drift?.features },
    });
    expect(view.drift?.features.map(({ name }) => name)).toEqual(
      report.drift?.features.map(({ name }) => name),
    );
    expect(view.performance).toBe(report.performance);
    expect(view.validation).toBe(report.validation);
    expect([view.verdict, view.reason]).toEqual([report.verdict, report.reason]);
  });

  it("of 1,000 features is less than 1 MB", () => {
    const text = JSON.stringify(createReportView(createReport(1000)));
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  });

  it("has the newest points of figures only", () => {
    const report = createReport();
    const [figure] = report.health?.figures ?? [];
    if (figure === undefined || report.health === null) throw new Error("no figure");
    const points = createPoints(figurePoints + 5, 1, 2, { spread: 0 });
    const long = { ...report, health: { ...report.health, figures: [{ ...figure, points }] } };
    expect(createReportView(long).health?.figures[0]?.points).toEqual(points.slice(5));
  });

  it("may lack every part", () => {
    const bare = { drift: null, performance: null, validation: null, health: null, llm: null };
    const view = createReportView({ ...createReport(), ...bare });
    expect(view).toMatchObject(bare);
  });

  it("rounds what the table shows, and leaves what is not known", () => {
    const feature = createFeature("a", 0.5, { score: 0.123456789, importance: null });
    const row = createFeatureRow(feature);
    expect(row).toMatchObject({ name: "a", score: 0.12346, importance: null, unseen: 0 });
  });
});

describe("small distributions", () => {
  const numbers = (bins: number) => ({
    kind: "number" as const,
    edges: Array.from({ length: bins + 1 }, (_, index) => index),
    reference: Array.from({ length: bins }, () => 1 / bins),
    current: Array.from({ length: bins }, () => 1 / bins),
  });

  it.each([
    ["few bins are kept", 4, [250, 250, 250, 250]],
    ["twice as many are joined by two", 32, Array.from({ length: 16 }, () => 63)],
    ["of an odd number the last is the rest", 33, Array.from({ length: 11 }, () => 91)],
    ["none stays none", 0, []],
  ])("%s", (_, bins, expected) => {
    expect(createMini(numbers(bins)).reference).toEqual(expected);
  });

  it("of categories put what is not listed into the last bar", () => {
    const labels = Array.from({ length: 40 }, (_, index) => String(index));
    const shares = labels.map(() => 0.02);
    const many = { kind: "category", labels, reference: shares, current: shares } as const;
    const { current } = createMini({ ...many, otherReference: 0.2, otherCurrent: 0.2 });
    expect(current).toHaveLength(miniBars);
    expect(current.at(-1)).toBe(700);
    const few = { labels: ["a"], reference: [0.9], current: [0.5] };
    expect(
      createMini({ kind: "category", ...few, otherReference: 0.1, otherCurrent: 0.5 }),
    ).toEqual({ reference: [900, 100], current: [500, 500] });
  });
});
