import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../base/disposables.ts";
import { AppError } from "../base/errors.ts";
import { Emitter, type Event } from "../base/events.ts";
import type { Project } from "./project.ts";

export interface ProjectsOptions {
  /** Makes the project of a root folder; called once for each root. */
  readonly createProject: (root: string) => Project;
  /** The root of the project that a folder belongs to. */
  readonly findRoot: (folder: string) => string;
}

/**
 * The projects of the workspace's folders, one a root: two folders of one project share it.
 * Nothing is read before it is asked for the first time.
 */
export class Projects implements Disposable {
  readonly #store = new DisposableStore();
  readonly #onDidChange = this.#store.add(new Emitter<undefined>());
  readonly #options: ProjectsOptions;
  #projects: ReadonlyMap<string, Project> | undefined;

  /** Projects came or went. */
  readonly onDidChange: Event<undefined> = this.#onDidChange.event;

  constructor(options: ProjectsOptions) {
    this.#options = options;
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#refresh()));
  }

  /** In the order of the workspace's folders. */
  all(): readonly Project[] {
    this.#projects ??= this.#collect(new Map());
    return [...this.#projects.values()];
  }

  /** The project of a root; an AppError when it is not one of this workspace. */
  get(root: string): Project {
    const project = this.all().find((candidate) => candidate.root === root);
    if (project !== undefined) return project;
    throw new AppError(
      "no-project",
      vscode.l10n.t("{0} is not a project of this workspace; open its folder first.", root),
    );
  }

  /** The project that a file lies in: the innermost when they are nested. */
  ofFile(file: vscode.Uri): Project | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(file);
    if (folder === undefined) return undefined;
    const root = this.#options.findRoot(folder.uri.fsPath);
    return this.all().find((project) => project.root === root);
  }

  dispose(): void {
    this.#store.dispose();
    for (const project of this.#projects?.values() ?? []) project.dispose();
    this.#projects = new Map();
  }

  #refresh(): void {
    if (this.#projects === undefined) return;
    const before = this.#projects;
    this.#projects = this.#collect(before);
    for (const [root, project] of before) {
      if (!this.#projects.has(root)) project.dispose();
    }
    this.#onDidChange.fire(undefined);
  }

  #collect(known: ReadonlyMap<string, Project>): ReadonlyMap<string, Project> {
    const projects = new Map<string, Project>();
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      if (folder.uri.scheme !== "file") continue;
      const root = this.#options.findRoot(folder.uri.fsPath);
      if (projects.has(root)) continue;
      projects.set(root, known.get(root) ?? this.#options.createProject(root));
    }
    return projects;
  }
}
