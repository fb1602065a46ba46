import path from "node:path";
import * as vscode from "vscode";
import { AppError } from "../../base/errors.ts";
import { sextantConfigName } from "../../core/config/sextantConfig.ts";
import { createReportView } from "../../core/drift/report/reportView.ts";
import type { AlertSeverity } from "../../core/monitors/alert.ts";
import type { driftPanelMessages, MonitorDetail, MonitorEntry } from "../../protocol/driftPanel.ts";
import type { Handlers } from "../../protocol/rpc.ts";
import type { CommandId, CommandTable } from "../ids.ts";
import type { Monitors } from "../monitors/monitors.ts";
import {
  isOpen,
  worstAlert,
  type MonitorReference,
  type MonitorState,
} from "../monitors/monitorState.ts";
import { requireMonitors } from "../monitors/requireMonitors.ts";
import type { Services } from "../services.ts";

type ToHost = (typeof driftPanelMessages)["toHost"];

/** What the Drift panel of a project may ask for. Its actions are the commands of the palette. */
export function createDriftHandlers(services: Services, root: string): Handlers<ToHost> {
  return { ...readingHandlers(services, root), ...actionHandlers(services, root) };
}

interface Found {
  readonly monitors: Monitors;
  readonly state: MonitorState;
}

async function find(services: Services, reference: MonitorReference): Promise<Found> {
  const monitors = await requireMonitors(services);
  const state = monitors.get(reference);
  if (state !== undefined) return { monitors, state };
  throw new AppError(
    "no-such-monitor",
    vscode.l10n.t("There is no monitor {0} any more.", reference.id),
  );
}

type Reading = "readOverview" | "readReport" | "readFeature" | "readFigure" | "suggestRules";

function readingHandlers(services: Services, root: string): Pick<Handlers<ToHost>, Reading> {
  return {
    readOverview: async () => {
      const monitors = await requireMonitors(services);
      const states = monitors.all().filter((state) => state.root === root);
      return { monitors: states.map(toEntry), problem: monitors.configProblem(root) };
    },
    readReport: async ({ id }) => toDetail((await find(services, { root, id })).state),
    readFeature: async ({ id, name }) => {
      const { monitors, state } = await find(services, { root, id });
      const feature = state.report?.drift?.features.find((one) => one.name === name) ?? null;
      return { feature, history: monitors.featureHistory({ root, id }, name) };
    },
    readFigure: async ({ id, part, figure }) => {
      const { state } = await find(services, { root, id });
      const found = state.report?.[part]?.figures.find((one) => one.id === figure);
      return { figure: found ?? null };
    },
    suggestRules: async ({ id }) => {
      const { monitors } = await find(services, { root, id });
      return { suggestions: await monitors.suggestRules({ root, id }) };
    },
  };
}

function actionHandlers(services: Services, root: string): Omit<Handlers<ToHost>, Reading> {
  const run = <Id extends CommandId>(id: Id, argument: CommandTable[Id]["argument"]): void =>
    services.inBackground(id, vscode.commands.executeCommand(id, argument));
  return {
    acceptRule: async ({ id, suggestion }) => {
      const { monitors } = await find(services, { root, id });
      await monitors.acceptRule({ root, id }, suggestion);
      return {};
    },
    check: ({ id }) => run("sextant.monitors.check", { root, monitor: id }),
    cancel: ({ id }) => run("sextant.monitors.cancel", { root, monitor: id }),
    changeAlerts: ({ id, keys, action, durationMs }) => {
      const target = { root, monitor: id, keys };
      if (action === "snooze") {
        run("sextant.monitors.snooze", { ...target, durationMs: durationMs ?? undefined });
      } else run(`sextant.monitors.${action}`, target);
    },
    acceptReference: ({ id }) => run("sextant.monitors.acceptReference", { root, monitor: id }),
    retrain: ({ id }) => run("sextant.monitors.retrain", { root, monitor: id }),
    exportReport: ({ id, format }) =>
      run("sextant.monitors.exportReport", { root, monitor: id, format }),
    openConfig: ({ id, rule }) =>
      services.inBackground("configuration of a monitor", showConfig(services, root, { id, rule })),
    openRun: ({ run: runId }) =>
      run("sextant.runs.show", { root, runIds: [runId], tab: "details" }),
    openCommit: ({ commit }) =>
      services.inBackground("commit", vscode.commands.executeCommand("git.viewCommit", commit)),
    openFile: ({ path: file, line }) =>
      services.inBackground("file of a report", showFile(root, file, line)),
    compare: () => run("sextant.drift.compare", { root }),
    removeComparison: ({ id }) => services.monitoring.current?.removeComparison({ root, id }),
    addMonitor: () => services.inBackground("first monitor", addMonitor(root)),
  };
}

async function addMonitor(root: string): Promise<void> {
  const { writeFirstMonitor } = await import("../monitors/firstMonitor.ts");
  await writeFirstMonitor(root);
}

function toEntry(state: MonitorState): MonitorEntry {
  const { id, kind, name, description, verdict, lastCheckedAt, history, alerts } = state;
  return {
    ...{ id, kind, name, description, verdict, lastCheckedAt },
    history: history.slice(-60),
    openAlerts: alerts.filter(isOpen).length,
    worstAlert: worstAlert(alerts)?.severity ?? (null satisfies AlertSeverity | null),
    progress: state.progress,
    failure: state.failure,
    schedule: describeSchedule(state),
  };
}

function describeSchedule({ kind, monitor: { everyMs, onChange } }: MonitorState): string {
  if (kind === "comparison") return "";
  const every = everyMs === null ? "" : vscode.l10n.t("every {0}", describePeriod(everyMs));
  const change = onChange ? vscode.l10n.t("when its files change") : "";
  return [every, change].filter((part) => part !== "").join(", ");
}

function describePeriod(periodMs: number): string {
  const minutes = periodMs / 60_000;
  if (minutes < 60) return vscode.l10n.t("{0} min", Math.max(1, Math.round(minutes)));
  if (minutes < 48 * 60) return vscode.l10n.t("{0} h", Math.round(minutes / 60));
  return vscode.l10n.t("{0} days", Math.round(minutes / 1440));
}

const alertOrder = ["open", "acknowledged", "snoozed", "muted", "resolved"] as const;

function toDetail(state: MonitorState): MonitorDetail {
  const { id, report, alerts, retrain, models, kind } = state;
  return {
    id,
    report: report === null ? null : createReportView(report),
    alerts: alerts.toSorted(
      (one, other) => alertOrder.indexOf(one.state) - alertOrder.indexOf(other.state),
    ),
    retrain,
    models,
    acceptBlocked:
      kind === "comparison"
        ? vscode.l10n.t("Only a monitor of sextant.yaml has a reference that can be replaced.")
        : null,
  };
}

async function showConfig(
  services: Services,
  root: string,
  { id, rule }: { readonly id: string; readonly rule: number | null },
): Promise<void> {
  const monitors = await requireMonitors(services);
  const line =
    rule === null ? monitors.lineOf(root, id, null) : monitors.lineOfRule(root, id, rule);
  await showFile(root, sextantConfigName, line + 1);
}

/** A file of the project, or of elsewhere where the report names it so; `line` is from 1. */
async function showFile(root: string, file: string, line: number | null): Promise<void> {
  const at = Math.max(0, (line ?? 1) - 1);
  await vscode.window.showTextDocument(vscode.Uri.file(path.resolve(root, file)), {
    selection: new vscode.Range(at, 0, at, 0),
    viewColumn: vscode.ViewColumn.Beside,
  });
}
