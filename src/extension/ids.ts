/**
 * Every name that the extension shares with VS Code, one table a kind. A test holds package.json
 * against them in both directions.
 */

import type { RevealedTab } from "../protocol/driftPanel.ts";

/** Runs of one project. Tree nodes have these fields too, so menus pass them as they are. */
export interface RunSelection {
  /** The project's root folder; the only project when it is not given. */
  readonly root?: string | undefined;
  /** Asked for in a list when not given. */
  readonly runIds?: readonly string[] | undefined;
  /** Take what is selected in this tree: key bindings are not told which node has the focus. */
  readonly view?: string | undefined;
}

export interface RunReference {
  readonly root: string;
  readonly runId: string;
}

/** What to launch; what is left out is asked for. */
export interface LaunchArgument {
  /** Root of the project, where several are open. */
  readonly root?: string | undefined;
  /** Id or name of a target as the launcher lists it: `dvc:dvc.yaml:train`, `train`. */
  readonly target?: string | undefined;
  /** Absolute path of a script to launch. */
  readonly file?: string | undefined;
  /** Given, possibly empty, they are taken as they are and nothing is asked. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly name?: string | undefined;
  readonly experiment?: string | undefined;
  /** What to do with unsaved editors. */
  readonly unsaved?: UnsavedChoice | undefined;
}

export interface RerunArgument extends RunSelection {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly name?: string | undefined;
}

export const unsavedChoices = ["save", "ignore"] as const;
export type UnsavedChoice = (typeof unsavedChoices)[number];

export const panelTabs = ["charts", "compare", "details", "media"] as const;
export type PanelTab = (typeof panelTabs)[number];

export const restoreTargets = ["worktree", "branch", "workingTree"] as const;
export type RestoreTarget = (typeof restoreTargets)[number];

/** A stage of a `dvc.yaml`, or an instance of one. */
export interface StageArgument {
  /** The folder that `file` is relative to. */
  readonly root: string;
  readonly file: string;
  readonly stage: string;
  /** By itself, or with all that it needs first. */
  readonly mode?: StageRunMode | undefined;
}

export const stageRunModes = ["stage", "upTo"] as const;
export type StageRunMode = (typeof stageRunModes)[number];

/** A monitor of `sextant.yaml`, or a comparison; asked for in a list when not given. */
export interface MonitorSelection {
  readonly root?: string | undefined;
  readonly monitor?: string | undefined;
}

/** Alerts of a monitor; all open ones when no keys are given. */
export interface AlertSelection extends MonitorSelection {
  readonly keys?: readonly string[] | undefined;
}

export const exportFormats = ["html", "json", "markdown"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Command → the argument it takes and what it answers; undefined where the user cancelled. */
export interface CommandTable {
  "sextant.runs.show": {
    argument: RunSelection & { tab?: PanelTab | undefined };
    result: undefined;
  };
  /** Answers the id of the run that was launched. */
  "sextant.runs.launch": { argument: LaunchArgument; result: string | undefined };
  "sextant.runs.rerun": { argument: RunSelection; result: string | undefined };
  /** Launches a script: the one in the active editor when none is named. */
  "sextant.runs.launchCurrentFile": { argument: LaunchArgument; result: string | undefined };
  "sextant.runs.rerunWithParameters": { argument: RerunArgument; result: string | undefined };
  /** Answers the runs that were asked to stop. */
  "sextant.runs.stop": {
    /** Firm: at once, without giving scripts time to end by themselves. */
    argument: RunSelection & { isFirm?: boolean | undefined };
    result: readonly string[] | undefined;
  };
  /** Lists the running runs and what can be done with them. */
  "sextant.runs.showRunning": { argument: RunSelection; result: undefined };
  "sextant.runs.openLog": { argument: RunSelection; result: undefined };
  "sextant.runs.compare": { argument: RunSelection; result: readonly string[] | undefined };
  "sextant.runs.refresh": { argument: RunSelection; result: undefined };
  /** Answers the paths that differ. */
  "sextant.runs.diffWithWorkingTree": {
    argument: RunSelection;
    result: readonly string[] | undefined;
  };
  "sextant.runs.diff": { argument: RunSelection; result: readonly string[] | undefined };
  /** Answers the folder or the branch that now holds the code. */
  "sextant.runs.restoreCode": {
    argument: RunSelection & {
      target?: RestoreTarget | undefined;
      /** Of the new worktree. */
      folder?: string | undefined;
      branch?: string | undefined;
      /** Whether a new window opens on the worktree. */
      isOpened?: boolean | undefined;
    };
    result: string | undefined;
  };
  "sextant.runs.rename": {
    argument: RunSelection & { name?: string | undefined };
    result: string | undefined;
  };
  "sextant.runs.editNote": {
    argument: RunSelection & { note?: string | undefined };
    result: string | undefined;
  };
  /** A null removes the tag. */
  "sextant.runs.editTags": {
    argument: RunSelection & { tags?: Readonly<Record<string, string | null>> | undefined };
    result: Readonly<Record<string, string | null>> | undefined;
  };
  "sextant.runs.star": { argument: RunSelection; result: readonly string[] | undefined };
  "sextant.runs.unstar": { argument: RunSelection; result: readonly string[] | undefined };
  "sextant.runs.delete": { argument: RunSelection; result: readonly string[] | undefined };
  "sextant.runs.undelete": { argument: RunSelection; result: readonly string[] | undefined };
  /** Answers the file that was written. */
  "sextant.runs.exportCsv": {
    argument: RunSelection & { file?: string | undefined };
    result: string | undefined;
  };
  "sextant.runs.exportJson": {
    argument: RunSelection & { file?: string | undefined };
    result: string | undefined;
  };
  /** Answers the ids of the copies of runs that other tools wrote. */
  "sextant.runs.import": { argument: RunSelection; result: readonly string[] | undefined };
  "sextant.runs.copyId": { argument: RunSelection; result: string | undefined };
  /** Answers the file that was opened. */
  "sextant.runs.openArtifacts": {
    argument: RunSelection & { path?: string | undefined };
    result: string | undefined;
  };
  /** Both answer the path or the address of where the run is kept. */
  "sextant.runs.openLocation": { argument: RunSelection; result: string | undefined };
  "sextant.runs.revealLocation": { argument: RunSelection; result: string | undefined };
  /** Shows the graph of stages; of the repository of the active editor when none is named. */
  "sextant.pipeline.show": {
    argument: { root?: string | undefined; file?: string | undefined };
    result: undefined;
  };
  /** Answers the id of the run that was launched. */
  "sextant.pipeline.runStage": { argument: StageArgument; result: string | undefined };
  /** Answers how many edits were made in the active editor. */
  "sextant.lint.fixAll": { argument: Record<string, never>; result: number };
  /** Shows the page of a rule, asked for in a list when it is not given. */
  "sextant.lint.explainRule": {
    argument: { rule?: string | undefined };
    result: string | undefined;
  };
  /** Shows the Drift panel, at a monitor or a feature of it. */
  "sextant.drift.show": {
    argument: MonitorSelection & {
      feature?: string | undefined;
      tab?: RevealedTab | undefined;
    };
    result: undefined;
  };
  /** Compares two data sets, asked for when not given; answers the verdict. */
  "sextant.drift.compare": {
    argument: {
      root?: string | undefined;
      /** Absolute paths. */
      reference?: string | undefined;
      current?: string | undefined;
    };
    result: string | undefined;
  };
  /** Answers the verdict. */
  "sextant.monitors.check": { argument: MonitorSelection; result: string | undefined };
  /** Answers the verdicts by monitor. */
  "sextant.monitors.checkAll": {
    argument: { root?: string | undefined };
    result: Readonly<Record<string, string>> | undefined;
  };
  "sextant.monitors.cancel": { argument: MonitorSelection; result: undefined };
  /** Each answers the keys of the alerts that changed. */
  "sextant.monitors.acknowledge": {
    argument: AlertSelection;
    result: readonly string[] | undefined;
  };
  "sextant.monitors.snooze": {
    argument: AlertSelection & { durationMs?: number | undefined };
    result: readonly string[] | undefined;
  };
  "sextant.monitors.mute": { argument: AlertSelection; result: readonly string[] | undefined };
  "sextant.monitors.reopen": { argument: AlertSelection; result: readonly string[] | undefined };
  /** Answers the id of the run that was launched. */
  "sextant.monitors.retrain": { argument: MonitorSelection; result: string | undefined };
  /** Answers the profile that was written. */
  "sextant.monitors.acceptReference": { argument: MonitorSelection; result: string | undefined };
  "sextant.monitors.openConfig": { argument: MonitorSelection; result: undefined };
  /** Answers the file that was written. */
  "sextant.monitors.exportReport": {
    argument: MonitorSelection & {
      format?: ExportFormat | undefined;
      file?: string | undefined;
    };
    result: string | undefined;
  };
  "sextant.showOutput": { argument: RunSelection; result: undefined };
  "sextant.getStarted": { argument: RunSelection; result: undefined };
}

export type CommandId = keyof CommandTable;

export const commandIds = [
  "sextant.runs.launch",
  "sextant.runs.launchCurrentFile",
  "sextant.runs.rerun",
  "sextant.runs.rerunWithParameters",
  "sextant.runs.stop",
  "sextant.runs.showRunning",
  "sextant.runs.openLog",
  "sextant.runs.show",
  "sextant.runs.compare",
  "sextant.runs.refresh",
  "sextant.runs.diffWithWorkingTree",
  "sextant.runs.diff",
  "sextant.runs.restoreCode",
  "sextant.runs.rename",
  "sextant.runs.editNote",
  "sextant.runs.editTags",
  "sextant.runs.star",
  "sextant.runs.unstar",
  "sextant.runs.delete",
  "sextant.runs.undelete",
  "sextant.runs.exportCsv",
  "sextant.runs.exportJson",
  "sextant.runs.import",
  "sextant.runs.copyId",
  "sextant.runs.openArtifacts",
  "sextant.runs.openLocation",
  "sextant.runs.revealLocation",
  "sextant.pipeline.show",
  "sextant.pipeline.runStage",
  "sextant.lint.fixAll",
  "sextant.lint.explainRule",
  "sextant.drift.show",
  "sextant.drift.compare",
  "sextant.monitors.check",
  "sextant.monitors.checkAll",
  "sextant.monitors.cancel",
  "sextant.monitors.acknowledge",
  "sextant.monitors.snooze",
  "sextant.monitors.mute",
  "sextant.monitors.reopen",
  "sextant.monitors.retrain",
  "sextant.monitors.acceptReference",
  "sextant.monitors.openConfig",
  "sextant.monitors.exportReport",
  "sextant.showOutput",
  "sextant.getStarted",
] as const satisfies readonly CommandId[];

export const viewIds = {
  container: "sextant",
  experiments: "sextant.experiments",
  runs: "sextant.runs",
  monitors: "sextant.monitors",
} as const;

export const panelIds = {
  runs: "sextant.runsPanel",
  pipeline: "sextant.pipelinePanel",
  drift: "sextant.driftPanel",
} as const;

export const walkthroughIds = { start: "sextant.start" } as const;

/** Kinds of tree nodes, as menus see them in `viewItem`. */
export const contextValues = {
  project: "sextant.project",
  experiment: "sextant.experiment",
  commit: "sextant.commit",
  run: "sextant.run",
  monitor: "sextant.monitor",
  alert: "sextant.alert",
} as const;

/** Marks behind a monitor's and an alert's context value, each behind a dot. */
export const monitorMarks = [
  "idle",
  "checking",
  "configured",
  "comparison",
  "reported",
  "retrainable",
] as const;
export type MonitorMark = (typeof monitorMarks)[number];
export const alertMarks = ["open", "quiet"] as const;

/**
 * Marks that a run's context value carries after its kind, each behind a dot. Runs of other tools
 * are `outside` and neither `running`, `ended`, `starred` nor `plain`: nothing is done to them.
 */
export const runMarks = [
  "running",
  "ended",
  "starred",
  "plain",
  "code",
  "nocode",
  "own",
  "outside",
] as const;
export type RunMark = (typeof runMarks)[number];

/** Keys for `when` clauses. */
export const contextKeys = {
  /** Any run is known. */
  hasRuns: "sextant.hasRuns",
  /** The runs of every project have been read once. */
  isLoaded: "sextant.isLoaded",
  /** A project lies in a git working tree. */
  hasGit: "sextant.hasGit",
  /** VS Code's Node lacks `node:sqlite`. */
  isSqliteMissing: "sextant.isSqliteMissing",
  /** Some run is running. */
  isRunning: "sextant.isRunning",
  /** Some project has monitors. */
  hasMonitors: "sextant.hasMonitors",
  /** A monitor is being checked. */
  isChecking: "sextant.isChecking",
} as const;
export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

/** Keys in the workspace's state. */
export const stateKeys = {
  /** The Runs panel's layout; the project's root follows. */
  panelLayout: "sextant.panelLayout:",
  recentLaunches: "sextant.recentLaunches",
} as const;

/** Schemes of read-only documents. */
export const schemes = {
  /** Files of commits. */
  git: "sextant-git",
  /** A run's parameters, metrics and tags as text. */
  run: "sextant-run",
} as const;
