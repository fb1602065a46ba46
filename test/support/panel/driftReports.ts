import type { HealthReport } from "../../../src/core/health/healthReport.ts";
import type { LlmReport } from "../../../src/core/llm/llmReport.ts";
import type { Figure, SeriesPoint, Unit } from "../../../src/core/figures/figure.ts";
import type { MonitorReport } from "../../../src/core/monitors/monitorReport.ts";
import type {
  ModelComparison,
  PerformanceReport,
  SliceReport,
} from "../../../src/core/performance/performanceReport.ts";
import type { ValidationReport } from "../../../src/core/validation/validationReport.ts";
import { createDriftReport, createRandom } from "./driftFeatures.ts";

export const checkedAt = "2026-11-20T18:25:00.000Z";

export function createPoints(
  count: number,
  from: number,
  to: number,
  options: { readonly spread: number; readonly alarmBelow?: number; readonly first?: number },
): SeriesPoint[] {
  const random = createRandom(count * 31 + Math.round(from * 1000));
  return Array.from({ length: count }, (_, index) => {
    const base = from + ((to - from) * index) / Math.max(1, count - 1);
    const value = base + (random() - 0.5) * options.spread;
    const time = Date.UTC(2026, 10, (options.first ?? 1) + index);
    return {
      label: new Date(time).toISOString().slice(5, 10),
      start: new Date(time).toISOString(),
      end: new Date(time + 86_400_000).toISOString(),
      rows: 400 + Math.round(random() * 60),
      value,
      low: value - options.spread * 1.4,
      high: value + options.spread * 1.4,
      isAlarm: value < (options.alarmBelow ?? -Infinity),
    };
  });
}

export function createFigure(id: string, label: string, unit: Unit, more: Partial<Figure>): Figure {
  return {
    id,
    label,
    unit,
    better: "lower",
    reference: null,
    current: null,
    low: null,
    high: null,
    pValue: null,
    qValue: null,
    band: null,
    points: [],
    verdict: "stable",
    reason: "within what is expected",
    ...more,
  };
}

function slice(labels: readonly string[], value: number, before: number): SliceReport {
  const isWorse = before - value > 0.05;
  return {
    conditions: labels.map((label) => ({ column: label.split(" ")[0] ?? "", label })),
    rows: 310,
    share: 0.08,
    value,
    low: value - 0.04,
    high: value + 0.04,
    reference: { value: before, low: before - 0.03, high: before + 0.03, rows: 340 },
    pValue: isWorse ? 1e-6 : 0.4,
    qValue: isWorse ? 4e-6 : 0.7,
    verdict: isWorse ? "worse" : "stable",
  };
}

export function createPerformance(): PerformanceReport {
  return {
    task: "binary",
    isEstimated: false,
    assumptions: [],
    labelledRows: 3620,
    unlabelledRows: 350,
    metrics: [
      {
        id: "accuracy",
        label: "Accuracy",
        better: "higher",
        reference: { value: 0.913, low: 0.904, high: 0.921, rows: 4200 },
        current: { value: 0.846, low: 0.834, high: 0.858, rows: 3620 },
        referencePoints: createPoints(8, 0.914, 0.912, { spread: 0.012 }),
        points: createPoints(12, 0.908, 0.8, { spread: 0.014, alarmBelow: 0.885, first: 9 }),
        band: { low: 0.89, high: 0.936 },
        pValue: 1e-12,
        qValue: 3e-12,
        verdict: "worse",
        reason: "accuracy fell from 91.3 % to 84.6 %",
      },
      {
        id: "roc_auc",
        label: "ROC AUC",
        better: "higher",
        reference: { value: 0.952, low: 0.946, high: 0.958, rows: 4200 },
        current: { value: 0.948, low: 0.941, high: 0.955, rows: 3620 },
        referencePoints: createPoints(8, 0.952, 0.951, { spread: 0.008 }),
        points: createPoints(12, 0.95, 0.946, { spread: 0.008, first: 9 }),
        band: { low: 0.93, high: 0.97 },
        pValue: 0.31,
        qValue: 0.31,
        verdict: "stable",
        reason: "ROC AUC stayed within what is expected",
      },
    ],
    changes: [
      {
        detector: "ADWIN",
        stream: "error",
        row: 1730,
        time: "2026-11-14T03:00:00.000Z",
        meanBefore: 0.089,
        meanAfter: 0.188,
      },
    ],
    slices: {
      metric: "accuracy",
      better: "higher",
      overall: { value: 0.846, low: 0.834, high: 0.858, rows: 3620 },
      slices: [
        slice(["age > 61", 'payment_method = "mobile wallet with a long name"'], 0.58, 0.9),
        slice(["age > 61"], 0.71, 0.91),
        slice(["income is missing"], 0.79, 0.89),
        slice(['region = "north"'], 0.9, 0.91),
      ],
      searched: 412,
      minRows: 100,
      verdict: "worse",
      reason: "accuracy fell most where age > 61 and payment_method is new",
    },
    verdict: "worse",
    reason: "accuracy fell from 91.3 % to 84.6 %",
    problems: [],
  };
}

export function createValidation(): ValidationReport {
  const result = { index: 0, column: "age", level: "error", failedRows: 0 } as const;
  return {
    rows: 3970,
    results: [
      {
        ...result,
        rule: "age between 0 and 120",
        outcome: "failed",
        failedRows: 14,
        message: "14 rows (0.4 %) are outside, from −3 to 999",
      },
      {
        ...result,
        index: 1,
        column: "income",
        level: "warning",
        rule: "income missing in at most 5 %",
        outcome: "failed",
        failedRows: 3573,
        message: "90 % are missing",
      },
      {
        ...result,
        index: 2,
        column: null,
        rule: "at least 1,000 rows",
        outcome: "passed",
        failedRows: null,
        message: "3,970 rows",
      },
      {
        ...result,
        index: 3,
        column: "region",
        rule: "region one of 5 values",
        outcome: "passed",
        message: "all rows have one of them",
      },
    ],
    errorCount: 1,
    warningCount: 1,
    reason: "1 rule is broken, 1 warns",
  };
}

export function createHealth(): HealthReport {
  return {
    source: "prometheus",
    rows: 86_400,
    figures: [
      createFigure("latency.p95", "Latency, 95th percentile", "milliseconds", {
        reference: 118,
        current: 312,
        low: 290,
        high: 340,
        pValue: 1e-9,
        qValue: 1e-8,
        band: { low: 90, high: 160 },
        points: createPoints(30, 120, 320, { spread: 24 }).map((p) => ({
          ...p,
          isAlarm: (p.value ?? 0) > 160,
        })),
        verdict: "drift",
        reason: "rose from 118 ms to 312 ms, above the 160 ms expected at most",
      }),
      createFigure("errors.rate", "Error rate", "share", {
        reference: 0.004,
        current: 0.0043,
        low: 0.0038,
        high: 0.0049,
        band: { low: 0.002, high: 0.007 },
        points: createPoints(30, 0.004, 0.0043, { spread: 0.001 }),
      }),
      createFigure("throughput", "Throughput", "perSecond", {
        better: "neither",
        reference: 41.2,
        current: 44.9,
        band: { low: 30, high: 55 },
        points: createPoints(30, 41, 45, { spread: 5 }),
      }),
      createFigure("resource.memory", "Memory", "bytes", {
        reference: 1.2e9,
        current: 1.9e9,
        band: { low: 1e9, high: 1.8e9 },
        points: createPoints(30, 1.2e9, 1.9e9, { spread: 5e7 }),
        verdict: "watch",
        reason: "rose by 58 %",
      }),
    ],
    verdict: "drift",
    reason: "latency at the 95th percentile rose from 118 ms to 312 ms",
    problems: [],
  };
}

export function createLlm(): LlmReport {
  return {
    rows: 12_400,
    figures: [
      createFigure("cost", "Cost", "currency", {
        reference: 18.4,
        current: 41.77,
        points: createPoints(20, 0.9, 2.4, { spread: 0.2 }),
        band: { low: 0.6, high: 1.4 },
        verdict: "drift",
        reason: "more than doubled: answers are longer",
      }),
      createFigure("refusals", "Refusals", "share", {
        reference: 0.012,
        current: 0.051,
        low: 0.047,
        high: 0.055,
        points: createPoints(20, 0.012, 0.06, { spread: 0.006 }),
        band: { low: 0.006, high: 0.02 },
        verdict: "drift",
        reason: "rose from 1.2 % to 5.1 %",
      }),
    ],
    models: [
      {
        name: "large-2026-09",
        rows: 9000,
        cost: 33.1,
        inputTokens: 8_100_000,
        outputTokens: 2_900_000,
        isNew: false,
      },
      {
        name: "large-2026-11",
        rows: 3400,
        cost: 8.67,
        inputTokens: 2_200_000,
        outputTokens: 840_000,
        isNew: true,
      },
    ],
    currency: "USD",
    pricesAsOf: "2026-10-01",
    unpriced: ["house-model"],
    leaks: [
      {
        kind: "email",
        label: "E-mail addresses",
        rows: 17,
        examples: [
          { masked: "j•••@e•••.com", file: "logs/nov.jsonl", line: 4121, field: "response" },
        ],
      },
    ],
    verdict: "drift",
    reason: "refusals rose from 1.2 % to 5.1 %",
    problems: [],
  };
}

export function createComparison(): ModelComparison {
  const estimate = (value: number) => ({
    value,
    low: value - 0.012,
    high: value + 0.012,
    rows: 1810,
  });
  const part = (label: string, before: number, after: number) => ({
    conditions: [{ column: label.split(" ")[0] ?? "", label }],
    rows: 240,
    before,
    after,
    difference: after - before,
    qValue: after - before > 0.05 ? 1e-4 : 0.5,
    verdict: after - before > 0.05 ? ("better" as const) : ("stable" as const),
  });
  return {
    metric: "accuracy",
    better: "higher",
    before: estimate(0.846),
    after: estimate(0.921),
    difference: { value: 0.075, low: 0.058, high: 0.092, pValue: 1e-14 },
    slices: [part("age > 61", 0.71, 0.9), part('region = "north"', 0.9, 0.91)],
    rows: 1810,
    verdict: "better",
    reason:
      "the retrained model is better: accuracy 92.1 % instead of 84.6 % on the same 1,810 rows",
  };
}

export function createReport(featureCount?: number): MonitorReport {
  return {
    version: 1,
    monitor: "churn",
    checkedAt,
    durationMs: 1840,
    verdict: "degraded",
    reason: "accuracy fell from 91.3 % to 84.6 % while age and payment_method drifted",
    drift: createDriftReport(featureCount),
    performance: createPerformance(),
    validation: createValidation(),
    health: createHealth(),
    llm: createLlm(),
    figures: { "drift.share": 0.29, "performance.accuracy": 0.846 },
    problems: ["data/incoming/w47.parquet was left out: it is being written"],
  };
}
