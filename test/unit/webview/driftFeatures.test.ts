import { describe, expect, it } from "vitest";
import { createFeatureRow, type FeatureRow } from "../../../src/core/drift/report/reportView.ts";
import { metricUnit, placeOfRow } from "../../../src/core/drift/report/metricUnit.ts";
import { createMiniPaths } from "../../../src/core/drift/report/miniChart.ts";
import {
  arrangeFeatures,
  featureColumns,
  fitColumns,
  nextSort,
  type FeatureColumnId,
  type FeatureSort,
  type FeatureWish,
} from "../../../webview/drift/featureRows.ts";
import { shownTab } from "../../../webview/drift/driftModel.ts";
import { tabsOf } from "../../../webview/drift/tabs.ts";
import { createFeature } from "../../support/panel/driftFeatures.ts";
import { createPoints, createReport } from "../../support/panel/driftReports.ts";
import { createAlert, createDetail, createSetup } from "../../support/panel/driftSetups.ts";

function row(name: string, more: Partial<FeatureRow> = {}): FeatureRow {
  return { ...createFeatureRow(createFeature(name, 0)), importance: null, ...more };
}

const rows: readonly FeatureRow[] = [
  row("churned", { role: "target", verdict: "watch", severity: "minor", score: 0.2 }),
  row("age", { verdict: "drift", severity: "major", score: 0.9, equivalentShift: -0.8 }),
  row("Age group", { type: "category", verdict: "stable", score: null, equivalentShift: null }),
  row("x10", { verdict: "not-enough-rows", rowsNeeded: 900, score: 0.1, equivalentShift: 0.3 }),
  row("x9", { nulls: { reference: 0, current: 0.5 }, score: 0.1, equivalentShift: 0.1 }),
];
const all: FeatureWish = { search: "", onlyMoved: false, sort: null };
const by = (column: FeatureColumnId, direction: FeatureSort["direction"]) => ({
  sort: { column, direction },
});

describe("features in the table", () => {
  it.each<[string, Partial<FeatureWish>, string[]]>([
    ["all as the report has them", {}, ["churned", "age", "Age group", "x10", "x9"]],
    ["a word, whatever its case", { search: "AGE" }, ["age", "Age group"]],
    ["words in name and type", { search: " age  categ " }, ["Age group"]],
    ["a role", { search: "target" }, ["churned"]],
    ["nothing that fits", { search: "zzz" }, []],
    ["what moved", { onlyMoved: true }, ["churned", "age", "x10"]],
    [
      "by name, numbers as numbers",
      by("name", "ascending"),
      ["age", "Age group", "churned", "x9", "x10"],
    ],
    ["by type", by("type", "ascending"), ["Age group", "churned", "age", "x10", "x9"]],
    ["by verdict", by("verdict", "descending"), ["age", "churned", "x10", "Age group", "x9"]],
    [
      "by score, none at the end",
      by("score", "descending"),
      ["age", "churned", "x10", "x9", "Age group"],
    ],
    [
      "by score, rising, none at the end",
      by("score", "ascending"),
      ["x10", "x9", "churned", "age", "Age group"],
    ],
    [
      "by shift, whichever way",
      { ...by("shift", "descending"), search: "a" },
      ["age", "churned", "Age group"],
    ],
    [
      "by rows needed",
      by("rowsNeeded", "descending"),
      ["x10", "churned", "age", "Age group", "x9"],
    ],
    ["by how nulls rose", by("nulls", "descending"), ["x9", "churned", "age", "Age group", "x10"]],
  ])("are %s", (_, wish, expected) => {
    expect(arrangeFeatures(rows, { ...all, ...wish }).map(({ name }) => name)).toEqual(expected);
  });

  it("are sorted by a header's first press for what matters, then turned, then as before", () => {
    const once = nextSort(null, "score");
    const twice = nextSort(once, "score");
    expect(once).toEqual({ column: "score", direction: "descending" });
    expect(twice).toEqual({ column: "score", direction: "ascending" });
    expect(nextSort(twice, "score")).toBeNull();
    expect(nextSort(twice, "qValue")).toEqual({ column: "qValue", direction: "ascending" });
  });

  it.each([
    [0, ["name", "verdict"]],
    [384, ["name", "verdict", "distribution"]],
    [700, ["name", "verdict", "shift", "distribution", "nulls"]],
    [720, ["name", "verdict", "shift", "distribution", "score", "nulls"]],
  ])("have the columns that fit into %s px", (width, expected) => {
    expect(fitColumns(rows, width).map(({ id }) => id)).toEqual(expected);
  });

  it("have no column that says nothing", () => {
    const ids = fitColumns(rows, 2000).map(({ id }) => id);
    expect(ids).toHaveLength(featureColumns.length - 1);
    expect(ids).not.toContain("importance");
    const calm = [row("a", { importance: 0.5 })];
    const other = fitColumns(calm, 2000).map(({ id }) => id);
    expect(other).not.toContain("rowsNeeded");
    expect(other).toContain("importance");
  });
});

describe("the parts of a report", () => {
  it("are those that it has, with what asks for attention", () => {
    const { churn } = createSetup().details;
    if (churn === undefined) throw new Error("no detail");
    expect(tabsOf(churn).map(({ label, badge }) => `${label} ${badge ?? ""}`.trim())).toEqual([
      "Features 5",
      "Performance 1",
      "Validation 2",
      "Health 1",
      "Language Model 2",
      "Retrained Model",
      "Alerts 2",
    ]);
    expect(shownTab(churn, null)).toBe("features");
    expect(shownTab(churn, "health")).toBe("health");
  });

  it("are alerts alone before the first check that succeeds", () => {
    const detail = createDetail("a", null, { alerts: [createAlert("failure")] });
    expect(tabsOf(detail)).toEqual([{ id: "alerts", label: "Alerts", badge: "1" }]);
    expect(shownTab(detail, "features")).toBe("alerts");
    expect(tabsOf(createDetail("a", null))).toEqual([]);
  });

  it("fall back to the first where a report lacks the one that was shown", () => {
    const report = { ...createReport(), health: null };
    expect(shownTab(createDetail("a", report), "health")).toBe("features");
  });
});

describe("metrics", () => {
  it.each([
    ["accuracy", "binary", "share"],
    ["f1_macro", "multiclass", "share"],
    ["roc_auc", "binary", "number"],
    ["mape", "regression", "number"],
    ["accuracy", null, "share"],
  ] as const)("%s of %s reads as %s", (id, task, unit) => expect(metricUnit(id, task)).toBe(unit));

  it("place a row among chunks", () => {
    const points = createPoints(3, 1, 1, { spread: 0 }).map((point) => ({ ...point, rows: 100 }));
    expect([0, 50, 100, 299, 300].map((at) => placeOfRow(points, at))).toEqual([
      0, 0.5, 1, 2.99, 3,
    ]);
  });
});

it("draws small distributions on one scale", () => {
  const size = { width: 10, height: 12 };
  expect(createMiniPaths({ reference: [500, 0], current: [1000, 250] }, size)).toEqual({
    reference: "M0 6H5V11H10V12H0Z",
    current: "M0 1H5V9H10",
  });
});
