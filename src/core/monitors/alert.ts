import * as z from "zod/mini";

/**
 * An alert: a finding of a monitor that asks for attention, from the check that first saw it until
 * a check does not see it any more. It is told by its key, so the same finding is one alert however
 * often it is checked.
 */

export const alertKinds = [
  "performance",
  "slice",
  "drift",
  "validation",
  "health",
  "llm",
  "rule",
  "failure",
] as const;
export type AlertKind = (typeof alertKinds)[number];

export const alertSeverities = ["error", "warning", "info"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

export const alertStates = ["open", "acknowledged", "snoozed", "muted", "resolved"] as const;
export type AlertState = (typeof alertStates)[number];

export const alertSchema = z.object({
  /** `drift`, `drift.feature.age`, `rule:accuracy below 0.9`; unique within a monitor. */
  key: z.string(),
  monitor: z.string(),
  kind: z.enum(alertKinds),
  severity: z.enum(alertSeverities),
  /** What was found, one sentence. */
  message: z.string(),
  state: z.enum(alertStates),
  /** ISO 8601. */
  firstSeen: z.string(),
  lastSeen: z.string(),
  resolvedAt: z.nullable(z.string()),
  snoozedUntil: z.nullable(z.string()),
  /** Who or what acknowledged, snoozed or muted it, and why, as the user wrote it. */
  note: z.nullable(z.string()),
  /** Checks in a row that saw it. */
  occurrences: z.number(),
  /** Fingerprints of reference and current when it was last seen: the same evidence twice is one reason to retrain. */
  evidence: z.string(),
  /** A run that was launched because of it. */
  retrainRun: z.nullable(z.string()),
});
export type Alert = z.infer<typeof alertSchema>;

/** An alert of a check before it is known whether it is new. */
export interface AlertFinding {
  readonly key: string;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly message: string;
  readonly evidence: string;
  /** Where in the monitor's configuration it belongs: `["alerts", 0]`, `["validate", 2]`, `[]`. */
  readonly path: readonly (string | number)[];
}
