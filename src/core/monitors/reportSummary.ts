import * as z from "zod/mini";
import { performanceVerdicts } from "../performance/performanceReport.ts";
import { evidenceOf } from "./collectReport.ts";
import { monitorVerdicts, type MonitorReport } from "./monitorReport.ts";

/** Checks of which a state remembers how they ended. */
const maxPast = 200;

export const pastCheckSchema = z.object({
  /** ISO 8601. */
  at: z.string(),
  /** The share of drifted features, else how far the worst slice is from the whole. */
  value: z.nullable(z.number()),
  verdict: z.enum(monitorVerdicts),
});
export type PastCheck = z.infer<typeof pastCheckSchema>;

/**
 * What lists, status and the policy for retraining ask of a report. Reports of wide data have
 * megabytes; this has a few hundred bytes.
 */
export const reportSummarySchema = z.object({
  monitor: z.string(),
  checkedAt: z.string(),
  verdict: z.enum(monitorVerdicts),
  reason: z.string(),
  /** Names the data that were compared: the same evidence twice is one reason to act. */
  evidence: z.string(),
  /** The run whose data is the reference, where it is one. */
  replaces: z.nullable(z.string()),
  performance: z.nullable(
    z.object({
      verdict: z.enum(performanceVerdicts),
      isEstimated: z.boolean(),
      labelledRows: z.number(),
    }),
  ),
});
export type ReportSummary = z.infer<typeof reportSummarySchema>;

export function summariseReport(report: MonitorReport): ReportSummary {
  const { monitor, checkedAt, verdict, reason, drift, performance } = report;
  return {
    ...{ monitor, checkedAt, verdict, reason },
    evidence: evidenceOf(report),
    replaces: drift?.reference.run?.id ?? null,
    performance: performance && {
      verdict: performance.verdict,
      isEstimated: performance.isEstimated,
      labelledRows: performance.labelledRows,
    },
  };
}

export const monitorStateSchema = z.object({
  /** Of the last check that succeeded. */
  summary: z.nullable(reportSummarySchema),
  /** Why the last check failed; null when it did not. */
  failure: z.nullable(z.object({ time: z.string(), message: z.string() })),
  /** Checks that succeeded, oldest first. */
  past: z.readonly(z.array(pastCheckSchema)),
});
/** How a monitor stands, without the report itself. */
export type StoredState = z.infer<typeof monitorStateSchema>;

export const unknownState: StoredState = { summary: null, failure: null, past: [] };

export function toPastCheck({
  checkedAt,
  verdict,
  figures,
}: Pick<MonitorReport, "checkedAt" | "verdict" | "figures">): PastCheck {
  const value = figures["drift.share"] ?? figures["slices.gap"] ?? null;
  return { at: checkedAt, value, verdict };
}

/** A state after one more check that succeeded. */
export function stateAfter({ past }: StoredState, report: MonitorReport): StoredState {
  return {
    summary: summariseReport(report),
    failure: null,
    past: [...past, toPastCheck(report)].slice(-maxPast),
  };
}
