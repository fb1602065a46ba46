import { createReportView } from "../../../src/core/drift/report/reportView.ts";
import type { Alert } from "../../../src/core/monitors/alert.ts";
import type { MonitorReport, MonitorVerdict } from "../../../src/core/monitors/monitorReport.ts";
import type { MonitorDetail, MonitorEntry } from "../../../src/protocol/driftPanel.ts";
import type { DriftSetup } from "./driftHost.ts";
import { checkedAt, createComparison, createReport } from "./driftReports.ts";

/** What the Drift panel's host hands out in tests: a rich project, and the bare cases. */

export function createEntry(id: string, more: Partial<MonitorEntry> = {}): MonitorEntry {
  const values = [0.04, 0.05, 0.03, 0.08, 0.06, 0.12, 0.1, 0.21, 0.29];
  return {
    id,
    kind: "monitor",
    name: id,
    description: `What comes in for ${id}`,
    verdict: "stable",
    lastCheckedAt: checkedAt,
    history: values.map((value, index) => ({
      at: new Date(Date.UTC(2026, 10, 12 + index)).toISOString(),
      value,
      verdict: value > 0.2 ? ("drift" as const) : ("stable" as const),
    })),
    openAlerts: 0,
    worstAlert: null,
    progress: null,
    failure: null,
    schedule: "every hour",
    ...more,
  };
}

export function createAlert(key: string, more: Partial<Alert> = {}): Alert {
  return {
    key,
    monitor: "churn",
    kind: "drift",
    severity: "warning",
    message: `${key} was found`,
    state: "open",
    firstSeen: "2026-11-18T06:00:00.000Z",
    lastSeen: checkedAt,
    resolvedAt: null,
    snoozedUntil: null,
    note: null,
    occurrences: 3,
    evidence: "9f2c",
    retrainRun: null,
    ...more,
  };
}

const alerts: readonly Alert[] = [
  createAlert("performance.accuracy", {
    kind: "performance",
    severity: "error",
    message: "accuracy fell from 91.3 % to 84.6 %, below the 88.5 % expected at least",
    retrainRun: "20261120-183000-k3f9ab",
  }),
  createAlert("drift.feature.age", {
    message: "age drifted: 31.9 % of the rows moved, as a shift of 0.84 σ would do",
  }),
  createAlert("llm.refusals", {
    kind: "llm",
    state: "acknowledged",
    message: "refusals rose from 1.2 % to 5.1 %",
    note: "known since the new system prompt",
  }),
  createAlert("health.latency.p95", {
    kind: "health",
    state: "snoozed",
    snoozedUntil: "2026-11-27T00:00:00.000Z",
    message: "latency at the 95th percentile rose from 118 ms to 312 ms",
  }),
  createAlert("validation.region", {
    kind: "validation",
    severity: "info",
    state: "resolved",
    resolvedAt: "2026-11-19T06:00:00.000Z",
    occurrences: 1,
    message: "region had a value that is not allowed",
  }),
];

export function createDetail(
  id: string,
  report: MonitorReport | null,
  more: Partial<MonitorDetail> = {},
): MonitorDetail {
  return {
    id,
    report: report === null ? null : createReportView(report),
    alerts: [],
    retrain: null,
    models: null,
    acceptBlocked: null,
    ...more,
  };
}

/** One monitor that has everything, three others, and a comparison. */
export function createSetup(featureCount?: number): DriftSetup {
  const report = createReport(featureCount);
  const bare = (verdict: MonitorVerdict): MonitorReport => ({
    ...report,
    verdict,
    reason: "nothing moved by more than chance gives",
    performance: null,
    validation: null,
    health: null,
    llm: null,
    problems: [],
  });
  const monitors = [
    createEntry("churn", { verdict: "degraded", openAlerts: 2, worstAlert: "error" }),
    createEntry("fraud, nightly", { history: [] }),
    createEntry("support-chat", { verdict: "watch", schedule: "on change" }),
    createEntry("prices", { verdict: null, lastCheckedAt: null, history: [], schedule: "" }),
    createEntry("compare:1", {
      kind: "comparison",
      name: "train.parquet and w46.parquet",
      verdict: "drift",
      schedule: "",
      history: [],
    }),
  ];
  const details = {
    churn: createDetail("churn", report, {
      alerts,
      retrain: {
        run: "train",
        isOffered: true,
        reason: "accuracy fell, and 3,620 new labelled rows are there",
        lastRun: {
          id: "20261120-183000-k3f9ab",
          name: "calm-heron",
          status: "finished",
          startedAt: "2026-11-20T18:30:00.000Z",
        },
        problem: null,
      },
      models: {
        comparison: createComparison(),
        beforeRun: "20261101-101112-k3f9ab",
        afterRun: "20261120-183000-k3f9ab",
        comparedAt: "2026-11-20T19:02:00.000Z",
      },
    }),
    "fraud, nightly": createDetail("fraud, nightly", bare("stable"), {
      retrain: {
        run: "train-fraud",
        isOffered: false,
        reason: "nothing calls for it: no alert is open",
        lastRun: null,
        problem: null,
      },
      acceptBlocked: "The current data are the reference already.",
    }),
    "support-chat": createDetail("support-chat", bare("watch")),
    prices: createDetail("prices", null),
    "compare:1": createDetail("compare:1", bare("drift")),
  };
  return {
    overview: { monitors, problem: null },
    details,
    features: report.drift?.features ?? [],
    figures: [...(report.health?.figures ?? []), ...(report.llm?.figures ?? [])],
    history: {
      points: [0.03, 0.05, 0.04, 0.06, 0.04, 0.09, 0.18, 0.33].map((score, index) => ({
        at: new Date(Date.UTC(2026, 10, 13 + index)).toISOString(),
        score,
        verdict: score > 0.1 ? ("drift" as const) : ("stable" as const),
      })),
      band: { low: 0.01, high: 0.08 },
    },
    suggestions: [
      {
        id: "1",
        column: "tenure",
        rule: "tenure at least 0",
        reason: "all 4,200 rows of the reference are from 0 to 72",
        yaml: "- column: tenure\n  min: 0",
      },
      {
        id: "2",
        column: "payment_method",
        rule: "payment_method one of 4 values",
        reason: "the reference has 4 values, each often",
        yaml: "- column: payment_method\n  allowed: [card, transfer, cash, voucher]",
      },
    ],
  };
}

export const emptySetup: DriftSetup = {
  overview: { monitors: [], problem: null },
  details: {},
  features: [],
  figures: [],
  history: { points: [], band: null },
  suggestions: [],
};
