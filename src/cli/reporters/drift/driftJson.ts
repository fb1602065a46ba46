import type { Alert } from "../../../core/monitors/alert.ts";
import type { CheckedMonitor, DriftOutcome } from "../../drift/driftOutcome.ts";

/** All monitors as JSON: a public format, only ever added to; see docs/cli.md. */
export function renderDriftJson({ monitors }: DriftOutcome): string {
  return `${JSON.stringify({ version: 1, monitors: monitors.map(monitorToJson) }, null, 2)}\n`;
}

function monitorToJson(checked: CheckedMonitor) {
  const { name, report, failure, alerts, retraining, retrained } = checked;
  return {
    monitor: name,
    failure,
    report,
    alerts: alerts.map(({ line, ...alert }) => alertToJson(alert, line)),
    retraining: retraining && { action: retraining.action, reason: retraining.reason },
    retrained,
  };
}

/** `line` from 0, as the program counts; people and other tools count from 1. */
export function alertToJson(alert: Alert, line: number | null) {
  return { ...alert, line: line === null ? null : line + 1 };
}
