import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { Emitter, type Event } from "../../base/events.ts";
import type { PlacedFinding } from "../../core/lint/placedFinding.ts";
import type { FileFindings } from "../../platform/lint/lintService.ts";
import type { FoundInRoot, LintRoot, LintRoots } from "./lintRoots.ts";
import { severities, toRange } from "./toVscode.ts";

export const diagnosticSource = "sextant";

/** The extension whose own squiggles say the same as some of ours. */
const yamlExtension = "redhat.vscode-yaml";
/** What it says too: faults of the syntax, and keys that stand twice. */
const toldByYamlExtension: ReadonlySet<string> = new Set(["YML004", "DVC006"]);

/** Findings as the editor's problems, file by file. */
export class LintDiagnostics implements Disposable {
  readonly #store = new DisposableStore();
  readonly #collection = this.#store.add(
    vscode.languages.createDiagnosticCollection(diagnosticSource),
  );
  readonly #findings = new Map<string, FileFindings>();
  readonly #onDidChange = this.#store.add(new Emitter<LintRoot>());

  /** Something else is found in a root. */
  readonly onDidChange: Event<LintRoot> = this.#onDidChange.event;

  constructor(roots: LintRoots) {
    this.#store.add(roots.onDidFind((found) => this.#take(found)));
  }

  /** What is found in a file, of the text that was linted last. */
  of(uri: vscode.Uri): readonly PlacedFinding[] {
    return this.#findings.get(uri.toString())?.findings ?? [];
  }

  /** The version of the editor's text that `of` is about; null for the file on the disk. */
  versionOf(uri: vscode.Uri): number | null {
    return this.#findings.get(uri.toString())?.version ?? null;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #take({ lint, files }: FoundInRoot): void {
    if (files === null) this.#forget(lint);
    for (const file of files ?? []) {
      const uri = lint.uri(file.path);
      if (!isInWorkspace(uri)) continue;
      this.#findings.set(uri.toString(), file);
      this.#collection.set(uri, toDiagnostics(lint, file.findings));
    }
    this.#onDidChange.fire(lint);
  }

  #forget(lint: LintRoot): void {
    const prefix = `${vscode.Uri.file(lint.root).toString()}/`;
    for (const key of [...this.#findings.keys()]) {
      if (!key.startsWith(prefix)) continue;
      this.#findings.delete(key);
      this.#collection.delete(vscode.Uri.parse(key));
    }
  }
}

/** A repository may be larger than the folder that is open. */
function isInWorkspace(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

function toDiagnostics(lint: LintRoot, findings: readonly PlacedFinding[]): vscode.Diagnostic[] {
  const hasYaml = vscode.extensions.getExtension(yamlExtension)?.isActive === true;
  return findings
    .filter(({ rule }) => !(hasYaml && toldByYamlExtension.has(rule)))
    .map((finding) => toDiagnostic(lint, finding));
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
