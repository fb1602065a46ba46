import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { Emitter } from "../../base/events.ts";
import type { CodeLens } from "../../core/lint/language/language.ts";
import type { CommandId } from "../ids.ts";
import { unlessEnded } from "./languageFeatures.ts";
import type { LintDiagnostics } from "./lintDiagnostics.ts";
import type { LintRoot, LintRoots } from "./lintRoots.ts";
import { toLocation, toRange } from "./toVscode.ts";

const documents: vscode.DocumentSelector = [{ scheme: "file", pattern: "**/dvc.yaml" }];
const runStage = "sextant.pipeline.runStage" satisfies CommandId;
const showPipeline = "sextant.pipeline.show" satisfies CommandId;

/** What stands above stages: run it, who makes what it needs, who uses what it makes. */
export function registerStageLenses(
  roots: LintRoots,
  diagnostics: LintDiagnostics,
  isWanted: () => boolean,
): Disposable {
  const store = new DisposableStore();
  const changed = store.add(new Emitter<void>());
  // Lenses tell of other files too.
  store.add(diagnostics.onDidChange(() => changed.fire()));
  store.add(
    vscode.languages.registerCodeLensProvider(documents, {
      onDidChangeCodeLenses: changed.event,
      async provideCodeLenses(document, cancellation) {
        const place = roots.placeOf(document.uri);
        if (place === undefined || !isWanted()) return [];
        const { lint, path } = place;
        const lenses = await unlessEnded(lint.client.ask<"codeLens">({ kind: "codeLens", path }));
        if (lenses === undefined || cancellation.isCancellationRequested) return [];
        return lenses.map((lens) => {
          const command = commandOf(lint, document.uri, lens);
          return new vscode.CodeLens(toRange(lens.range), command);
        });
      },
    }),
  );
  return store;
}

function commandOf(lint: LintRoot, uri: vscode.Uri, lens: CodeLens): vscode.Command {
  const { title, kind } = lens;
  switch (kind) {
    case "run": {
      const argument = { root: lint.root, file: lens.file, stage: lens.stage };
      return { title: `$(play) ${title}`, command: runStage, arguments: [argument] };
    }
    case "producers":
    case "consumers": {
      const locations = lens.locations.map((location) => toLocation(lint, location));
      const start = toRange(lens.range).start;
      return {
        title,
        command: "editor.action.showReferences",
        arguments: [uri, start, locations],
      };
    }
    case "instances":
      return { title, command: showPipeline, arguments: [{ root: lint.root }] };
  }
}
