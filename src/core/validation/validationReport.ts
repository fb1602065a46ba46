import * as z from "zod/mini";

/** Which rules about the data hold. */
export const validationReportSchema = z.object({
  rows: z.number(),
  results: z.readonly(
    z.array(
      z.object({
        /** Position of the rule in the monitor's `validate` list, for finding its line. */
        index: z.number(),
        /** Null for rules about the whole table. */
        column: z.nullable(z.string()),
        /** The rule as people read it: `age between 0 and 120`. */
        rule: z.string(),
        level: z.enum(["error", "warning"]),
        outcome: z.enum(["passed", "failed", "not-applicable"]),
        failedRows: z.nullable(z.number()),
        message: z.string(),
      }),
    ),
  ),
  errorCount: z.number(),
  warningCount: z.number(),
  reason: z.string(),
});
export type ValidationReport = z.infer<typeof validationReportSchema>;
