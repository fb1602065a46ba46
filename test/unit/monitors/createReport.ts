import type { DriftReport } from "../../../src/core/drift/report/driftReport.ts";
import type { ReportParts } from "../../../src/core/monitors/reportFigures.ts";
import { collectReport } from "../../../src/core/monitors/collectReport.ts";
import type { MonitorReport } from "../../../src/core/monitors/monitorReport.ts";
import type { PerformanceReport } from "../../../src/core/performance/performanceReport.ts";

type Feature = DriftReport["features"][number];

export function createFeature(name: string, changes: Partial<Feature> = {}): Feature {
  return {
    name,
    type: "number",
    role: "feature",
    importance: null,
    test: "ks",
    testLabel: "KS",
    score: 0.01,
    scoreLow: null,
    scoreHigh: null,
    threshold: 0.1,
    pValue: 0.5,
    qValue: 0.5,
    effect: 0.01,
    equivalentShift: null,
    noiseFloor: null,
    rowsNeeded: null,
    verdict: "stable",
    severity: "none",
    reason: "",
    checks: [],
    nulls: { reference: 0, current: 0 },
    unseen: { share: 0, values: [] },
    outOfRange: null,
    reference: null,
    current: null,
    distribution: null,
    ...changes,
  };
}

export function createDrift(changes: Partial<DriftReport> = {}): DriftReport {
  const side = { label: "x", rows: 100, columns: 1, files: [], run: null };
  return {
    version: 1,
    verdict: "stable",
    reason: "Nothing moved.",
    behaviour: "robust",
    threshold: 0.1,
    alpha: 0.05,
    reference: { ...side, fingerprint: "a" },
    current: { ...side, fingerprint: "b" },
    features: [],
    schemaChanges: [],
    driftedShare: 0,
    driftedShareThreshold: 0.3,
    classifier: null,
    problems: [],
    ...changes,
  };
}

export function createPerformance(changes: Partial<PerformanceReport> = {}): PerformanceReport {
  return {
    task: "binary",
    isEstimated: false,
    assumptions: [],
    labelledRows: 500,
    unlabelledRows: 0,
    metrics: [],
    changes: [],
    slices: null,
    verdict: "stable",
    reason: "As good as before.",
    problems: [],
    ...changes,
  };
}

export function createMetric(
  id: string,
  value: number,
  changes: Partial<PerformanceReport["metrics"][number]> = {},
): PerformanceReport["metrics"][number] {
  const estimate = { value, low: null, high: null, rows: 10 };
  return {
    id,
    label: id,
    better: "higher",
    reference: null,
    current: estimate,
    referencePoints: [],
    points: [],
    band: null,
    pValue: null,
    qValue: null,
    verdict: "stable",
    reason: "",
    ...changes,
  };
}

export function createSlices(
  verdict: "stable" | "worse",
): NonNullable<PerformanceReport["slices"]> {
  const estimate = { value: 0.9, low: null, high: null, rows: 10 };
  return {
    metric: "accuracy",
    better: "higher",
    overall: estimate,
    slices: [
      {
        conditions: [{ column: "site", label: 'site = "B"' }],
        rows: 60,
        share: 0.1,
        value: 0.6,
        low: null,
        high: null,
        reference: null,
        pValue: null,
        qValue: null,
        verdict,
      },
    ],
    searched: 10,
    minRows: 50,
    verdict,
    reason: 'It does worse where site = "B".',
  };
}

export function createReport(
  parts: Partial<ReportParts>,
  problems: readonly string[] = [],
): MonitorReport {
  return collectReport({
    monitor: "m",
    checkedAt: "2030-01-01T00:00:00.000Z",
    durationMs: 1,
    parts: { drift: null, performance: null, validation: null, health: null, llm: null, ...parts },
    problems,
  });
}
