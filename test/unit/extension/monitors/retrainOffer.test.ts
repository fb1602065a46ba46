import { expect, test } from "vitest";
import { findAlerts } from "../../../../src/core/monitors/findAlerts.ts";
import { updateAlerts } from "../../../../src/core/monitors/alertLog.ts";
import { summariseReport } from "../../../../src/core/monitors/reportSummary.ts";
import type { RunStatus } from "../../../../src/core/runs/run.ts";
import { offerRetraining } from "../../../../src/extension/monitors/retrainOffer.ts";
import { createMonitor } from "../../../support/createMonitor.ts";
import { createDrift, createReport } from "../../monitors/createReport.ts";

const hour = 3_600_000;
const now = 1000 * hour;
const report = createReport({ drift: createDrift({ verdict: "drift", reason: "It moved." }) });

interface Case {
  readonly status?: RunStatus | "gone";
  /** Of a comparison that was made of the run. */
  readonly failure?: string;
  readonly isQuiet?: boolean;
}

function offer({ status, failure, isQuiet = false }: Case) {
  const monitor = createMonitor("reference: y, retrain: {run: train}");
  const found = isQuiet ? { findings: [], isUndecided: () => false } : findAlerts(monitor, report);
  const { alerts } = updateAlerts([], { monitor: "m", now, ...found });
  const launch = { run: "r1", time: now - 48 * hour, evidence: "a/b" };
  const store = {
    readLaunches: () => (status === undefined ? [] : [launch]),
    readComparisonClaim: () => (failure === undefined ? null : { run: "r1", time: now, failure }),
  };
  return offerRetraining(store, {
    ...{ monitor, alerts, now, summary: summariseReport(report) },
    findRun: () =>
      status === undefined || status === "gone" ? undefined : { name: "calm-heron", status },
  });
}

test.each<[string, Case, object]>([
  ["nothing was launched", {}, { isOffered: true, lastRun: null, problem: null }],
  [
    "it runs",
    { status: "running" },
    { isOffered: false, reason: "The retraining calm-heron is still running." },
  ],
  [
    "it finished",
    { status: "finished" },
    {
      isOffered: false,
      reason: expect.stringContaining("because of these data already") as string,
    },
  ],
  [
    "it failed",
    { status: "failed" },
    {
      isOffered: true,
      reason: expect.stringMatching(/calm-heron ended as failed.*launch it again/) as string,
    },
  ],
  [
    "it failed, and nothing asks for it any more",
    { status: "failed", isQuiet: true },
    { isOffered: false },
  ],
  ["its run was deleted", { status: "gone" }, { isOffered: false, lastRun: { name: "r1" } }],
  [
    "its model could not be compared",
    { status: "finished", failure: "It wrote no file." },
    { problem: "It wrote no file." },
  ],
])("a retraining when %s", (_label, given, expected) => {
  expect(offer(given)).toMatchObject(expected);
});

test("nothing is offered before the first check, or where nothing is configured", () => {
  const store = { readLaunches: () => [], readComparisonClaim: () => null };
  const rest = { alerts: [], now, findRun: () => undefined };
  const retrained = createMonitor("retrain: {run: train}");
  expect(offerRetraining(store, { ...rest, monitor: retrained, summary: null })).toBeNull();
  const summary = summariseReport(report);
  expect(offerRetraining(store, { ...rest, monitor: createMonitor(""), summary })).toBeNull();
});
