import { existsSync, statSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../base/disposables.ts";
import { AppError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import { resolveParameterKeys } from "../../core/launch/parameterLines.ts";
import {
  parseRecentLaunches,
  rememberLaunch,
  type RecentLaunch,
} from "../../core/launch/recentLaunches.ts";
import type { LaunchEdits, LaunchTarget } from "../../core/launch/target.ts";
import type { RunSummary } from "../../core/runs/runSummary.ts";
import { createRunId } from "../../core/runs/runId.ts";
import { createRunName } from "../../core/runs/runName.ts";
import {
  spawnDetachedSupervisor,
  type CliProgram,
} from "../../platform/process/detachedSupervisor.ts";
import { followLog } from "../../platform/runs/followLog.ts";
import { runPaths } from "../../platform/runs/project.ts";
import { systemClock, systemRandom } from "../../platform/runs/systemPorts.ts";
import { stateKeys, type RunReference, type UnsavedChoice } from "../ids.ts";
import type { Project } from "../project.ts";
import type { Projects } from "../projects.ts";
import { requireTrust } from "../trust.ts";
import { ActiveRuns } from "./activeRuns.ts";
import { LogTerminals } from "./logTerminals.ts";
import { resolveLaunchEnvironment } from "./pythonEnvironment.ts";
import { showRunProgress } from "./runProgress.ts";
import { saveBeforeLaunch } from "./unsavedEditors.ts";
import type { WorkspaceTargets } from "./workspaceTargets.ts";

/** What launching needs of the rest of the extension. */
export interface LaunchDependencies {
  readonly log: Log;
  readonly projects: Projects;
  /** The workspace's state, for recent launches. */
  readonly state: vscode.Memento;
  /** The command line tool, which supervises the runs. */
  readonly cli: CliProgram;
  readonly inBackground: (label: string, promise: PromiseLike<unknown>) => void;
}

export interface LaunchRequest {
  readonly target: LaunchTarget;
  readonly edits: LaunchEdits;
  /** Id of the run that is repeated. */
  readonly rerunOf?: string | undefined;
  /** What to do with unsaved editors; asked when not given. */
  readonly unsaved?: UnsavedChoice | undefined;
}

/** Finds what can be launched, launches it, and stays in touch with the runs. */
export class LaunchService implements Disposable {
  readonly activeRuns: ActiveRuns;
  readonly #store = new DisposableStore();
  readonly #dependencies: LaunchDependencies;
  #targets: Promise<WorkspaceTargets> | undefined;
  readonly #terminals: LogTerminals;

  constructor(dependencies: LaunchDependencies) {
    const { log, projects } = dependencies;
    this.#dependencies = dependencies;
    this.activeRuns = this.#store.add(new ActiveRuns(dependencies));
    this.#terminals = this.#store.add(
      new LogTerminals({
        log,
        follow: (run, options) => followLog(run.root, run.runId, options),
        findRun: (run) => readSummary(projects.get(run.root), run.runId),
        stop: (run, isFirm) =>
          dependencies.inBackground("stop from the terminal", this.stop(run, { isFirm })),
      }),
    );
  }

  /** Targets that files of the workspace define. */
  async targets(): Promise<readonly LaunchTarget[]> {
    return await (await this.#workspaceTargets()).all();
  }

  /** A file as a target; undefined when it is not a script of the workspace. */
  async targetOfFile(file: vscode.Uri): Promise<LaunchTarget | undefined> {
    return await (await this.#workspaceTargets()).ofFile(file);
  }

  /** The target as its file defines it now, with what can be known of its parameters. */
  async describe(target: LaunchTarget): Promise<LaunchTarget> {
    const targets = await this.#workspaceTargets();
    return await targets.describe((await this.#current(target)) ?? target);
  }

  async #current({ kind, id, root, source }: LaunchTarget): Promise<LaunchTarget | undefined> {
    if (kind === "rerun") return undefined;
    if (kind === "file") return this.targetOfFile(vscode.Uri.file(path.join(root, source)));
    const targets = await this.targets();
    return targets.find((target) => target.id === id && target.root === root);
  }

  /** What was launched last in this workspace, newest first. */
  recent(): readonly RecentLaunch[] {
    const open = new Set(vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath));
    const stored: unknown = this.#dependencies.state.get(stateKeys.recentLaunches);
    return parseRecentLaunches(stored).filter(({ target }) => open.has(target.root));
  }

  /**
   * Starts a run and answers when it has been recorded; a terminal and a notification follow it.
   * AppErrors: `untrusted`, what `findLaunchProblems` names, `folder-not-found`, and those of the
   * supervisor.
   */
  async launch(request: LaunchRequest): Promise<RunReference> {
    requireTrust();
    const { composeLaunch } = await import("../../core/launch/composeLaunch.ts");
    const { findLaunchProblems } = await import("../../core/launch/launchProblems.ts");
    const { target } = request;
    const { log } = this.#dependencies;
    const edits = {
      ...request.edits,
      params: resolveParameterKeys(target, request.edits.params),
      name: request.edits.name ?? createRunName(systemRandom),
    };
    const isWindows = process.platform === "win32";
    const [problem] = findLaunchProblems(target, edits, { isWindows });
    if (problem !== undefined) throw new AppError(problem.code, problem.message);
    const project = this.#projectOf(target);
    const cwd = workingFolder(target);
    await saveBeforeLaunch(target, request.unsaved);
    const folder = vscode.Uri.file(target.root);
    const { variables, replacements } = await resolveLaunchEnvironment(folder, log);
    const { rerunOf } = request;
    const composed = composeLaunch(target, edits, {
      isWindows,
      replacements,
      ...(rerunOf === undefined ? {} : { rerunOf }),
    });
    const run = { root: project.root, runId: createRunId(systemClock, systemRandom) };
    const startedAt = performance.now();
    await spawnDetachedSupervisor({
      ...this.#dependencies.cli,
      runId: run.runId,
      journalPath: runPaths(run.root, run.runId).journal,
      args: ["--project", run.root, ...composed.args],
      cwd,
      env: { ...process.env, ...variables, ...composed.env },
    });
    log.info(`launched ${run.runId} in ${Math.round(performance.now() - startedAt)} ms`);
    await this.#remember(target, edits);
    this.#attend(project, run, edits.name);
    return run;
  }

  /**
   * Stops a run and resolves when it has ended: politely at first, at once when firm. AppErrors:
   * `untrusted`, and those of `stopRun`.
   */
  async stop(run: RunReference, { isFirm }: { readonly isFirm: boolean }): Promise<void> {
    // What says which processes to end lies in the workspace.
    requireTrust();
    const { log } = this.#dependencies;
    log.info(`stopping run ${run.runId}${isFirm ? " at once" : ""}`);
    const { stopRun } = await import("../../platform/runs/stopRun.ts");
    await stopRun(run.root, run.runId, { force: isFirm, log });
    await this.#dependencies.projects.get(run.root).catalog().refresh([run.runId]);
  }

  /** Opens the terminal on a run's log, or brings it to the front. */
  showLog(run: RunReference, name: string): void {
    const { logPath } = logOf(run);
    if (!existsSync(logPath)) {
      throw new AppError(
        "no-log",
        vscode.l10n.t("{0} has no log: it was recorded elsewhere or never started.", name),
      );
    }
    this.#terminals.show(run, { name, logPath, isFocused: true });
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** What reads the workspace's files is loaded when it is first asked. */
  #workspaceTargets(): Promise<WorkspaceTargets> {
    return (this.#targets ??= this.#loadTargets());
  }

  async #loadTargets(): Promise<WorkspaceTargets> {
    const { WorkspaceTargets } = await import("./workspaceTargets.ts");
    const { log } = this.#dependencies;
    const environmentOf = (folder: vscode.Uri) => resolveLaunchEnvironment(folder, log);
    return this.#store.add(new WorkspaceTargets({ log, environmentOf }));
  }

  #projectOf({ root }: LaunchTarget): Project {
    const project = this.#dependencies.projects.ofFile(vscode.Uri.file(root));
    if (project !== undefined) return project;
    // A recorded run's target names the project itself.
    return this.#dependencies.projects.get(root);
  }

  async #remember(target: LaunchTarget, edits: LaunchEdits): Promise<void> {
    if (target.kind === "rerun") return;
    const { state } = this.#dependencies;
    const known = parseRecentLaunches(state.get(stateKeys.recentLaunches));
    const recent = rememberLaunch(known, target, edits, Date.now());
    await state.update(stateKeys.recentLaunches, recent);
  }

  #attend(project: Project, run: RunReference, name: string): void {
    const { inBackground } = this.#dependencies;
    this.activeRuns.start();
    inBackground("new run", readSummary(project, run.runId));
    this.#terminals.show(run, { name, ...logOf(run), isFocused: false });
    inBackground(
      "progress of a run",
      showRunProgress({
        run,
        name,
        readRun: () => readSummary(project, run.runId),
        stop: () => inBackground("stop", this.stop(run, { isFirm: false })),
        showLog: () => this.showLog(run, name),
      }),
    );
  }
}

export function createLaunchService(dependencies: LaunchDependencies): LaunchService {
  return new LaunchService(dependencies);
}

function workingFolder({ root, cwd }: LaunchTarget): string {
  const folder = path.resolve(root, cwd);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new AppError(
    "folder-not-found",
    vscode.l10n.t("The folder {0}, in which the run should start, does not exist.", folder),
  );
}

function logOf({ root, runId }: RunReference): { readonly logPath: string } {
  return { logPath: runPaths(root, runId).log };
}

/** What the index knows of a run now; undefined when it does not know it yet. */
async function readSummary(project: Project, runId: string): Promise<RunSummary | undefined> {
  await project.catalog().refresh([runId]);
  return project.runs().read(runId);
}
