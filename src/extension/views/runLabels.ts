import * as vscode from "vscode";
import { assertNever } from "../../base/assertNever.ts";
import { formatNumber } from "../../core/charts/format.ts";
import { oneLine } from "../../core/runs/displayText.ts";
import type { CommitSummary, RunSummary } from "../../core/runs/runSummary.ts";
import { formatGlyphSvg } from "../../core/formats/formatGlyphs.ts";
import { describeLastWrite, isOutsideRun } from "../../core/runs/runSources.ts";
import { markGuess, shortHash } from "../../core/snapshots/describe.ts";
import type { RunStatus } from "../../core/runs/run.ts";

/** How runs are named and drawn wherever the editor itself shows them. */

export function statusIcon(run: Pick<RunSummary, "status">): vscode.ThemeIcon {
  const [id, color] = iconOf(run.status);
  return new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}

type RunIcon = vscode.ThemeIcon | { readonly light: vscode.Uri; readonly dark: vscode.Uri };

/** The sign of the tool that wrote it, for runs of other tools that are not running; else a status. */
export function runIcon(run: Pick<RunSummary, "status" | "source">): RunIcon {
  if (!isOutsideRun(run) || run.status === "running") return statusIcon(run);
  return { light: pictureOf(run.source, "#424242"), dark: pictureOf(run.source, "#c5c5c5") };
}

const pictures = new Map<string, vscode.Uri>();

function pictureOf(source: string, color: string): vscode.Uri {
  const key = `${source} ${color}`;
  const known = pictures.get(key);
  if (known !== undefined) return known;
  const svg = Buffer.from(formatGlyphSvg(source, color)).toString("base64");
  const picture = vscode.Uri.parse(`data:image/svg+xml;base64,${svg}`);
  pictures.set(key, picture);
  return picture;
}

function iconOf(status: RunStatus): readonly [id: string, color: string] {
  switch (status) {
    case "queued":
      return ["clock", "descriptionForeground"];
    case "running":
      return ["sync~spin", "charts.blue"];
    case "finished":
      return ["pass", "testing.iconPassed"];
    case "failed":
      return ["error", "testing.iconFailed"];
    case "stopped":
      return ["debug-stop", "testing.iconSkipped"];
    case "interrupted":
      return ["debug-disconnect", "testing.iconErrored"];
    case "unknown":
      return ["question", "testing.iconUnset"];
    default:
      return assertNever(status);
  }
}

export function statusText(status: RunStatus): string {
  switch (status) {
    case "queued":
      return vscode.l10n.t("queued");
    case "running":
      return vscode.l10n.t("running");
    case "finished":
      return vscode.l10n.t("finished");
    case "failed":
      return vscode.l10n.t("failed");
    case "stopped":
      return vscode.l10n.t("stopped");
    case "interrupted":
      return vscode.l10n.t("interrupted");
    case "unknown":
      return vscode.l10n.t("unknown");
    default:
      return assertNever(status);
  }
}

/** What stands behind a run's name: key metric, or how it ended. */
export function describeRunLine(run: RunSummary): string {
  const parts = [
    run.isStarred ? "★" : "",
    run.keyMetric === null ? "" : describeMetric(run.keyMetric),
    describeState(run),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** "" for what the icon says well enough, and for runs of other tools that say nothing. */
function describeState(run: RunSummary): string {
  if (run.status === "finished" || run.status === "running") return "";
  if (run.status !== "unknown" || !isOutsideRun(run)) return describeEnd(run);
  return describeLastWrite(run, Date.now());
}

export function describeMetric({ name, value }: NonNullable<RunSummary["keyMetric"]>): string {
  return `${oneLine(name)} ${formatNumber(value)}`;
}

export function describeEnd(run: RunSummary): string {
  const status = statusText(run.status);
  // How a script answers to being stopped says nothing more.
  if (run.status === "stopped") return status;
  if (run.signal !== null) return `${status} (${run.signal})`;
  if (run.exitCode !== null && run.exitCode !== 0) {
    return vscode.l10n.t("{0} with exit code {1}", status, run.exitCode);
  }
  return status;
}

export function commitLabel(commit: CommitSummary | null): string {
  if (commit === null) return vscode.l10n.t("No commit");
  const subject = oneLine(commit.subject ?? "");
  const hash = markGuess(shortHash(commit.hash), commit.isGuess ? { isGuess: true } : {});
  return subject === "" ? hash : `${hash} ${subject}`;
}
