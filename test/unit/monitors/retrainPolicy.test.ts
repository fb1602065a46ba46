import { describe, expect, test } from "vitest";
import type { Alert } from "../../../src/core/monitors/alert.ts";
import { updateAlerts } from "../../../src/core/monitors/alertLog.ts";
import { findAlerts } from "../../../src/core/monitors/findAlerts.ts";
import type { MonitorReport } from "../../../src/core/monitors/monitorReport.ts";
import {
  decideRetraining,
  retrainReasonSchema,
  type RetrainQuestion,
} from "../../../src/core/monitors/retrainPolicy.ts";
import { createMonitor } from "../../support/createMonitor.ts";
import {
  createDrift,
  createFeature,
  createMetric,
  createPerformance,
  createReport,
} from "./createReport.ts";

const hour = 3_600_000;
const now = 1000 * hour;
const drift = createDrift({
  verdict: "drift",
  features: [createFeature("age", { verdict: "drift", effect: 0.4 })],
});
const metrics = [createMetric("accuracy", 0.8, { verdict: "worse" })];
const performance = createPerformance({ verdict: "worse", reason: "It fell.", metrics });

interface Case {
  readonly retrain?: string;
  readonly report?: MonitorReport;
  readonly changes?: Partial<RetrainQuestion>;
  readonly state?: Alert["state"];
}

function decide({ retrain = "", report = createReport({ drift }), changes, state = "open" }: Case) {
  const monitor = createMonitor(
    `reference: y, target: t, prediction: p, retrain: {run: train${retrain}}`,
  );
  const found = findAlerts(monitor, report);
  const { alerts } = updateAlerts([], { monitor: "m", now, ...found });
  return decideRetraining({
    monitor,
    report,
    alerts: alerts.map((alert) => ({ ...alert, state })),
    launches: [],
    runningRun: null,
    now,
    ...changes,
  });
}

const launched = (hoursAgo: number, evidence = "other") => ({
  run: "r1",
  time: now - hoursAgo * hour,
  evidence,
});

describe("what asks for a retraining, and what speaks against it", () => {
  test.each<[string, Case, string, RegExp]>([
    ["drift offers", {}, "offer", /^The data drifted: age/],
    ["or launches", { retrain: ", mode: auto" }, "launch", /^The data drifted/],
    [
      "a drop is the reason before drift",
      { report: createReport({ drift, performance }) },
      "offer",
      /^It fell/,
    ],
    [
      "nothing to tell",
      { report: createReport({ drift: createDrift() }) },
      "none",
      /No open alert/,
    ],
    ["an alert that is known", { state: "acknowledged" }, "none", /No open alert/],
    ["only what is asked for", { retrain: ", on: [performance]" }, "none", /No open alert/],
    [
      "harmless drift",
      { report: createReport({ drift, performance: createPerformance() }) },
      "none",
      /as good as before/,
    ],
    [
      "estimates are not proof",
      { report: createReport({ drift, performance: createPerformance({ isEstimated: true }) }) },
      "offer",
      /drifted/,
    ],
    [
      "too few labels",
      { retrain: ", minLabelledRows: 501", report: createReport({ performance }) },
      "none",
      /500 rows with labels; a retraining needs 501/,
    ],
    [
      "enough labels",
      { retrain: ", minLabelledRows: 500", report: createReport({ performance }) },
      "offer",
      /fell/,
    ],
    ["unknown labels", { retrain: ", minLabelledRows: 1" }, "none", /0 rows with labels/],
    [
      "one is running",
      { changes: { runningRun: "brave-owl" } },
      "none",
      /brave-owl is still running/,
    ],
    [
      "the same evidence",
      { changes: { launches: [launched(900, "a/b")] } },
      "none",
      /r1 was launched because of these data/,
    ],
    [
      "cool-down",
      { changes: { launches: [launched(23)] } },
      "none",
      /next may begin at 1970-02-11T17:00:00.000Z/,
    ],
    ["cool-down is over", { changes: { launches: [launched(24)] } }, "offer", /drifted/],
    [
      "budget",
      { retrain: ", budget: {runs: 1, per: 1w}", changes: { launches: [launched(100)] } },
      "none",
      /budget of 1 launch is used up/,
    ],
    [
      "budget of another week",
      { retrain: ", budget: {runs: 1, per: 1w}", changes: { launches: [launched(169)] } },
      "offer",
      /drifted/,
    ],
  ])("%s", (_label, given, action, reason) => {
    const decision = decide(given);
    expect(decision.action).toBe(action);
    expect(decision.reason).toMatch(reason);
  });
});

test("the reasons go with the run", () => {
  const run = { id: "old", commit: null };
  const reference = { ...drift.reference, run };
  const report = createReport({ drift: { ...drift, reference }, performance });
  const { document, tags, alertKeys } = decide({ report });
  expect(retrainReasonSchema.parse(document)).toEqual(document);
  expect(alertKeys).toEqual(["performance", "drift"]);
  expect(tags).toEqual({
    "sextant.retrain.monitor": "m",
    "sextant.retrain.reason": "It fell.",
    "sextant.retrain.causes": "performance,drift",
    "sextant.retrain.evidence": "a/b",
    "sextant.retrain.checkedAt": "2030-01-01T00:00:00.000Z",
    "sextant.retrain.labelledRows": "500",
    "sextant.retrain.replaces": "old",
  });
});

test("a monitor without `retrain` asks for nothing", () => {
  const monitor = createMonitor("reference: y");
  const report = createReport({ drift });
  const question = { monitor, report, alerts: [], launches: [], runningRun: null, now };
  expect(decideRetraining(question)).toMatchObject({ action: "none", document: null, tags: {} });
});
