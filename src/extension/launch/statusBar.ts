import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { labelText, oneLine } from "../../core/runs/displayText.ts";
import { describeMetric, describeRunLine } from "../views/runLabels.ts";
import type { ActiveRun, ActiveRuns } from "./activeRuns.ts";

const maxTooltipRuns = 10;

/** Shows how many runs are running and the newest one's metric; hidden while nothing runs. */
export function createRunningStatus(activeRuns: ActiveRuns): Disposable {
  const store = new DisposableStore();
  const item = store.add(
    vscode.window.createStatusBarItem("sextant.running", vscode.StatusBarAlignment.Left, 10),
  );
  item.name = vscode.l10n.t("Sextant: Running Runs");
  item.command = "sextant.runs.showRunning";
  const update = (): void => {
    const runs = activeRuns.all();
    const [newest] = runs;
    if (newest === undefined) {
      item.hide();
      return;
    }
    item.text = `$(sync~spin) ${labelText(statusText(runs.length, newest))}`;
    item.accessibilityInformation = { label: statusText(runs.length, newest) };
    item.tooltip = tooltip(runs);
    item.show();
  };
  store.add(activeRuns.onDidChange(update));
  update();
  return store;
}

function statusText(count: number, { run }: ActiveRun): string {
  const { keyMetric, name } = run;
  const metric = keyMetric === null ? "" : ` ${describeMetric(keyMetric)}`;
  const subject = count === 1 ? oneLine(name) : vscode.l10n.t("{0} runs", count);
  return `${subject}${metric}`;
}

function tooltip(runs: readonly ActiveRun[]): string {
  const lines = runs
    .slice(0, maxTooltipRuns)
    .map(({ run }) =>
      [oneLine(run.name), describeRunLine(run)].filter((text) => text !== "").join(": "),
    );
  const rest = runs.length - lines.length;
  return [...lines, ...(rest > 0 ? [vscode.l10n.t("and {0} more", rest)] : [])].join("\n");
}
