import { describe, expect, it } from "vitest";
import {
  createDistributionChart,
  distributionTable,
  hasMoved,
} from "../../../../src/core/drift/report/distributionChart.ts";
import type { Distribution } from "../../../../src/core/drift/report/driftReport.ts";
import { createFeature } from "../../../support/panel/driftFeatures.ts";
import { expectNoOverlap } from "../../../support/panel/expectNoOverlap.ts";

const options = { isTime: false, valueLabel: "age", referenceRows: 4000, currentRows: 4000 };
const widths = [220, 360, 640, 1200];

function distributionOf(more: Parameters<typeof createFeature>[2] = {}): Distribution {
  const { distribution } = createFeature("age", 0.8, more);
  if (distribution === null) throw new Error("no distribution");
  return distribution;
}

const quantiles: Distribution = {
  kind: "number",
  edges: [-1e6, 0, 0.001, 0.01, 1, 50, 1e9],
  reference: [0.1, 0.2, 0.2, 0.2, 0.2, 0.1],
  current: [0.1, 0.2, 0.2, 0.2, 0.2, 0.1],
};
const times: Distribution = {
  ...quantiles,
  edges: [0, 1, 2, 3, 4, 5, 6].map((day) => Date.UTC(2026, 0, 1 + day)),
};
const odd: Distribution = {
  kind: "category",
  labels: ["", "a\nb", "<b>bold</b>", "x".repeat(10_000)],
  reference: [0.25, 0.25, 0.25, 0.25],
  current: [0.25, 0.25, 0.25, 0.25],
  otherReference: 0,
  otherCurrent: 0,
};
const none: Distribution = { kind: "number", edges: [], reference: [], current: [] };

describe("charts of distributions", () => {
  it.each([
    ["numbers", distributionOf(), false],
    ["categories", distributionOf({ type: "category" }), false],
    ["bins by quantiles", quantiles, false],
    ["times", times, true],
    ["odd labels", odd, false],
    ["no bins", none, false],
  ])("of %s fit every width, their labels apart from each other", (_, distribution, isTime) => {
    for (const width of widths) {
      const scene = createDistributionChart(distribution, { ...options, width, isTime });
      expect(scene.width).toBe(width);
      expectNoOverlap(scene);
    }
  });

  it.each([
    [0.2, 0.3, 4000, true],
    [0.2, 0.3, 40, false],
    [0.2, 0.204, 1e9, false],
    [0, 0.01, 4000, true],
    [0.2, 0.2, 4000, false],
    [0.2, 0.9, 0, false],
  ])("a share from %s to %s in %s rows a side has moved: %s", (p, q, rows, expected) => {
    expect(hasMoved(p, q, { referenceRows: rows, currentRows: rows })).toBe(expected);
  });

  it("mark the bins that moved, and say so in words", () => {
    const scene = createDistributionChart(distributionOf(), { ...options, width: 400 });
    const kinds = scene.marks.map((mark) => mark.class);
    expect(kinds).toContain("dr-difference is-more is-moved");
    expect(kinds).toContain("dr-difference is-less is-moved");
    expect(scene.label).toMatch(/^Distribution in 30 parts, \d+ of which moved: .* from .* to /);
    const calm = createDistributionChart(quantiles, { ...options, width: 400 });
    expect(calm.label).toBe("Distribution in 6 parts; none moved by more than chance.");
  });

  it("have their numbers as a table", () => {
    const { head, rows } = distributionTable(quantiles, false);
    expect(head).toEqual(["Range", "Reference", "Current", "Difference (points)"]);
    expect(rows[0]).toEqual(["−1,000,000 … 0", "10 %", "10 %", "0"]);
    const listed = distributionTable(distributionOf({ type: "category" }), false).rows;
    expect(listed.map(([label]) => label).at(-1)).toBe("all others");
    expect(listed[0]).toEqual(["card", "42 %", "22 %", "−20"]);
    expect(distributionTable(odd, false).rows[0]?.[0]).toBe("(empty)");
    expect(distributionTable(times, true).rows[0]?.[0]).toBe("2026-01-01 … 2026-01-02");
  });
});
