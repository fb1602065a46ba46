import * as vscode from "vscode";
import { background } from "../../base/async.ts";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError } from "../../base/errors.ts";
import { contextKeys, type ContextKey } from "../ids.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";
import { Throttle } from "../throttle.ts";

const minIntervalMs = 300;

/** Keeps the context keys true: starts reading the projects once activation is over. */
export function followContext(services: Services): Disposable {
  const { log, projects } = services;
  const store = new DisposableStore();
  const state = new Map<ContextKey, boolean>();
  let followed = new DisposableStore();
  let isRead = false;

  const set = (key: ContextKey, value: boolean) => {
    if (state.get(key) === value) return;
    state.set(key, value);
    services.inBackground("context key", vscode.commands.executeCommand("setContext", key, value));
  };
  const update = () => {
    const runs = projects.all().flatMap((project) => project.runs().all());
    set(contextKeys.hasRuns, runs.length > 0);
    set(
      contextKeys.isRunning,
      runs.some((run) => run.status === "running"),
    );
    // While runs of other tools are looked for, nobody can say that there are none.
    const isSearching = projects.all().some((project) => project.progress() !== null);
    set(contextKeys.isLoaded, isRead && (runs.length > 0 || !isSearching));
  };
  const throttle = store.add(new Throttle(update, minIntervalMs));

  const start = async () => {
    followed.dispose();
    followed = new DisposableStore();
    const all = projects.all();
    for (const project of all) {
      followed.add(project.runs().onDidChange(() => throttle.request()));
      followed.add(project.onDidProgress(() => throttle.request()));
    }
    const failures = await Promise.all(all.map((project) => load(services, project)));
    set(
      contextKeys.isSqliteMissing,
      failures.some((error) => AppError.is(error, "sqlite-missing")),
    );
    update();
    set(contextKeys.hasGit, await isInGit(services, all));
    isRead = true;
    update();
  };
  const startInBackground = () => background(start(), "reading the projects", log);

  const timer = setImmediate(startInBackground);
  store.add({ dispose: () => clearImmediate(timer) });
  store.add({ dispose: () => followed.dispose() });
  store.add(projects.onDidChange(startInBackground));
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(startInBackground));
  return store;
}

/** Reads a project's runs; answers what kept it from doing so. */
async function load(services: Services, project: Project): Promise<unknown> {
  try {
    await project.runs().load();
    return undefined;
  } catch (error) {
    if (!AppError.is(error)) throw error;
    services.log.error(`the runs of ${project.root} cannot be read: ${error.message}`);
    return error;
  }
}

/** True where a project lies in a git working tree; a git that fails counts as none. */
async function isInGit(services: Services, projects: readonly Project[]): Promise<boolean> {
  const answers = await Promise.all(
    projects.map(async (project) => {
      try {
        return (await project.repository()) !== null;
      } catch (error) {
        if (!AppError.is(error)) throw error;
        services.log.warn(error.message);
        return false;
      }
    }),
  );
  return answers.some(Boolean);
}
