import { AppError } from "../../base/errors.ts";
import { didYouMean, findSimilar } from "../../core/lint/similarNames.ts";
import type { Alert } from "../../core/monitors/alert.ts";
import type { AlertAction } from "../../core/monitors/alertLog.ts";
import { MonitorStore } from "../../platform/monitors/monitorStore.ts";
import type { CliIo } from "../io.ts";
import type { WrittenMonitor } from "./monitorProject.ts";
import { usageError } from "./usageError.ts";

export interface AlertChangeFlags {
  readonly acknowledge?: string;
  readonly snooze?: string;
  readonly mute?: string;
  readonly reopen?: string;
  /** Milliseconds. */
  readonly for?: number;
  readonly note?: string;
}

const actionNames = ["acknowledge", "snooze", "mute", "reopen"] as const;
type ActionName = (typeof actionNames)[number];

export interface AlertChange {
  readonly kind: ActionName;
  readonly key: string;
  readonly action: AlertAction;
}

/** What is to be done with which alert; null where nothing is. More than one is wrong usage. */
export function readAlertChange(
  flags: AlertChangeFlags,
  io: CliIo,
  now: number,
): AlertChange | null {
  const given = actionNames.filter((name) => flags[name] !== undefined);
  const [kind] = given;
  if (flags.for !== undefined && flags.snooze === undefined) {
    throw usageError(io, "--for says how long --snooze lasts: give both.");
  }
  if (kind === undefined) return null;
  if (given.length > 1) {
    const named = given.map((name) => `--${name}`).join(" and ");
    throw usageError(io, `Only one thing can be done at a time, not ${named}.`);
  }
  return { kind, key: flags[kind] ?? "", action: actionOf(kind, flags, { io, now }) };
}

function actionOf(
  kind: ActionName,
  flags: AlertChangeFlags,
  { io, now }: { readonly io: CliIo; readonly now: number },
): AlertAction {
  const note = flags.note ?? null;
  switch (kind) {
    case "acknowledge":
    case "mute":
      return { kind, note };
    case "reopen":
      return { kind };
    case "snooze":
      if (flags.for === undefined) {
        throw usageError(io, "--snooze needs --for, how long: `--for 1d`.");
      }
      return { kind, untilMs: now + flags.for, note };
  }
}

/** The alert with its monitor after the change. A key that is not there is wrong usage. */
export async function changeAlert(
  { key, kind, action }: AlertChange,
  monitors: readonly WrittenMonitor[],
  { io, root }: { readonly io: CliIo; readonly root: string },
): Promise<Alert> {
  const store = new MonitorStore(root);
  const alerts = monitors.flatMap(({ name }) => store.readAlerts(name));
  const meant = alerts.filter((alert) => alert.key === key);
  const [alert, other] = meant;
  if (alert === undefined) throw usageError(io, describeUnknown(key, alerts));
  if (other !== undefined) {
    const names = meant.map(({ monitor }) => monitor).join(", ");
    throw usageError(io, `Several monitors have an alert \`${key}\`: ${names}. Name one of them.`);
  }
  if (alert.state === "resolved" && kind !== "mute") {
    throw new AppError(
      "alert-resolved",
      `The alert \`${key}\` of ${alert.monitor} is resolved: the last check did not see it any more.`,
    );
  }
  const changed = await store.changeAlert(alert.monitor, key, action);
  return changed.find((one) => one.key === key) ?? alert;
}

function describeUnknown(key: string, alerts: readonly Alert[]): string {
  const keys = [...new Set(alerts.map((alert) => alert.key))];
  const similar = didYouMean(findSimilar(key, keys));
  const end = similar === "" ? "" : `${similar}?`;
  return `There is no alert \`${key}\`${end === "" ? "; `sextant drift alerts` lists them." : end}`;
}
