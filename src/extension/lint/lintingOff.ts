import * as vscode from "vscode";
import { AppError } from "../../base/errors.ts";

/** The graph was asked for while nothing is linted. */
export function lintingOff(): AppError {
  return new AppError(
    "linting-off",
    vscode.l10n.t("The graph is drawn from what the linter reads: set sextant.lint.enabled."),
  );
}
