import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { startLintClient } from "../../platform/lint/lintClient.ts";
import { findLintRoot } from "../../platform/lint/lintRoot.ts";
import type { Services } from "../services.ts";
import { lintedDocuments, registerLanguageFeatures } from "./languageFeatures.ts";
import { LintActions } from "./lintActions.ts";
import { LintDiagnostics } from "./lintDiagnostics.ts";
import { LintRoots } from "./lintRoots.ts";
import { registerStageLenses } from "./stageLenses.ts";

/** What is linted now. */
export interface Linting extends Disposable {
  readonly roots: LintRoots;
  readonly diagnostics: LintDiagnostics;
}

/** Starts the threads and joins them to the editor; ends them when it is disposed. */
export function startLinting({ log, settings, files }: Services): Linting {
  const store = new DisposableStore();
  const roots = store.add(
    new LintRoots({
      log,
      findRoot: findLintRoot,
      startClient: (options) =>
        startLintClient({
          ...options,
          workerPath: files.lintWorker,
          log,
          isTrusted: vscode.workspace.isTrusted,
        }),
    }),
  );
  const diagnostics = store.add(new LintDiagnostics(roots));
  const actions = new LintActions(roots, diagnostics);
  store.add(
    vscode.languages.registerCodeActionsProvider(lintedDocuments, actions, {
      providedCodeActionKinds: LintActions.kinds,
    }),
  );
  store.add(registerLanguageFeatures(roots));
  const hasLenses = (): boolean => settings.current()["sextant.lint.codeLens"];
  store.add(registerStageLenses(roots, diagnostics, hasLenses));
  roots.start();
  return { roots, diagnostics, dispose: () => store.dispose() };
}
