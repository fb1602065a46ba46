import { AppError, CancelledError, describeError } from "../../base/errors.ts";
import { locateMonitor } from "../../core/config/parseSextantConfig.ts";
import { sextantConfigName } from "../../core/config/sextantConfig.ts";
import { wakeAlerts } from "../../core/monitors/alertLog.ts";
import type { Alert } from "../../core/monitors/alert.ts";
import { alertPath } from "../../core/monitors/alertPath.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import {
  checkMonitor,
  type MonitorCheck,
  type MonitorHost,
} from "../../platform/monitors/checkMonitor.ts";
import { MonitorStore } from "../../platform/monitors/monitorStore.ts";
import { sendWebhook, webhookMessage } from "../../platform/monitors/webhook.ts";
import { createCliLog } from "../cliLog.ts";
import type { CliIo } from "../io.ts";
import type { CheckedMonitor, PlacedAlert, Retrained } from "./driftOutcome.ts";
import { jobCall } from "./monitorHost.ts";
import type { MonitorProject, WrittenMonitor } from "./monitorProject.ts";
import type { ProgressLine } from "./progressLine.ts";

export interface CheckingMonitors {
  readonly io: CliIo;
  readonly project: MonitorProject;
  readonly host: MonitorHost;
  readonly progress: ProgressLine;
  /** Launches what a check asks for, where it should be; null where it is not. */
  readonly retrain: (monitor: Monitor, check: MonitorCheck) => Promise<Retrained | null>;
}

/**
 * Checks monitors one after the other: each may take all the memory it is given. One that fails
 * does not stop the others; only cancellation is thrown.
 */
export async function checkMonitors(
  chosen: readonly WrittenMonitor[],
  checking: CheckingMonitors,
): Promise<readonly CheckedMonitor[]> {
  const checked: CheckedMonitor[] = [];
  for (const written of chosen) checked.push(await checkOne(written, checking));
  return checked;
}

async function checkOne(
  { name, monitor, fault, line }: WrittenMonitor,
  checking: CheckingMonitors,
): Promise<CheckedMonitor> {
  const place = { path: sextantConfigName, line };
  const failed = (failure: string): CheckedMonitor => ({
    ...{ name, place, report: null, failure, retraining: null, retrained: null },
    alerts: monitor === null ? [] : placeAlerts(monitor, storedAlerts(name, checking), checking),
  });
  if (monitor === null) return failed(fault ?? "");
  try {
    const check = await checkAlone(monitor, checking);
    const { report, alerts, retraining } = check;
    await callWebhook(monitor, check, checking.io);
    const retrained = await checking.retrain(monitor, check);
    return {
      ...{ name, place, report, failure: null, retrained },
      alerts: placeAlerts(monitor, alerts.alerts, checking),
      retraining: monitor.retrain === null ? null : retraining,
    };
  } catch (error) {
    if (error instanceof CancelledError || checking.io.signal.aborted) throw new CancelledError();
    if (AppError.is(error)) return failed(error.message);
    createCliLog(checking.io).error(`checking ${name} failed`, error);
    return failed(`Something went wrong inside Sextant; this is a bug: ${describeError(error)}`);
  }
}

async function checkAlone(monitor: Monitor, checking: CheckingMonitors): Promise<MonitorCheck> {
  const { io, host, progress } = checking;
  try {
    return await checkMonitor(monitor, host, jobCall(io, progress, monitor.name));
  } finally {
    progress.clear();
  }
}

/** A webhook that cannot be told is told to the user, and no failure of the check. */
async function callWebhook(
  { webhook }: Monitor,
  { report, alerts: { told } }: MonitorCheck,
  io: CliIo,
): Promise<void> {
  if (webhook === null || told.length === 0) return;
  try {
    await sendWebhook(webhook, webhookMessage(report, told), io.signal);
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    createCliLog(io).warn(describeError(error));
  }
}

function storedAlerts(name: string, { host }: CheckingMonitors): readonly Alert[] {
  return wakeAlerts(new MonitorStore(host.root).readAlerts(name), host.now());
}

function placeAlerts(
  monitor: Monitor,
  alerts: readonly Alert[],
  { project }: Pick<CheckingMonitors, "project">,
): readonly PlacedAlert[] {
  return alerts
    .filter(({ state }) => state !== "resolved")
    .map((alert) => {
      const part = alertPath(monitor, alert);
      return { ...alert, line: locateMonitor(project.text, monitor.name, part).line ?? null };
    });
}
