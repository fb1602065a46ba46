import * as vscode from "vscode";
import { Coalescer } from "../base/async.ts";
import { DisposableStore, type Disposable } from "../base/disposables.ts";
import { AppError } from "../base/errors.ts";
import type { Project } from "./project.ts";
import type { Services } from "./services.ts";
import { Throttle } from "./throttle.ts";

const minIntervalMs = 5000;

/**
 * Tells each catalog which commits of its runs a branch still leads to, so that those that were
 * rebased away are marked. Looked at again when runs of new commits come, and when the window gets
 * the focus, since branches move outside of it.
 */
export function followReachableCommits(services: Services): Disposable {
  const { log, projects } = services;
  const store = new DisposableStore();
  const seen = new Map<string, string>();
  const look = new Coalescer(async () => {
    for (const project of store.isDisposed ? [] : projects.all()) {
      try {
        await tellReachable(project, seen);
      } catch (error) {
        if (!AppError.is(error)) throw error;
        log.warn(`commits of ${project.root}: ${error.message}`);
      }
    }
  });
  const throttle = store.add(
    new Throttle(() => services.inBackground("commits", look.request()), minIntervalMs),
  );
  let followed = new DisposableStore();
  const follow = () => {
    followed.dispose();
    followed = new DisposableStore();
    for (const project of projects.all()) {
      followed.add(project.runs().onDidChange(() => throttle.request()));
    }
  };
  const first = setImmediate(follow);
  store.add({ dispose: () => clearImmediate(first) });
  store.add({ dispose: () => followed.dispose() });
  store.add(projects.onDidChange(follow));
  store.add(
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) throttle.request();
    }),
  );
  return store;
}

/** `seen` holds what was told of each root, so that nothing is told twice. */
async function tellReachable(project: Project, seen: Map<string, string>): Promise<void> {
  const runs = project.runs();
  if (!runs.isLoaded()) return;
  const commits = [...new Set(runs.all().flatMap((run) => run.commit?.hash ?? []))].sort();
  const repository = commits.length === 0 ? null : await project.repository();
  if (repository === null) return;
  const reachable = [...(await repository.reachable(commits))].sort();
  const told = reachable.join();
  if (seen.get(project.root) === told) return;
  seen.set(project.root, told);
  await project.catalog().setReachable(reachable);
}
