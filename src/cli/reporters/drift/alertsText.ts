import type { Alert } from "../../../core/monitors/alert.ts";
import type { Output } from "../../io.ts";
import { printable } from "../textTable.ts";
import { left, renderEvidence } from "./textParts.ts";

/** Alerts by monitor, the newest of each last. */
export function renderAlertsText(alerts: readonly Alert[], output: Output): string {
  if (alerts.length === 0) return "There are no alerts.\n";
  return renderEvidence(
    {
      columns: [
        left("monitor"),
        left("key"),
        left("severity"),
        left("state"),
        left("since"),
        left("what"),
      ],
      rows: alerts.map((alert) => [
        alert.monitor,
        alert.key,
        alert.severity,
        describeState(alert),
        minute(alert.firstSeen),
        alert.note === null ? alert.message : `${alert.message} (${alert.note})`,
      ]),
    },
    output,
  );
}

export function describeAlert(alert: Alert): string {
  return `${printable(alert.monitor)}: \`${printable(alert.key)}\` is ${describeState(alert)} now\n`;
}

/** The fields are API: see docs/cli.md. */
export function renderAlertsJson(alerts: readonly Alert[]): string {
  return `${JSON.stringify(alerts, null, 2)}\n`;
}

function describeState({ state, snoozedUntil }: Alert): string {
  if (state !== "snoozed" || snoozedUntil === null) return state;
  return `snoozed until ${minute(snoozedUntil)}`;
}

/** As a log has it; times that cannot be read as they are. */
function minute(time: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(time)
    ? `${time.slice(0, 16).replace("T", " ")} UTC`
    : time;
}
