import path from "node:path";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { Emitter, type Event } from "../../base/events.ts";
import type { Log } from "../../base/logging.ts";
import type { LintClient } from "../../platform/lint/lintClient.ts";
import type { FileFindings } from "../../platform/lint/lintService.ts";

export interface LintRootsOptions {
  readonly log: Log;
  readonly findRoot: (folder: string) => string;
  readonly startClient: (options: StartClientOptions) => LintClient;
}

export interface StartClientOptions {
  readonly root: string;
  readonly readText: (
    path: string,
  ) => { readonly version: number; readonly text: string } | undefined;
}

/** A file as the linter names it. */
export interface LintPlace {
  readonly lint: LintRoot;
  /** Relative to the root, with `/`. */
  readonly path: string;
}

export interface FoundInRoot {
  readonly lint: LintRoot;
  /** Null when all that was told is void. */
  readonly files: readonly FileFindings[] | null;
}

/** A folder whose files are linted together, and the thread that does it. */
export interface LintRoot {
  readonly root: string;
  readonly client: LintClient;
  uri(path: string): vscode.Uri;
}

/**
 * The threads that lint the workspace's folders, one a repository, and what editors tell them.
 * Nothing is started before `start`.
 */
export class LintRoots implements Disposable {
  readonly #options: LintRootsOptions;
  readonly #store = new DisposableStore();
  readonly #roots = new Map<string, { readonly lint: LintRoot; readonly store: DisposableStore }>();
  /** Editors whose text was told, by URI. */
  readonly #told = new Set<string>();
  readonly #onDidFind = this.#store.add(new Emitter<FoundInRoot>());

  readonly onDidFind: Event<FoundInRoot> = this.#onDidFind.event;

  constructor(options: LintRootsOptions) {
    this.#options = options;
  }

  start(): void {
    const { workspace } = vscode;
    this.#store.add(workspace.onDidChangeWorkspaceFolders(() => this.#follow()));
    this.#store.add(workspace.onDidOpenTextDocument((document) => this.#opened(document)));
    this.#store.add(workspace.onDidChangeTextDocument((event) => this.#changed(event)));
    this.#store.add(workspace.onDidCloseTextDocument((document) => this.#closed(document)));
    this.#follow();
  }

  all(): readonly LintRoot[] {
    return [...this.#roots.values()].map(({ lint }) => lint);
  }

  /** Undefined for files outside of what is linted. The innermost root counts. */
  placeOf(uri: vscode.Uri): LintPlace | undefined {
    if (uri.scheme !== "file") return undefined;
    let found: LintPlace | undefined;
    for (const { lint } of this.#roots.values()) {
      const relative = path.relative(lint.root, uri.fsPath);
      if (relative === "" || relative.startsWith("..") || path.isAbsolute(relative)) continue;
      if (found !== undefined && found.lint.root.length > lint.root.length) continue;
      found = { lint, path: relative.split(path.sep).join("/") };
    }
    return found;
  }

  dispose(): void {
    for (const { store } of this.#roots.values()) store.dispose();
    this.#roots.clear();
    this.#store.dispose();
  }

  #follow(): void {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(
      ({ uri }) => uri.scheme === "file",
    );
    const wanted = new Set(folders.map(({ uri }) => this.#options.findRoot(uri.fsPath)));
    const before = this.all();
    for (const [root, { lint, store }] of this.#roots) {
      if (wanted.has(root)) continue;
      this.#roots.delete(root);
      store.dispose();
      this.#onDidFind.fire({ lint, files: null });
    }
    for (const root of wanted) if (!this.#roots.has(root)) this.#open(root);
    // Files of theirs may be of the workspace now, or of another root.
    for (const lint of before)
      if (wanted.has(lint.root)) refresh(lint, undefined, this.#options.log);
  }

  #open(root: string): void {
    const store = new DisposableStore();
    const uri = (file: string): vscode.Uri => vscode.Uri.joinPath(vscode.Uri.file(root), file);
    const client = store.add(
      this.#options.startClient({
        root,
        readText: (file) => {
          const document = documentOf(uri(file));
          return document === undefined
            ? undefined
            : { version: document.version, text: document.getText() };
        },
      }),
    );
    const lint: LintRoot = { root, client, uri };
    this.#roots.set(root, { lint, store });
    store.add(client.onDidFind((files) => this.#onDidFind.fire({ lint, files })));
    store.add(client.onDidReset(() => this.#onDidFind.fire({ lint, files: null })));
    store.add(watchFiles(lint, this.#options.log));
    for (const document of vscode.workspace.textDocuments) this.#opened(document);
  }

  /** The text of an editor that shows what is on the disk need not be told. */
  #opened(document: vscode.TextDocument): void {
    if (document.isDirty) this.#tell(document);
  }

  #tell(document: vscode.TextDocument): void {
    const place = this.placeOf(document.uri);
    if (place === undefined) return;
    this.#told.add(document.uri.toString());
    place.lint.client.setText(place.path, document.version, document.getText());
  }

  #changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    if (!this.#told.has(document.uri.toString())) {
      this.#tell(document);
      return;
    }
    const place = this.placeOf(document.uri);
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      start: rangeOffset,
      end: rangeOffset + rangeLength,
      text,
    }));
    place?.lint.client.changeText(place.path, document.version, changes);
  }

  #closed(document: vscode.TextDocument): void {
    if (!this.#told.delete(document.uri.toString())) return;
    const place = this.placeOf(document.uri);
    place?.lint.client.setText(place.path, document.version, null);
  }
}

function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

function refresh(
  { client }: Pick<LintRoot, "client">,
  paths: readonly string[] | undefined,
  log: Log,
): void {
  client.refresh(paths).catch((error: unknown) => {
    log.debug(`the linter was not told of changed files: ${String(error)}`);
  });
}

/** How long events of files are gathered: a checkout touches thousands. */
const gatherMs = 100;
const maxGathered = 5000;

function watchFiles({ root, client }: LintRoot, log: Log): Disposable {
  const store = new DisposableStore();
  const pattern = new vscode.RelativePattern(vscode.Uri.file(root), "**");
  const watcher = store.add(vscode.workspace.createFileSystemWatcher(pattern));
  const gathered = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (): void => {
    timer = undefined;
    const paths = gathered.size > maxGathered ? undefined : [...gathered];
    gathered.clear();
    refresh({ client }, paths, log);
  };
  const gather = ({ fsPath }: vscode.Uri): void => {
    const relative = path.relative(root, fsPath).split(path.sep).join("/");
    if (relative.startsWith("..") || isOfNoInterest(relative)) return;
    gathered.add(relative);
    timer ??= setTimeout(tell, gatherMs);
  };
  store.add(watcher.onDidCreate(gather));
  store.add(watcher.onDidChange(gather));
  store.add(watcher.onDidDelete(gather));
  store.add({ dispose: () => clearTimeout(timer) });
  return store;
}

/** What changes often and is nobody's configuration. Of git only the list of tracked files is. */
function isOfNoInterest(relative: string): boolean {
  if (relative.startsWith(".git/")) return relative !== ".git/index";
  return /(?:^|\/)(?:node_modules|\.sextant|\.venv|__pycache__|\.dvc\/(?:cache|tmp))\//.test(
    relative,
  );
}
