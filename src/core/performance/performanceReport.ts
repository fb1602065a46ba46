import * as z from "zod/mini";
import { pointSchema } from "../figures/figure.ts";

/** How well a model does over time, and where it does worst. */

export const tasks = ["binary", "multiclass", "regression"] as const;
export type Task = (typeof tasks)[number];

export const performanceVerdicts = [
  "better",
  "stable",
  "not-enough-rows",
  "watch",
  "worse",
] as const;
export type PerformanceVerdict = (typeof performanceVerdicts)[number];

const nullable = z.nullable(z.number());

const estimateSchema = z.object({
  value: nullable,
  /** 95 % confidence interval. */
  low: nullable,
  high: nullable,
  rows: z.number(),
});
export type Estimate = z.infer<typeof estimateSchema>;

const metricReportSchema = z.object({
  id: z.string(),
  label: z.string(),
  better: z.enum(["higher", "lower"]),
  reference: z.nullable(estimateSchema),
  current: estimateSchema,
  /** Chunks of the reference, then of current, in order of time. */
  referencePoints: z.readonly(z.array(pointSchema)),
  points: z.readonly(z.array(pointSchema)),
  /** What a chunk is expected to lie in. */
  band: z.nullable(z.object({ low: nullable, high: nullable })),
  pValue: nullable,
  qValue: nullable,
  verdict: z.enum(performanceVerdicts),
  reason: z.string(),
});
export type MetricReport = z.infer<typeof metricReportSchema>;

const changePointSchema = z.object({
  detector: z.string(),
  /** What the stream is: `error`, `absolute error`. */
  stream: z.string(),
  /** Row of the current data at which it was noticed, from 0. */
  row: z.number(),
  time: z.nullable(z.string()),
  meanBefore: nullable,
  meanAfter: nullable,
});
export type ChangePoint = z.infer<typeof changePointSchema>;

const conditionSchema = z.object({
  column: z.string(),
  /** As people read it: `age > 61`, `site = "B"`, `income is missing`. */
  label: z.string(),
});

const sliceSchema = z.object({
  conditions: z.readonly(z.array(conditionSchema)),
  rows: z.number(),
  share: z.number(),
  value: nullable,
  low: nullable,
  high: nullable,
  /** The same slice in the reference. */
  reference: z.nullable(estimateSchema),
  pValue: nullable,
  qValue: nullable,
  verdict: z.enum(performanceVerdicts),
});
export type SliceReport = z.infer<typeof sliceSchema>;

export const slicesReportSchema = z.object({
  metric: z.string(),
  better: z.enum(["higher", "lower"]),
  overall: estimateSchema,
  /** Worst first. */
  slices: z.readonly(z.array(sliceSchema)),
  /** How many were looked at. */
  searched: z.number(),
  minRows: z.number(),
  verdict: z.enum(performanceVerdicts),
  reason: z.string(),
});
export type SlicesReport = z.infer<typeof slicesReportSchema>;

export const performanceReportSchema = z.object({
  task: z.enum(tasks),
  /** Estimated without labels (CBPE). */
  isEstimated: z.boolean(),
  /** What must hold for the estimate to be right, as sentences. */
  assumptions: z.readonly(z.array(z.string())),
  labelledRows: z.number(),
  unlabelledRows: z.number(),
  metrics: z.readonly(z.array(metricReportSchema)),
  changes: z.readonly(z.array(changePointSchema)),
  slices: z.nullable(slicesReportSchema),
  verdict: z.enum(performanceVerdicts),
  reason: z.string(),
  problems: z.readonly(z.array(z.string())),
});
export type PerformanceReport = z.infer<typeof performanceReportSchema>;

/** By what two models are compared: metrics that are a mean over rows, so that rows can be paired. */
export const comparedMetrics = ["accuracy", "log_loss", "mae", "mse"] as const;
export type ComparedMetric = (typeof comparedMetrics)[number];

/** A retrained model against the one that it replaces, on the same data. */
export const modelComparisonSchema = z.object({
  metric: z.string(),
  better: z.enum(["higher", "lower"]),
  before: estimateSchema,
  after: estimateSchema,
  difference: z.object({ value: nullable, low: nullable, high: nullable, pValue: nullable }),
  slices: z.readonly(
    z.array(
      z.object({
        conditions: z.readonly(z.array(conditionSchema)),
        rows: z.number(),
        before: nullable,
        after: nullable,
        difference: nullable,
        qValue: nullable,
        verdict: z.enum(performanceVerdicts),
      }),
    ),
  ),
  rows: z.number(),
  /** Of the new model: `better`, `worse`, `stable` (no difference that counts)… */
  verdict: z.enum(performanceVerdicts),
  reason: z.string(),
});
export type ModelComparison = z.infer<typeof modelComparisonSchema>;
