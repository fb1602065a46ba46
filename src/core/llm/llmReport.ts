import * as z from "zod/mini";
import { verdicts } from "../drift/report/driftReport.ts";
import { figureSchema } from "../figures/figure.ts";

/** What the log of a language model says, without asking another model. */
export const llmReportSchema = z.object({
  rows: z.number(),
  figures: z.readonly(z.array(figureSchema)),
  models: z.readonly(
    z.array(
      z.object({
        name: z.string(),
        rows: z.number(),
        cost: z.nullable(z.number()),
        inputTokens: z.nullable(z.number()),
        outputTokens: z.nullable(z.number()),
        /** Not in the reference. */
        isNew: z.boolean(),
      }),
    ),
  ),
  currency: z.string(),
  /** The date of the prices, as their table says. */
  pricesAsOf: z.nullable(z.string()),
  /** Models without a price: their cost is not in the sum. */
  unpriced: z.readonly(z.array(z.string())),
  /** Personal data and secrets that were found, masked. */
  leaks: z.readonly(
    z.array(
      z.object({
        kind: z.string(),
        label: z.string(),
        rows: z.number(),
        examples: z.readonly(
          z.array(
            z.object({ masked: z.string(), file: z.string(), line: z.number(), field: z.string() }),
          ),
        ),
      }),
    ),
  ),
  verdict: z.enum(verdicts),
  reason: z.string(),
  problems: z.readonly(z.array(z.string())),
});
export type LlmReport = z.infer<typeof llmReportSchema>;
