import * as vscode from "vscode";
import type { PlacedFinding, PlacedFix } from "../../core/lint/placedFinding.ts";
import type { commandIds } from "../ids.ts";
import type { LintDiagnostics } from "./lintDiagnostics.ts";
import { diagnosticSource } from "./lintDiagnostics.ts";
import type { LintRoot, LintRoots } from "./lintRoots.ts";
import { toRange } from "./toVscode.ts";

export const fixAllKind = vscode.CodeActionKind.SourceFixAll.append(diagnosticSource);

/** Quick fixes of findings, comments that silence them, their rule's page, and *fix all*. */
export class LintActions implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix, fixAllKind];
  readonly #roots: LintRoots;
  readonly #diagnostics: LintDiagnostics;

  constructor(roots: LintRoots, diagnostics: LintDiagnostics) {
    this.#roots = roots;
    this.#diagnostics = diagnostics;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const place = this.#roots.placeOf(document.uri);
    const version = this.#diagnostics.versionOf(document.uri);
    // Places in another text than the one that is shown would edit the wrong words.
    if (place === undefined || (version !== null && version !== document.version)) return [];
    if (version === null && document.isDirty) return [];
    const findings = this.#diagnostics.of(document.uri);
    const actions: vscode.CodeAction[] = [];
    if (wants(context, vscode.CodeActionKind.QuickFix)) {
      for (const finding of findings) {
        if (range.intersection(toRange(finding.range)) === undefined) continue;
        actions.push(...this.#actionsOf(place.lint, finding, { document, context }));
      }
    }
    if (wants(context, fixAllKind)) actions.push(...fixAll(place.lint, document, findings));
    return actions;
  }

  #actionsOf(lint: LintRoot, finding: PlacedFinding, at: Asked): vscode.CodeAction[] {
    const diagnostics = at.context.diagnostics.filter(
      ({ source, code, message }) =>
        source === diagnosticSource && code === finding.rule && message === finding.message,
    );
    const fixes = finding.fixes.map((fix, index) => {
      const action = new vscode.CodeAction(titleOf(fix), vscode.CodeActionKind.QuickFix);
      action.edit = toEdit(lint, [fix]);
      action.diagnostics = diagnostics;
      action.isPreferred = index === 0 && fix.applicability === "safe";
      return action;
    });
    const suppress = new SuppressAction(lint, finding, at.document);
    const explain = new vscode.CodeAction(
      vscode.l10n.t("Explain {0}", finding.rule),
      vscode.CodeActionKind.QuickFix,
    );
    explain.command = {
      command: explainCommand,
      title: explain.title,
      arguments: [{ rule: finding.rule }],
    };
    suppress.diagnostics = diagnostics;
    explain.diagnostics = diagnostics;
    return [...fixes, suppress, explain];
  }

  /** Where the comment goes is asked for when it is chosen. */
  async resolveCodeAction(action: vscode.CodeAction): Promise<vscode.CodeAction> {
    if (action instanceof SuppressAction) await action.complete();
    return action;
  }
}

/** Writes a comment that silences a rule at a place. */
class SuppressAction extends vscode.CodeAction {
  readonly #lint: LintRoot;
  readonly #finding: PlacedFinding;
  readonly #span: { readonly start: number; readonly end: number };

  constructor(lint: LintRoot, finding: PlacedFinding, document: vscode.TextDocument) {
    super(vscode.l10n.t("Ignore {0} here", finding.rule), vscode.CodeActionKind.QuickFix);
    this.#lint = lint;
    this.#finding = finding;
    const { start, end } = toRange(finding.range);
    this.#span = { start: document.offsetAt(start), end: document.offsetAt(end) };
  }

  async complete(): Promise<void> {
    const { path, rule } = this.#finding;
    const edit = await this.#lint.client.suppress({ path, rule, ...this.#span });
    this.edit = new vscode.WorkspaceEdit();
    if (edit !== null) this.edit.replace(this.#lint.uri(edit.path), toRange(edit.range), edit.text);
  }
}

interface Asked {
  readonly document: vscode.TextDocument;
  readonly context: vscode.CodeActionContext;
}

const explainCommand = "sextant.lint.explainRule" satisfies (typeof commandIds)[number];

function wants({ only }: vscode.CodeActionContext, kind: vscode.CodeActionKind): boolean {
  return only === undefined || only.contains(kind);
}

function titleOf({ title, applicability }: PlacedFix): string {
  return applicability === "unsafe" ? vscode.l10n.t("{0} (unsafe)", title) : title;
}

function toEdit(lint: LintRoot, fixes: readonly PlacedFix[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { edits } of fixes) {
    for (const { path, range, text } of edits) edit.replace(lint.uri(path), toRange(range), text);
  }
  return edit;
}

/** All safe fixes of a file that do not touch each other; the rest is found again afterwards. */
function fixAll(
  lint: LintRoot,
  document: vscode.TextDocument,
  findings: readonly PlacedFinding[],
): vscode.CodeAction[] {
  const own = document.uri.toString();
  const taken: { readonly start: number; readonly end: number }[] = [];
  const fixes: PlacedFix[] = [];
  for (const fix of findings.flatMap((finding) => finding.fixes)) {
    const isHere = fix.edits.every(({ path }) => lint.uri(path).toString() === own);
    const isFree = fix.edits.every(({ start, end }) =>
      taken.every((other) => end < other.start || start > other.end),
    );
    if (fix.applicability !== "safe" || !isHere || !isFree) continue;
    taken.push(...fix.edits);
    fixes.push(fix);
  }
  if (fixes.length === 0) return [];
  const title = vscode.l10n.t("Fix all that Sextant can fix safely");
  const action = new vscode.CodeAction(title, fixAllKind);
  action.edit = toEdit(lint, fixes);
  return [action];
}
