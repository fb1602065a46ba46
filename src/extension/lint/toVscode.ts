import * as vscode from "vscode";
import type { Severity } from "../../base/errors.ts";
import type { Range } from "../../core/lint/placedFinding.ts";
import type { Location } from "../../core/lint/language/language.ts";
import type { LintRoot } from "./lintRoots.ts";

/** What the linter answers as the editor wants it. */

export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.column, end.line, end.column);
}

export function toLocation(lint: LintRoot, { path, range }: Location): vscode.Location {
  return new vscode.Location(lint.uri(path), toRange(range));
}

export const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};
