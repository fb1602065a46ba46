import * as z from "zod/mini";
import { verdicts } from "../drift/report/driftReport.ts";
import { figureSchema } from "../figures/figure.ts";

/** How the system around a model does: latency, errors, throughput, resources. */
export const healthReportSchema = z.object({
  /** `files`, `prometheus`, `opentelemetry`. */
  source: z.string(),
  rows: z.number(),
  figures: z.readonly(z.array(figureSchema)),
  verdict: z.enum(verdicts),
  reason: z.string(),
  problems: z.readonly(z.array(z.string())),
});
export type HealthReport = z.infer<typeof healthReportSchema>;
