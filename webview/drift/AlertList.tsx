import { alertStateWords, formatMoment } from "../../src/core/drift/report/reportText.ts";
import type { Alert, AlertSeverity, AlertState } from "../../src/core/monitors/alert.ts";
import { Button } from "../ui/Button.tsx";
import type { DriftModel } from "./driftModel.ts";
import { MenuButton, snoozeItems } from "./HeaderActions.tsx";
import { Prose } from "./Prose.tsx";

/** Each state has a shape of its own. */
const shapes: Readonly<Record<AlertState, string>> = {
  open: "M4 11.5V7a4 4 0 0 1 8 0v4.5l1.3 1.3H2.7ZM6.8 14.2h2.4",
  acknowledged: "m3 8.6 3.2 3.2L13 4.6",
  snoozed: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3.2l2 1.4",
  muted: "M4 11.5V7a4 4 0 0 1 8 0v4.5l1.3 1.3H2.7ZM2.5 2.5l11 11",
  resolved: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.2 8.3l2 2 3.6-4.2",
};

const severityWords: Readonly<Record<AlertSeverity, string>> = {
  error: "Error",
  warning: "Warning",
  info: "Information",
};

export interface AlertListProps {
  readonly model: DriftModel;
  readonly alerts: readonly Alert[];
}

export function AlertList({ model, alerts }: AlertListProps) {
  return (
    <ul class="sx-alerts">
      {alerts.map((alert) => (
        <AlertItem key={alert.key} model={model} alert={alert} />
      ))}
    </ul>
  );
}

function AlertItem({ model, alert }: { readonly model: DriftModel; readonly alert: Alert }) {
  const { key, state, severity, message, note, retrainRun } = alert;
  return (
    <li class={`sx-alert is-${state}`}>
      <svg class={`sx-icon sx-alert-sign is-${severity}`} viewBox="0 0 16 16" aria-hidden="true">
        <path d={shapes[state]} />
      </svg>
      <div class="sx-alert-text">
        <p>
          <Prose text={message} />
        </p>
        <p class="sx-muted">
          {alertStateWords[state]} {severityWords[severity].toLowerCase()} · {alert.kind} · since{" "}
          {formatMoment(alert.firstSeen)} · {timesOf(alert)}
          {state === "snoozed" &&
            alert.snoozedUntil !== null &&
            ` · until ${formatMoment(alert.snoozedUntil)}`}
          {alert.resolvedAt !== null && ` · resolved ${formatMoment(alert.resolvedAt)}`}
        </p>
        {note !== null && <p class="sx-muted">{note}</p>}
        {retrainRun !== null && (
          <button
            type="button"
            class="sx-link"
            onClick={() => model.host.notify("openRun", { run: retrainRun })}
          >
            Open the retraining it led to
          </button>
        )}
      </div>
      <div class="sx-alert-actions">
        {state === "open" && (
          <>
            <Button onPress={() => model.changeAlerts([key], "acknowledge")}>Acknowledge</Button>
            <MenuButton label="Snooze…" items={snoozeItems(model, [key])} />
            <Button onPress={() => model.changeAlerts([key], "mute")}>Mute</Button>
          </>
        )}
        {(state === "acknowledged" || state === "snoozed" || state === "muted") && (
          <Button onPress={() => model.changeAlerts([key], "reopen")}>Reopen</Button>
        )}
      </div>
    </li>
  );
}

function timesOf({ occurrences }: Alert): string {
  return occurrences === 1 ? "seen once" : `seen ${occurrences} times in a row`;
}
