import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { Emitter, type Event } from "../../base/events.ts";
import type { PlacedFinding } from "../../core/lint/placedFinding.ts";
import type { FileFindings } from "../../platform/lint/lintService.ts";
import type { FoundInRoot, LintRoot, LintRoots } from "./lintRoots.ts";
import { severities, toRange } from "./toVscode.ts";
import { isCheckedByYamlExtension, toldByYamlExtension, YamlExtension } from "./yamlExtension.ts";

export const diagnosticSource = "sextant";

interface Shown {
  readonly lint: LintRoot;
  readonly file: FileFindings;
}

/** Findings as the editor's problems, file by file. */
export class LintDiagnostics implements Disposable {
  readonly #roots: LintRoots;
  readonly #store = new DisposableStore();
  readonly #collection = this.#store.add(
    vscode.languages.createDiagnosticCollection(diagnosticSource),
  );
  readonly #yaml = this.#store.add(new YamlExtension());
  /** By URI. */
  readonly #shown = new Map<string, Shown>();
  readonly #onDidChange = this.#store.add(new Emitter<LintRoot>());

  /** Something else is found in a root. */
  readonly onDidChange: Event<LintRoot> = this.#onDidChange.event;

  constructor(roots: LintRoots) {
    this.#roots = roots;
    this.#store.add(roots.onDidFind((found) => this.#take(found)));
    const showAgain = (uri: vscode.Uri | null): void => this.#showAgain(uri);
    this.#store.add(this.#yaml.onDidChange(showAgain));
  }

  /** What is found in a file, of the text that was linted last. */
  of(uri: vscode.Uri): readonly PlacedFinding[] {
    return this.#shown.get(uri.toString())?.file.findings ?? [];
  }

  /** The version of the editor's text that `of` is about; null for the file on the disk. */
  versionOf(uri: vscode.Uri): number | null {
    return this.#shown.get(uri.toString())?.file.version ?? null;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #take({ lint, files }: FoundInRoot): void {
    if (files === null) this.#forget(lint);
    for (const file of files ?? []) {
      const uri = lint.uri(file.path);
      // Of roots within each other the innermost counts.
      if (!isInWorkspace(uri) || this.#roots.placeOf(uri)?.lint !== lint) continue;
      this.#shown.set(uri.toString(), { lint, file });
      this.#show(uri, { lint, file });
    }
    this.#onDidChange.fire(lint);
  }

  #show(uri: vscode.Uri, { lint, file }: Shown): void {
    const isTold = this.#yaml.isChecking && isCheckedByYamlExtension(uri);
    const findings = file.findings.filter(({ rule }) => !(isTold && toldByYamlExtension.has(rule)));
    this.#collection.set(
      uri,
      findings.map((finding) => toDiagnostic(lint, finding)),
    );
  }

  /** Files with findings that the YAML extension may tell, or not tell any more. */
  #showAgain(only: vscode.Uri | null): void {
    for (const [key, shown] of this.#shown) {
      if (only !== null && key !== only.toString()) continue;
      const isMeant = shown.file.findings.some(({ rule }) => toldByYamlExtension.has(rule));
      if (isMeant) this.#show(shown.lint.uri(shown.file.path), shown);
    }
  }

  #forget(lint: LintRoot): void {
    for (const [key, shown] of [...this.#shown]) {
      if (shown.lint !== lint) continue;
      this.#shown.delete(key);
      this.#collection.delete(lint.uri(shown.file.path));
    }
  }
}

/** A repository may be larger than the folder that is open. */
function isInWorkspace(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

function toDiagnostic(lint: LintRoot, finding: PlacedFinding): vscode.Diagnostic {
  const { rule, severity, message, range, related } = finding;
  const diagnostic = new vscode.Diagnostic(toRange(range), message, severities[severity]);
  diagnostic.source = diagnosticSource;
  diagnostic.code = rule;
  diagnostic.relatedInformation = related.map(
    (one) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(lint.uri(one.path), toRange(one.range)),
        one.message,
      ),
  );
  return diagnostic;
}
