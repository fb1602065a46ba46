import { homedir } from "node:os";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../base/disposables.ts";
import type { SourceOptions } from "../platform/index/indexMessages.ts";
import type { Services } from "./services.ts";
import type { SettingsReader } from "./settingsReader.ts";
import { enabledGlobs, resolveFolders } from "./sourceFolders.ts";

/** Where runs of other tools are looked for, by the settings of a project's folder. */
export function readSourceOptions(settings: SettingsReader, root: string): SourceOptions {
  const own = settings.forFolder(root);
  const editor = vscode.workspace.getConfiguration(undefined, vscode.Uri.file(root));
  const exclude = [
    ...own["sextant.sources.exclude"],
    ...enabledGlobs(editor.get("files.exclude")),
    ...enabledGlobs(editor.get("search.exclude")),
  ];
  return {
    isEnabled: own["sextant.sources.enabled"],
    exclude: [...new Set(exclude)],
    folders: [...resolveFolders(own["sextant.sources.folders"], { home: homedir(), root })],
    isTrusted: vscode.workspace.isTrusted,
  };
}

/** Looks again when the settings change, and when the folder becomes trusted. */
export function followSourceOptions({ projects, settings }: Services): Disposable {
  const store = new DisposableStore();
  const apply = (): void => {
    for (const project of projects.all()) {
      project.setSources(readSourceOptions(settings, project.root));
    }
  };
  store.add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      const sections = ["sextant.sources", "files.exclude", "search.exclude"];
      if (sections.some((section) => change.affectsConfiguration(section))) apply();
    }),
  );
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(apply));
  return store;
}
