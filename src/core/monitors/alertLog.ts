import { assertNever } from "../../base/assertNever.ts";
import { alertSeverities, type Alert, type AlertFinding } from "./alert.ts";

/**
 * What becomes of alerts: from a check to the next, and by what people do with them. An alert is
 * told once: when it opens, when it gets worse, and when the time that it was to be quiet is over.
 */

export interface AlertUpdate {
  readonly alerts: readonly Alert[];
  /** Those to tell people of now. */
  readonly told: readonly Alert[];
  readonly resolved: readonly Alert[];
}

export interface CheckFindings {
  readonly monitor: string;
  readonly findings: readonly AlertFinding[];
  /** Whether this check says nothing about an alert, because its part could not be checked. */
  readonly isUndecided: (alert: Pick<Alert, "key" | "kind">) => boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** So many resolved alerts are kept, the newest. */
const maxResolved = 100;

export function updateAlerts(previous: readonly Alert[], check: CheckFindings): AlertUpdate {
  const found = new Map(check.findings.map((finding) => [finding.key, finding]));
  const told: Alert[] = [];
  const resolved: Alert[] = [];
  const alerts: Alert[] = [];
  for (const alert of previous) {
    const finding = found.get(alert.key);
    found.delete(alert.key);
    const next = finding ? seen(alert, finding, check) : notSeen(alert, check);
    alerts.push(next.alert);
    if (next.isTold) told.push(next.alert);
    if (next.alert.state === "resolved" && alert.state !== "resolved") resolved.push(next.alert);
  }
  for (const finding of found.values()) {
    const alert = opened(finding, check);
    alerts.push(alert);
    told.push(alert);
  }
  return { alerts: bounded(alerts), told, resolved };
}

interface Next {
  readonly alert: Alert;
  readonly isTold: boolean;
}

function opened({ key, kind, severity, message, evidence }: AlertFinding, check: CheckFindings) {
  const now = isoTime(check.now);
  return {
    key,
    monitor: check.monitor,
    kind,
    severity,
    message,
    state: "open",
    firstSeen: now,
    lastSeen: now,
    resolvedAt: null,
    snoozedUntil: null,
    note: null,
    occurrences: 1,
    evidence,
    retrainRun: null,
  } satisfies Alert;
}

function seen(alert: Alert, finding: AlertFinding, check: CheckFindings): Next {
  if (alert.state === "resolved") return again(alert, finding, check);
  const { severity, message, evidence } = finding;
  const occurrences = alert.occurrences + 1;
  const now = isoTime(check.now);
  const next = { ...alert, severity, message, evidence, occurrences, lastSeen: now };
  const isOver = alert.state === "snoozed" && !isAfter(alert.snoozedUntil, check.now);
  const isWorse = alert.state === "acknowledged" && rank(severity) < rank(alert.severity);
  if (!isOver && !isWorse) return { alert: next, isTold: false };
  return { alert: { ...next, state: "open", snoozedUntil: null }, isTold: true };
}

/** An alert that comes and goes while it is snoozed stays quiet for as long as was asked. */
function again(alert: Alert, finding: AlertFinding, check: CheckFindings): Next {
  const { snoozedUntil, note } = alert;
  const next = opened(finding, check);
  if (!isAfter(snoozedUntil, check.now)) return { alert: next, isTold: true };
  return { alert: { ...next, state: "snoozed", snoozedUntil, note }, isTold: false };
}

function notSeen(alert: Alert, check: CheckFindings): Next {
  const isKept = alert.state === "resolved" || alert.state === "muted" || check.isUndecided(alert);
  if (isKept) return { alert, isTold: false };
  const resolvedAt = isoTime(check.now);
  const snoozedUntil = alert.state === "snoozed" ? alert.snoozedUntil : null;
  return { alert: { ...alert, state: "resolved", resolvedAt, snoozedUntil }, isTold: false };
}

function bounded(alerts: readonly Alert[]): readonly Alert[] {
  const old = alerts
    .filter(({ state }) => state === "resolved")
    .toSorted((one, other) => ((one.resolvedAt ?? "") < (other.resolvedAt ?? "") ? 1 : -1))
    .slice(maxResolved);
  return old.length === 0 ? alerts : alerts.filter((alert) => !old.includes(alert));
}

/** What people do with an alert. */
export type AlertAction =
  | { readonly kind: "acknowledge"; readonly note: string | null }
  | { readonly kind: "snooze"; readonly untilMs: number; readonly note: string | null }
  | { readonly kind: "mute"; readonly note: string | null }
  /** Takes any of the others back. */
  | { readonly kind: "reopen" }
  | { readonly kind: "retrain"; readonly run: string };

/** The alerts after something was done with one of them; an alert that is not there is left out. */
export function applyAlertAction(
  alerts: readonly Alert[],
  key: string,
  action: AlertAction,
): readonly Alert[] {
  return alerts.map((alert) => (alert.key === key ? changed(alert, action) : alert));
}

function changed(alert: Alert, action: AlertAction): Alert {
  switch (action.kind) {
    case "acknowledge":
      return alert.state === "resolved"
        ? alert
        : { ...alert, state: "acknowledged", note: action.note, snoozedUntil: null };
    case "snooze":
      return alert.state === "resolved"
        ? alert
        : {
            ...alert,
            state: "snoozed",
            note: action.note,
            snoozedUntil: isoTime(action.untilMs),
          };
    case "mute":
      return { ...alert, state: "muted", note: action.note, snoozedUntil: null };
    case "reopen":
      return alert.state === "resolved"
        ? alert
        : { ...alert, state: "open", note: null, snoozedUntil: null };
    case "retrain":
      return { ...alert, retrainRun: action.run };
    default:
      return assertNever(action);
  }
}

/** As alerts stand at a time: those whose snooze is over are open again, without a check. */
export function wakeAlerts(alerts: readonly Alert[], now: number): readonly Alert[] {
  return alerts.map((alert) =>
    alert.state === "snoozed" && !isAfter(alert.snoozedUntil, now)
      ? { ...alert, state: "open", snoozedUntil: null }
      : alert,
  );
}

/** When the next snooze ends, milliseconds since the epoch; null where none does. */
export function nextWake(alerts: readonly Alert[]): number | null {
  const times = alerts.flatMap(({ state, snoozedUntil }) =>
    state === "snoozed" && snoozedUntil !== null ? [Date.parse(snoozedUntil)] : [],
  );
  return times.length === 0 ? null : times.reduce((one, other) => Math.min(one, other));
}

/** A time that cannot be read is over. */
function isAfter(time: string | null, now: number): boolean {
  return time !== null && Date.parse(time) > now;
}

/** Times beyond what a date can hold become its last. */
function isoTime(timeMs: number): string {
  const last = 8.64e15;
  const isReal = !Number.isNaN(timeMs);
  return new Date(isReal ? Math.max(-last, Math.min(last, timeMs)) : 0).toISOString();
}

function rank(severity: Alert["severity"]): number {
  return alertSeverities.indexOf(severity);
}
