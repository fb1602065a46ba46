import * as z from "zod/mini";
import { driftReportSchema } from "../drift/report/driftReport.ts";
import { healthReportSchema } from "../health/healthReport.ts";
import { llmReportSchema } from "../llm/llmReport.ts";
import { performanceReportSchema } from "../performance/performanceReport.ts";
import { validationReportSchema } from "../validation/validationReport.ts";

/**
 * What one check of a monitor found. Kept in history and printed by `sextant drift check --format
 * json`: a public format, only ever added to.
 */

/** From good to bad. `degraded`: the model, the data's rules or the system got worse. */
export const monitorVerdicts = ["stable", "not-enough-rows", "watch", "drift", "degraded"] as const;
export type MonitorVerdict = (typeof monitorVerdicts)[number];

export const monitorReportSchema = z.object({
  version: z.literal(1),
  monitor: z.string(),
  /** ISO 8601. */
  checkedAt: z.string(),
  durationMs: z.number(),
  verdict: z.enum(monitorVerdicts),
  /** One sentence: the worst finding first; a drop of performance outranks moved data. */
  reason: z.string(),
  drift: z.nullable(driftReportSchema),
  performance: z.nullable(performanceReportSchema),
  validation: z.nullable(validationReportSchema),
  health: z.nullable(healthReportSchema),
  llm: z.nullable(llmReportSchema),
  /**
   * Every number an alert rule may name, by id: `drift.share`, `drift.feature.age`,
   * `performance.accuracy`, `slices.worst`, `health.latency.p95`, `llm.cost`, `validation.errors`.
   */
  figures: z.record(z.string(), z.number()),
  problems: z.readonly(z.array(z.string())),
});
export type MonitorReport = z.infer<typeof monitorReportSchema>;
