import { open } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import type { Log } from "../../base/logging.ts";
import {
  describeParameters,
  discoverTargets,
  targetFileNames,
} from "../../core/launch/discoverTargets.ts";
import { fileTarget } from "../../core/launch/fileTarget.ts";
import { languageOf } from "../../core/launch/interpreters.ts";
import type { LaunchTarget } from "../../core/launch/target.ts";
import type { TextFiles } from "../../core/ports.ts";
import type { LaunchEnvironment } from "../../platform/process/pythonPrograms.ts";

const maxFiles = 500;
const maxFileBytes = 1024 * 1024;
const namesGlob = `**/{${targetFileNames.join(",")}}`;
const watchedGlob = `**/{${targetFileNames.join(",")},params.yaml}`;
const excludedGlob =
  "**/{node_modules,site-packages,.git,.sextant,.dvc,.venv,venv,__pycache__,.tox,.ipynb_checkpoints,mlruns,dist,build}/**";

export interface WorkspaceTargetsOptions {
  readonly log: Log;
  readonly environmentOf: (folder: vscode.Uri) => Promise<LaunchEnvironment>;
}

/**
 * What can be launched in the workspace's folders. The files are looked for once, and again after
 * one of them changed.
 */
export class WorkspaceTargets implements Disposable {
  readonly #store = new DisposableStore();
  readonly #options: WorkspaceTargetsOptions;
  #targets: Promise<readonly LaunchTarget[]> | undefined;

  constructor(options: WorkspaceTargetsOptions) {
    this.#options = options;
  }

  /** In the order of the workspace's folders. */
  all(): Promise<readonly LaunchTarget[]> {
    if (this.#targets !== undefined) return this.#targets;
    this.#watch();
    const targets = this.#collect().catch((error: unknown) => {
      if (this.#targets === targets) this.#targets = undefined;
      throw error;
    });
    this.#targets = targets;
    return targets;
  }

  /** The file of an editor as a target; undefined when nothing here can run it. */
  async ofFile(file: vscode.Uri): Promise<LaunchTarget | undefined> {
    const folder = vscode.workspace.getWorkspaceFolder(file);
    if (file.scheme !== "file" || folder === undefined) return undefined;
    const relative = path.relative(folder.uri.fsPath, file.fsPath).replaceAll(path.sep, "/");
    if (languageOf(relative) === undefined) return undefined;
    const files = textFilesOf(folder.uri.fsPath);
    const { tools } = await this.#options.environmentOf(folder.uri);
    const text = (await files.read(relative)) ?? "";
    return fileTarget({ root: folder.uri.fsPath, path: relative, text, tools });
  }

  /** The target with everything that its files say of its parameters. */
  describe(target: LaunchTarget): Promise<LaunchTarget> {
    return describeParameters(target, textFilesOf(target.root));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #isWatching = false;

  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const forget = () => (this.#targets = undefined);
    const watcher = this.#store.add(vscode.workspace.createFileSystemWatcher(watchedGlob));
    this.#store.add(watcher.onDidChange(forget));
    this.#store.add(watcher.onDidCreate(forget));
    this.#store.add(watcher.onDidDelete(forget));
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(forget));
    this.#store.add(vscode.extensions.onDidChange(forget));
  }

  async #collect(): Promise<readonly LaunchTarget[]> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const local = folders.filter(({ uri }) => uri.scheme === "file");
    const found = await Promise.all(local.map(({ uri }) => this.#collectFolder(uri)));
    return found.flat();
  }

  async #collectFolder(folder: vscode.Uri): Promise<readonly LaunchTarget[]> {
    const { log, environmentOf } = this.#options;
    const startedAt = performance.now();
    const pattern = new vscode.RelativePattern(folder, namesGlob);
    const uris = await vscode.workspace.findFiles(pattern, excludedGlob, maxFiles);
    if (uris.length === maxFiles) {
      log.warn(
        `Only the first ${maxFiles} files with launch targets in ${folder.fsPath} are read.`,
      );
    }
    const root = folder.fsPath;
    const { targets, problems } = await discoverTargets({
      root,
      paths: uris.map(({ fsPath }) => path.relative(root, fsPath).replaceAll(path.sep, "/")),
      files: textFilesOf(root),
      tools: (await environmentOf(folder)).tools,
    });
    for (const { message, location } of problems) {
      const line = location?.line === undefined ? "" : `:${location.line + 1}`;
      log.warn(`${location?.path ?? ""}${line}: ${message}`);
    }
    const duration = Math.round(performance.now() - startedAt);
    log.info(
      `launch targets of ${root}: ${targets.length} in ${uris.length} files, ${duration} ms`,
    );
    return targets;
  }
}

/** The text files of a folder; unsaved editors count as they are on disk, for so they will run. */
function textFilesOf(root: string): TextFiles {
  return {
    async read(relative) {
      const file = path.resolve(root, relative);
      try {
        return await readBounded(file);
      } catch {
        // Missing, a folder, or not readable: all the same to who looks for targets.
        return null;
      }
    },
  };
}

async function readBounded(file: string): Promise<string | null> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    return size > maxFileBytes ? null : await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}
