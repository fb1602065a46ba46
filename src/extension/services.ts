import * as vscode from "vscode";
import { background } from "../base/async.ts";
import { DisposableStore, type Disposable } from "../base/disposables.ts";
import { Emitter } from "../base/events.ts";
import { startRunCatalog } from "../platform/index/runCatalog.ts";
import { findProjectRoot } from "../platform/runs/project.ts";
import type { RunSelection } from "./ids.ts";
import { createLaunchService, type LaunchService } from "./launch/launchService.ts";
import type { Linting } from "./lint/startLinting.ts";
import type { OutputLog } from "./log.ts";
import type { Monitoring } from "./monitors/startMonitoring.ts";
import type { DriftPanel, PipelinePanel, RunsPanel } from "./panels/openPanel.ts";
import { Project } from "./project.ts";
import { Projects } from "./projects.ts";
import { SettingsReader } from "./settingsReader.ts";
import { readSourceOptions } from "./sources.ts";

/** What commands, views and panels are given: everything with a lifetime, made in one place. */
export interface Services extends Disposable {
  readonly context: vscode.ExtensionContext;
  readonly log: OutputLog;
  readonly settings: SettingsReader;
  readonly projects: Projects;
  readonly launcher: LaunchService;
  /** Files of the extension itself, as absolute paths. */
  readonly files: ExtensionFiles;
  /** What is selected in each tree, by the view's id; filled by the views. */
  readonly treeSelections: Map<string, () => RunSelection>;
  /** Open panels, by the project's root; filled by the panels. */
  readonly runsPanels: Map<string, RunsPanel>;
  /** Open graphs of stages, by the repository's root; filled by the panels. */
  readonly pipelinePanels: Map<string, PipelinePanel>;
  /** Open Drift panels, by the project's root; filled by the panels. */
  readonly driftPanels: Map<string, DriftPanel>;
  readonly linting: LintingSlot;
  readonly monitoring: MonitoringSlot;
  /** Lets a promise run on its own; its failure is logged under the label. */
  inBackground(label: string, promise: PromiseLike<unknown>): void;
}

export interface LintingSlot {
  /** Undefined while linting is off, and just after activation. */
  current: Linting | undefined;
  /** Ends when it was started, or is known to be off. */
  started: Promise<void>;
  /** It was started or ended. */
  readonly onDidChange: Emitter<null>;
}

export interface MonitoringSlot {
  /** Undefined just after activation. */
  current: Monitoring | undefined;
  /** Ends when the monitors' configuration was read. */
  started: Promise<void>;
  readonly onDidStart: Emitter<Monitoring>;
}

export interface ExtensionFiles {
  /** The command line tool's bundle. */
  readonly cli: string;
  readonly indexWorker: string;
  readonly lintWorker: string;
  /** The process that reads data. */
  readonly dataProcess: string;
  /** Folder that goes on the PATH of terminals. */
  readonly bin: string;
}

/** The composition root. Reads nothing: what is needed from disk is read when it is asked for. */
export function createServices(context: vscode.ExtensionContext, log: OutputLog): Services {
  const store = new DisposableStore();
  const files = filesOf(context);
  const settings = store.add(new SettingsReader(log));
  const projects = store.add(
    new Projects({
      findRoot: findProjectRoot,
      createProject: (root) =>
        new Project({
          root,
          log,
          isTrusted: () => vscode.workspace.isTrusted,
          keyMetric: () => settings.current()["sextant.runs.keyMetric"],
          startCatalog: (folder) =>
            startRunCatalog({
              root: folder,
              workerPath: files.indexWorker,
              log,
              sources: readSourceOptions(settings, folder),
            }),
        }),
    }),
  );
  const inBackground = (label: string, promise: PromiseLike<unknown>): void =>
    background(Promise.resolve(promise), label, log);
  const launcher = store.add(
    createLaunchService({
      log,
      projects,
      state: context.workspaceState,
      cli: { execPath: process.execPath, cliPath: files.cli },
      inBackground,
    }),
  );
  return {
    context,
    log,
    settings,
    projects,
    launcher,
    treeSelections: new Map(),
    runsPanels: new Map(),
    pipelinePanels: new Map(),
    driftPanels: new Map(),
    linting: {
      current: undefined,
      started: Promise.resolve(),
      onDidChange: store.add(new Emitter<null>()),
    },
    monitoring: {
      current: undefined,
      started: Promise.resolve(),
      onDidStart: store.add(new Emitter<Monitoring>()),
    },
    files,
    inBackground,
    dispose: () => store.dispose(),
  };
}

function filesOf(context: vscode.ExtensionContext): ExtensionFiles {
  return {
    cli: context.asAbsolutePath("dist/cli.cjs"),
    indexWorker: context.asAbsolutePath("dist/indexWorker.cjs"),
    lintWorker: context.asAbsolutePath("dist/lintWorker.cjs"),
    dataProcess: context.asAbsolutePath("dist/dataProcess.cjs"),
    bin: context.asAbsolutePath("bin"),
  };
}
