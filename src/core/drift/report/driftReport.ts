import * as z from "zod/mini";
import { columnTypes } from "../profile/profile.ts";

/**
 * What one comparison of reference and current found. `sextant drift compare --format json` prints
 * it, the panel shows it, history keeps it: a public format, only ever added to.
 */

/** From good to bad; `not-enough-rows` says that neither can be told. */
export const verdicts = ["stable", "not-enough-rows", "watch", "drift"] as const;
export type Verdict = (typeof verdicts)[number];

/** How big a change is, whether it is certain or not. */
export const severities = ["none", "minor", "moderate", "major"] as const;
export type DriftSeverity = (typeof severities)[number];

export const behaviours = ["robust", "evidently", "nannyml"] as const;
export type Behaviour = (typeof behaviours)[number];

export const columnRoles = ["feature", "target", "prediction", "probability"] as const;
export type ColumnRole = (typeof columnRoles)[number];

const count = z.number();
const share = z.number();
const nullable = z.nullable(z.number());
const shares = z.readonly(z.array(share));

export const checkKinds = ["distribution", "nulls", "unseen", "range", "infinite", "type"] as const;
export type CheckKind = (typeof checkKinds)[number];

/** One question asked of one column. */
const featureCheckSchema = z.object({
  kind: z.enum(checkKinds),
  verdict: z.enum(verdicts),
  pValue: nullable,
  qValue: nullable,
  /** Share of rows, or whatever the question is about, on both sides. */
  reference: nullable,
  current: nullable,
  /** A sentence without a full stop: "nulls rose from 2 % to 90 %". */
  message: z.string(),
});
export type FeatureCheck = z.infer<typeof featureCheckSchema>;

const sideStatisticsSchema = z.object({
  rows: count,
  nulls: count,
  min: nullable,
  max: nullable,
  mean: nullable,
  std: nullable,
  /** At 5, 25, 50, 75 and 95 %, from the histogram. */
  quantiles: z.nullable(z.readonly(z.array(z.number()))),
  distinct: nullable,
});
export type SideStatistics = z.infer<typeof sideStatisticsSchema>;

/** Bins for drawing: few, of both sides, shares of the rows that have a value. */
const numberDistributionSchema = z.object({
  kind: z.literal("number"),
  /** Milliseconds since the epoch for timestamps. One more than bins. */
  edges: z.readonly(z.array(z.number())),
  reference: shares,
  current: shares,
});
const categoryDistributionSchema = z.object({
  kind: z.literal("category"),
  labels: z.readonly(z.array(z.string())),
  reference: shares,
  current: shares,
  /** Shares of what is not listed. */
  otherReference: share,
  otherCurrent: share,
});
const distributionSchema = z.union([numberDistributionSchema, categoryDistributionSchema]);
export type NumberDistribution = z.infer<typeof numberDistributionSchema>;
export type CategoryDistribution = z.infer<typeof categoryDistributionSchema>;
export type Distribution = z.infer<typeof distributionSchema>;

export const featureReportSchema = z.object({
  name: z.string(),
  type: z.enum(columnTypes),
  role: z.enum(columnRoles),
  /** As configured or learnt; null when not known. */
  importance: nullable,
  /** Id and label of the statistic. */
  test: z.nullable(z.string()),
  testLabel: z.nullable(z.string()),
  /** What is compared with `threshold`. */
  score: nullable,
  /** Certified bounds of the score, where it was not computed exactly; equal to it otherwise. */
  scoreLow: nullable,
  scoreHigh: nullable,
  threshold: nullable,
  pValue: nullable,
  /** The p-value after Benjamini–Hochberg over every test of the comparison. */
  qValue: nullable,
  /** Share of rows that moved, 0 to 1, freed of what chance alone gives. */
  effect: nullable,
  /** The shift of a normal mean, in standard deviations, that would move as many rows. */
  equivalentShift: nullable,
  /** What the effect would be, on average, without any drift. */
  noiseFloor: nullable,
  /** Rows a side that would settle it, when there are too few. */
  rowsNeeded: nullable,
  verdict: z.enum(verdicts),
  severity: z.enum(severities),
  /** One sentence. */
  reason: z.string(),
  checks: z.readonly(z.array(featureCheckSchema)),
  nulls: z.object({ reference: share, current: share }),
  unseen: z.object({
    /** Share of current rows whose category does not occur in the reference. */
    share,
    /** The most frequent of them. */
    values: z.readonly(z.array(z.object({ value: z.string(), count }))),
  }),
  /** Shares of current rows below the least and above the greatest reference value. */
  outOfRange: z.nullable(z.object({ below: share, above: share })),
  reference: z.nullable(sideStatisticsSchema),
  current: z.nullable(sideStatisticsSchema),
  distribution: z.nullable(distributionSchema),
});
export type FeatureReport = z.infer<typeof featureReportSchema>;

/** A data set as a report names it. */
const sideSchema = z.object({
  label: z.string(),
  rows: count,
  columns: count,
  files: z.readonly(z.array(z.string())),
  fingerprint: z.string(),
  run: z.nullable(z.object({ id: z.string(), commit: z.nullable(z.string()) })),
});
export type ComparedSide = z.infer<typeof sideSchema>;

const schemaChangeSchema = z.object({
  kind: z.enum(["missing", "added", "type-changed"]),
  column: z.string(),
  reference: z.nullable(z.string()),
  current: z.nullable(z.string()),
  message: z.string(),
});
export type SchemaChange = z.infer<typeof schemaChangeSchema>;

/** How well a classifier tells current rows from reference rows: sees what moves together. */
const classifierSchema = z.object({
  auc: z.number(),
  low: z.number(),
  high: z.number(),
  threshold: z.number(),
  rows: count,
  verdict: z.enum(verdicts),
  /** The columns, or pairs of columns, by which it tells them apart. */
  reasons: z.readonly(
    z.array(z.object({ columns: z.readonly(z.array(z.string())), weight: z.number() })),
  ),
});
export type DomainClassifierReport = z.infer<typeof classifierSchema>;

export const driftReportSchema = z.object({
  version: z.literal(1),
  verdict: z.enum(verdicts),
  /** One sentence for people. */
  reason: z.string(),
  behaviour: z.enum(behaviours),
  /** The least effect that counts (robust), else the behaviour's default threshold. */
  threshold: nullable,
  /** Rate of false discoveries that is accepted. */
  alpha: z.number(),
  reference: sideSchema,
  current: sideSchema,
  /** Target and prediction first, then by severity × importance. */
  features: z.readonly(z.array(featureReportSchema)),
  schemaChanges: z.readonly(z.array(schemaChangeSchema)),
  /** Weighted by importance where importances are known. */
  driftedShare: z.number(),
  driftedShareThreshold: z.number(),
  classifier: z.nullable(classifierSchema),
  problems: z.readonly(z.array(z.string())),
});
export type DriftReport = z.infer<typeof driftReportSchema>;
