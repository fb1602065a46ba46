import * as z from "zod/mini";
import { verdicts } from "../drift/report/driftReport.ts";

/**
 * A figure: one number that is watched over time, with how sure it is and what is expected. Health
 * and logs of language models are made of these, and alert rules name them by id.
 */

const nullable = z.nullable(z.number());

export const pointSchema = z.object({
  /** What the point is called on an axis: a day, an hour, a range of rows. */
  label: z.string(),
  /** ISO 8601; null where chunks have no time. */
  start: z.nullable(z.string()),
  end: z.nullable(z.string()),
  rows: z.number(),
  value: nullable,
  low: nullable,
  high: nullable,
  isAlarm: z.boolean(),
});
/** One chunk of a series, with its confidence interval. */
export type SeriesPoint = z.infer<typeof pointSchema>;

export const units = [
  "share",
  "count",
  "milliseconds",
  "seconds",
  "bytes",
  "perSecond",
  "tokens",
  "currency",
  "number",
] as const;
export type Unit = (typeof units)[number];

export const figureSchema = z.object({
  /** Unique in its report: `latency.p95`. */
  id: z.string(),
  label: z.string(),
  unit: z.enum(units),
  better: z.enum(["higher", "lower", "neither"]),
  reference: nullable,
  current: nullable,
  /** Confidence interval of `current`. */
  low: nullable,
  high: nullable,
  pValue: nullable,
  qValue: nullable,
  /** What is expected without change; null without a reference. */
  band: z.nullable(z.object({ low: nullable, high: nullable })),
  points: z.readonly(z.array(pointSchema)),
  verdict: z.enum(verdicts),
  /** One sentence. */
  reason: z.string(),
});
export type Figure = z.infer<typeof figureSchema>;
