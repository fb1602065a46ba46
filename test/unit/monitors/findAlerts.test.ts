import { describe, expect, test } from "vitest";
import { findAlerts, findFailure } from "../../../src/core/monitors/findAlerts.ts";
import { monitorReportSchema } from "../../../src/core/monitors/monitorReport.ts";
import type { ReportParts } from "../../../src/core/monitors/reportFigures.ts";
import { createMonitor } from "../../support/createMonitor.ts";
import {
  createDrift,
  createFeature,
  createMetric,
  createPerformance,
  createReport,
  createSlices,
} from "./createReport.ts";

const moved = ["age", "income", "site", "zip"].map((name, index) =>
  createFeature(name, { verdict: "drift", effect: 0.5 - index / 10, score: 0.6 }),
);
const nulls = {
  kind: "nulls",
  verdict: "drift",
  pValue: 0,
  qValue: 0,
  reference: 0.02,
  current: 0.9,
  message: "nulls rose from 2 % to 90 %",
} as const;
const emptied = createFeature("income", { verdict: "drift", effect: 0, checks: [nulls] });
const drifted = createDrift({ verdict: "drift", reason: "Four moved.", features: moved });
const worseMetric = createMetric("accuracy", 0.8, { verdict: "worse" });
const dropped = createPerformance({ verdict: "worse", reason: "It fell.", metrics: [worseMetric] });
const broken = {
  rows: 10,
  results: [
    {
      index: 0,
      column: "a",
      rule: "r",
      level: "warning",
      outcome: "failed",
      failedRows: 3,
      message: "odd",
    },
    {
      index: 2,
      column: "b",
      rule: "s",
      level: "error",
      outcome: "failed",
      failedRows: 2,
      message: "bad.",
    },
  ],
  errorCount: 1,
  warningCount: 1,
  reason: "A rule is broken.",
} as const;
const moving = { verdict: "drift", reason: "It is slow.", figures: [], problems: [] } as const;
const health = { ...moving, source: "files", rows: 3 };

describe("each part is one alert at most", () => {
  test.each<[string, Partial<ReportParts>, readonly string[], string]>([
    ["nothing", { drift: createDrift() }, [], "stable"],
    [
      "drift",
      { drift: drifted },
      [
        "drift warning The data drifted: age (50 % of rows moved), income (40 % of rows moved), site (30 % of rows moved) and 1 more",
      ],
      "drift",
    ],
    [
      "what drifted, where it is not the distribution",
      { drift: createDrift({ verdict: "drift", features: [emptied] }) },
      ["drift warning The data drifted: income (nulls rose from 2 % to 90 %)"],
      "drift",
    ],
    [
      "drift together",
      { drift: createDrift({ verdict: "drift", reason: "Pairs moved." }) },
      ["drift warning Pairs moved"],
      "drift",
    ],
    [
      "harmless drift",
      { drift: { ...drifted, features: moved.slice(0, 1) }, performance: createPerformance() },
      ["drift info The data drifted: age (50 % of rows moved); the model is as good as before"],
      "drift",
    ],
    [
      "a drop before drift",
      { drift: drifted, performance: dropped },
      ["performance error It fell.", expect.stringMatching(/^drift warning/) as string],
      "degraded",
    ],
    [
      "an estimated drop",
      { performance: { ...dropped, isEstimated: true } },
      ["performance warning It fell."],
      "degraded",
    ],
    [
      "a slice",
      { performance: createPerformance({ verdict: "worse", slices: createSlices("worse") }) },
      ['slice warning It does worse where site = "B".'],
      "degraded",
    ],
    ["rules", { validation: broken }, ["validation error bad (and 1 more rule)"], "degraded"],
    ["health", { health }, ["health warning It is slow."], "degraded"],
  ])("%s", (_label, parts, expected, verdict) => {
    const report = monitorReportSchema.parse(createReport(parts));
    const { findings } = findAlerts(createMonitor(""), report);
    expect(findings.map(({ kind, severity, message }) => `${kind} ${severity} ${message}`)).toEqual(
      expected,
    );
    expect(report.verdict).toBe(verdict);
  });
});

test("an alert stands where the broken rule does, with what it was seen on", () => {
  const report = createReport({ validation: broken, drift: drifted });
  const { findings } = findAlerts(createMonitor(""), report);
  expect(findings.map(({ key, path, evidence }) => [key, path, evidence])).toEqual([
    ["validation", ["validate", 2], "a/b"],
    ["drift", ["current"], "a/b"],
  ]);
});

test("every number can be named by a rule; unknown ones are left out", () => {
  const slices = createSlices("stable");
  const reference = { value: 0.9, low: null, high: null, rows: 10 };
  const metrics = [createMetric("accuracy", 0.8, { reference }), createMetric("auc", Number.NaN)];
  const { figures } = createReport({
    drift: createDrift({ features: [createFeature("a b", { effect: null })], driftedShare: 0.5 }),
    performance: createPerformance({ metrics, slices }),
    validation: broken,
  });
  expect(figures).toMatchObject({
    "drift.share": 0.5,
    "drift.features": 0,
    "drift.worst": 0,
    "drift.rows": 100,
    "drift.feature.a b": 0.01,
    "drift.nulls.a b": 0,
    "performance.accuracy": 0.8,
    "performance.labelledRows": 500,
    "slices.worst": 0.6,
    "validation.errors": 1,
    "validation.failedRows": 5,
  });
  expect(figures["performance.accuracy.change"]).toBeCloseTo(-0.1);
  expect(figures["slices.gap"]).toBeCloseTo(0.3);
  expect(Object.keys(figures)).not.toContain("performance.auc");
});

test("rules see figures and the newest run's metrics", () => {
  const monitor = createMonitor(
    "alerts: [{when: drift.share > 0.3}, {when: run.acc < 0.9, name: weak}, {when: run.loss > 1}]",
  );
  const report = createReport({ drift: createDrift({ driftedShare: 0.5 }) });
  const found = findAlerts(monitor, report, { acc: 0.8 });
  expect(found.findings.map(({ key }) => key)).toEqual(["rule:drift.share > 0.3", "rule:weak"]);
  expect(found.problems).toHaveLength(1);
  expect(found.isUndecided({ key: "rule:run.loss > 1", kind: "rule" })).toBe(true);
  expect(found.isUndecided({ key: "rule:weak", kind: "rule" })).toBe(false);
});

test("a part that could not be checked leaves its alerts as they are", () => {
  const monitor = createMonitor("reference: y.csv, validate: [{minRows: 1}], health: {}");
  const report = createReport({ drift: createDrift() }, ["Rules failed.", "Health failed."]);
  const { findings, isUndecided } = findAlerts(monitor, report);
  expect(findings).toMatchObject([{ kind: "failure", message: "Rules failed. (and 1 more)" }]);
  const kinds = ["drift", "validation", "health", "performance", "rule"] as const;
  expect(kinds.filter((kind) => isUndecided({ key: kind, kind }))).toEqual([
    "validation",
    "health",
  ]);
});

test("a check that failed says nothing of other alerts", () => {
  const { findings, isUndecided } = findFailure("No file.");
  expect(findings).toMatchObject([{ key: "failure", severity: "error", message: "No file." }]);
  expect(isUndecided({ key: "drift", kind: "drift" })).toBe(true);
  expect(isUndecided({ key: "failure", kind: "failure" })).toBe(false);
});

test("the reason says when moved data did no harm", () => {
  const performance = createPerformance();
  expect(createReport({ drift: drifted, performance }).reason).toBe(
    "Four moved; the model is as good as before.",
  );
  expect(createReport({ drift: drifted }).reason).toBe("Four moved.");
});
