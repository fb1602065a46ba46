import path from "node:path";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { sextantConfigName } from "../../core/config/sextantConfig.ts";
import type { AlertSeverity } from "../../core/monitors/alert.ts";
import { oneLine } from "../../core/runs/displayText.ts";
import type { Monitors } from "./monitors.ts";
import { isStanding, type MonitorState } from "./monitorState.ts";

export const alertSource = "sextant monitor";

const severities: Readonly<Record<AlertSeverity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** Alerts that stand, as problems at the line of their monitor or rule in `sextant.yaml`. */
export function registerAlertDiagnostics(monitors: Monitors): Disposable {
  const store = new DisposableStore();
  const collection = store.add(vscode.languages.createDiagnosticCollection("sextant-monitors"));
  let shown = new Set<string>();
  const show = (): void => {
    const byRoot = Map.groupBy(monitors.all(), ({ root }) => root);
    for (const root of shown) if (!byRoot.has(root)) collection.delete(configOf(root));
    for (const [root, states] of byRoot) {
      const found = states.flatMap((state) => diagnosticsOf(state, monitors));
      collection.set(configOf(root), found);
    }
    shown = new Set(byRoot.keys());
  };
  store.add(monitors.onDidChange(show));
  show();
  return store;
}

function configOf(root: string): vscode.Uri {
  return vscode.Uri.file(path.join(root, sextantConfigName));
}

function diagnosticsOf(state: MonitorState, monitors: Monitors): vscode.Diagnostic[] {
  if (state.kind === "comparison") return [];
  return state.alerts.filter(isStanding).map((alert) => {
    const line = monitors.lineOf(state.root, state.id, alert.key);
    const range = new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER);
    const message = `${oneLine(state.name)}: ${oneLine(alert.message)}`;
    const diagnostic = new vscode.Diagnostic(range, message, severities[alert.severity]);
    diagnostic.source = alertSource;
    diagnostic.code = alert.kind;
    return diagnostic;
  });
}
