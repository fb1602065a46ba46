import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { Emitter, type Event } from "../../base/events.ts";

/** What the YAML extension says too: faults of the syntax, and keys that stand twice. */
export const toldByYamlExtension: ReadonlySet<string> = new Set(["YML004", "DVC006"]);

const extensionId = "redhat.vscode-yaml";
const languages: ReadonlySet<string> = new Set([
  "yaml",
  "dockercompose",
  "github-actions-workflow",
]);

/** Whether the YAML extension looks at a file: it does at those that are open, by their language. */
export function isCheckedByYamlExtension(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.workspace.textDocuments.some(
    (document) => document.uri.toString() === key && languages.has(document.languageId),
  );
}

/** Follows whether the YAML extension marks faults, so that none is marked twice. */
export class YamlExtension implements Disposable {
  readonly #store = new DisposableStore();
  readonly #onDidChange = this.#store.add(new Emitter<vscode.Uri | null>());
  #isChecking = readIsChecking();

  /** It looks at a file now, or no more; null when that may be any. */
  readonly onDidChange: Event<vscode.Uri | null> = this.#onDidChange.event;

  constructor() {
    const { workspace, languages: editorLanguages, extensions } = vscode;
    const look = (): void => this.#look();
    this.#store.add(extensions.onDidChange(look));
    // No event tells that an extension became active: its first problems do.
    this.#store.add(editorLanguages.onDidChangeDiagnostics(look));
    this.#store.add(
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("yaml.validate")) look();
      }),
    );
    const tell = ({ uri }: vscode.TextDocument): void => {
      if (this.#isChecking) this.#onDidChange.fire(uri);
    };
    this.#store.add(workspace.onDidOpenTextDocument(tell));
    this.#store.add(workspace.onDidCloseTextDocument(tell));
  }

  get isChecking(): boolean {
    return this.#isChecking;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #look(): void {
    const isChecking = readIsChecking();
    if (isChecking === this.#isChecking) return;
    this.#isChecking = isChecking;
    this.#onDidChange.fire(null);
  }
}

function readIsChecking(): boolean {
  return (
    vscode.extensions.getExtension(extensionId)?.isActive === true &&
    vscode.workspace.getConfiguration("yaml").get<boolean>("validate", true)
  );
}
