import * as vscode from "vscode";
import { AppError } from "../../base/errors.ts";
import { oneLine } from "../../core/runs/displayText.ts";
import type { Run } from "../../core/runs/run.ts";
import { isOutsideRun, sourceLabel } from "../../core/runs/runSources.ts";

/** Why a command has nothing to do with a run that another tool wrote, in a sentence. */
export type OutsideReason = (run: Run) => string;

/** Refuses runs of other tools. */
export function requireOwn(runs: readonly Run[], reason: OutsideReason): void {
  const outside = runs.find(isOutsideRun);
  if (outside === undefined) return;
  throw new AppError("outside-run", reason(outside));
}

export const cannotStop: OutsideReason = (run) =>
  vscode.l10n.t(
    "{0} was not launched by Sextant: {1} only wrote down that it runs. Stop it where it was started.",
    oneLine(run.name),
    sourceLabel(run.source),
  );

export const cannotRerun: OutsideReason = (run) =>
  vscode.l10n.t(
    "{0} cannot be run again: it was read from files of {1}, which hold no launch that Sextant could repeat.",
    oneLine(run.name),
    sourceLabel(run.source),
  );

export const hasNoLog: OutsideReason = (run) =>
  vscode.l10n.t(
    "{0} has no log here: it was read from files of {1}, and its output was not kept by Sextant.",
    oneLine(run.name),
    sourceLabel(run.source),
  );

export const cannotDelete: OutsideReason = (run) =>
  vscode.l10n.t(
    "{0} cannot be deleted here: its files belong to {1}. To leave it out, add {2} to the setting sextant.sources.exclude.",
    oneLine(run.name),
    sourceLabel(run.source),
    run.location?.path ?? vscode.l10n.t("its folder"),
  );

export const cannotEdit: OutsideReason = (run) =>
  vscode.l10n.t(
    "{0} cannot be edited: Sextant never writes to the files of {1}. Import it to have a copy that can.",
    oneLine(run.name),
    sourceLabel(run.source),
  );
