import * as vscode from "vscode";
import { formatDuration } from "../../core/charts/format.ts";
import { messageText } from "../../core/runs/displayText.ts";
import type { RunSummary } from "../../core/runs/runSummary.ts";
import { hasSupervisorFile } from "../../platform/runs/supervisorFile.ts";
import { executeCommand } from "../commands/executeCommand.ts";
import type { RunReference } from "../ids.ts";
import { showInformation, showWarning } from "../notifications.ts";
import { describeEnd, describeMetric } from "../views/runLabels.ts";

export interface RunProgressOptions {
  readonly run: RunReference;
  readonly name: string;
  /** Undefined when the index does not know the run; rejects when there is no index. */
  readonly readRun: () => Promise<RunSummary | undefined>;
  readonly stop: () => void;
  readonly showLog: () => void;
}

const tickMs = 1000;

/**
 * A notification for as long as a run lives: elapsed time and latest metric. Cancel asks the run
 * to stop. A run that failed, or took its time, is told of when it has ended.
 */
export async function showRunProgress(options: RunProgressOptions): Promise<void> {
  const { run, name, readRun, stop } = options;
  const startedAt = Date.now();
  let isStopping = false;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title: messageText(name) },
    async (progress, token) => {
      token.onCancellationRequested(() => {
        isStopping = true;
        stop();
      });
      for (;;) {
        const isRunning = hasSupervisorFile(run.root, run.runId);
        if (!isRunning) return;
        const summary = await readRun().catch(() => undefined);
        const line = progressLine(Date.now() - startedAt, summary, isStopping);
        progress.report({ message: messageText(line) });
        await nextTick(token, isStopping);
      }
    },
  );
  await tellEnd(options, await readRun());
}

function progressLine(elapsedMs: number, run: RunSummary | undefined, isStopping: boolean): string {
  const metric = run?.keyMetric;
  const parts = [
    isStopping ? vscode.l10n.t("stopping…") : "",
    formatDuration(Math.floor(elapsedMs / tickMs) * tickMs),
    metric === null || metric === undefined ? "" : describeMetric(metric),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Ends early when the user cancels, so that the notification says at once that it heard. */
function nextTick(token: vscode.CancellationToken, isStopping: boolean): Promise<void> {
  return new Promise((resolve) => {
    const subscription = isStopping ? undefined : token.onCancellationRequested(() => done());
    const timer = setTimeout(() => done(), tickMs);
    const done = (): void => {
      clearTimeout(timer);
      subscription?.dispose();
      resolve();
    };
  });
}

/** Runs that were over at once need no word when all went well: the user is still looking. */
const quickRunMs = 10_000;

async function tellEnd(
  { run, name, showLog }: RunProgressOptions,
  summary: RunSummary | undefined,
): Promise<void> {
  if (summary === undefined || summary.status === "stopped") return;
  const { startTime, endTime, status } = summary;
  const durationMs = startTime === null || endTime === null ? 0 : endTime - startTime;
  if (status === "finished" && durationMs < quickRunMs) return;
  const openLog = vscode.l10n.t("Open Log");
  const show = vscode.l10n.t("Show Run");
  const sentence = vscode.l10n.t(
    "{0}: {1} after {2}.",
    name,
    describeEnd(summary),
    formatDuration(durationMs),
  );
  const chosen =
    status === "finished"
      ? await showInformation(sentence, show, openLog)
      : await showWarning(sentence, openLog, show);
  if (chosen === openLog) showLog();
  if (chosen === show) {
    await executeCommand("sextant.runs.show", { root: run.root, runIds: [run.runId] });
  }
}
