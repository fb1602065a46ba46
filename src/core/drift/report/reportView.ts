import * as z from "zod/mini";
import { columnTypes } from "../profile/profile.ts";
import { healthReportSchema } from "../../health/healthReport.ts";
import { llmReportSchema } from "../../llm/llmReport.ts";
import type { Figure } from "../../figures/figure.ts";
import { monitorVerdicts, type MonitorReport } from "../../monitors/monitorReport.ts";
import { performanceReportSchema } from "../../performance/performanceReport.ts";
import { validationReportSchema } from "../../validation/validationReport.ts";
import {
  columnRoles,
  driftReportSchema,
  severities,
  verdicts,
  type Distribution,
  type DriftReport,
  type FeatureReport,
} from "./driftReport.ts";

/**
 * A report as the panel opens it: everything but what is only seen when a feature or a figure is
 * opened. A report about 1,000 features stays below 1 MB.
 */

const nullable = z.nullable(z.number());

/** Bars of the small distributions in the table. */
export const miniBars = 16;
/** Points that a figure has until it is opened: the newest. */
export const figurePoints = 40;

/** Shares of the rows on both sides in thousandths, at most `miniBars` of each. */
const miniSchema = z.object({
  reference: z.readonly(z.array(z.number())),
  current: z.readonly(z.array(z.number())),
});
export type MiniDistribution = z.infer<typeof miniSchema>;

const featureRowSchema = z.object({
  name: z.string(),
  type: z.enum(columnTypes),
  role: z.enum(columnRoles),
  importance: nullable,
  verdict: z.enum(verdicts),
  severity: z.enum(severities),
  score: nullable,
  scoreLow: nullable,
  scoreHigh: nullable,
  threshold: nullable,
  qValue: nullable,
  equivalentShift: nullable,
  rowsNeeded: nullable,
  /** Shares of rows. */
  nulls: z.object({ reference: z.number(), current: z.number() }),
  unseen: z.number(),
  mini: z.nullable(miniSchema),
});
export type FeatureRow = z.infer<typeof featureRowSchema>;

const driftViewSchema = z.extend(z.omit(driftReportSchema, { features: true }), {
  features: z.readonly(z.array(featureRowSchema)),
});
export type DriftView = z.infer<typeof driftViewSchema>;

export const reportViewSchema = z.object({
  monitor: z.string(),
  /** ISO 8601. */
  checkedAt: z.string(),
  durationMs: z.number(),
  verdict: z.enum(monitorVerdicts),
  reason: z.string(),
  drift: z.nullable(driftViewSchema),
  performance: z.nullable(performanceReportSchema),
  validation: z.nullable(validationReportSchema),
  /** Figures with their newest points only. */
  health: z.nullable(healthReportSchema),
  llm: z.nullable(llmReportSchema),
  problems: z.readonly(z.array(z.string())),
});
export type ReportView = z.infer<typeof reportViewSchema>;

export function createReportView(report: MonitorReport): ReportView {
  const { monitor, checkedAt, durationMs, verdict, reason, performance, validation } = report;
  const { drift, health, llm, problems } = report;
  return {
    monitor,
    checkedAt,
    durationMs,
    verdict,
    reason,
    drift: drift === null ? null : createDriftView(drift),
    performance,
    validation,
    health: health === null ? null : { ...health, figures: health.figures.map(shortened) },
    llm: llm === null ? null : { ...llm, figures: llm.figures.map(shortened) },
    problems,
  };
}

function createDriftView(report: DriftReport): DriftView {
  return { ...report, features: report.features.map(createFeatureRow) };
}

export function createFeatureRow(feature: FeatureReport): FeatureRow {
  const { name, type, role, verdict, severity, nulls } = feature;
  return {
    name,
    type,
    role,
    importance: short(feature.importance),
    verdict,
    severity,
    score: short(feature.score),
    scoreLow: short(feature.scoreLow),
    scoreHigh: short(feature.scoreHigh),
    threshold: short(feature.threshold),
    qValue: short(feature.qValue),
    equivalentShift: short(feature.equivalentShift),
    rowsNeeded: feature.rowsNeeded,
    nulls: { reference: shortShare(nulls.reference), current: shortShare(nulls.current) },
    unseen: shortShare(feature.unseen.share),
    mini: feature.distribution === null ? null : createMini(feature.distribution),
  };
}

/**
 * Neighbouring bins joined until at most `miniBars` are left; of categories the first, and one bar
 * for all others.
 */
export function createMini(distribution: Distribution): MiniDistribution {
  if (distribution.kind === "number") {
    const { reference, current } = distribution;
    return { reference: joined(reference), current: joined(current) };
  }
  return {
    reference: listed(distribution.reference, distribution.otherReference),
    current: listed(distribution.current, distribution.otherCurrent),
  };
}

/** As many bins in each bar, so that no bar is higher for holding more of them. */
function joined(shares: readonly number[]): number[] {
  const size = Math.max(1, Math.ceil(shares.length / miniBars));
  const bars = new Array<number>(Math.ceil(shares.length / size)).fill(0);
  shares.forEach((share, index) => {
    const bar = Math.floor(index / size);
    bars[bar] = (bars[bar] ?? 0) + share;
  });
  return bars.map(thousandths);
}

function listed(shares: readonly number[], other: number): number[] {
  if (shares.length < miniBars) return [...shares, other].map(thousandths);
  const rest = shares.slice(miniBars - 1).reduce((sum, share) => sum + share, other);
  return [...shares.slice(0, miniBars - 1), rest].map(thousandths);
}

function thousandths(share: number): number {
  return Math.round(share * 1000);
}

/** Five digits are more than a table shows. */
function short(value: number | null): number | null {
  return value === null ? null : shortShare(value);
}

function shortShare(value: number): number {
  return Number(value.toPrecision(5));
}

function shortened(figure: Figure): Figure {
  return { ...figure, points: figure.points.slice(-figurePoints) };
}
