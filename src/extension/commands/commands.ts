import { type Command, lazily } from "./command.ts";

/** Every command; the file of its verb is evaluated when it is first run. */
export const commands: readonly Command[] = [
  lazily("sextant.runs.launch", async () => (await import("./launchRun.ts")).launchRunCommand),
  lazily(
    "sextant.runs.launchCurrentFile",
    async () => (await import("./launchRun.ts")).launchCurrentFileCommand,
  ),
  lazily("sextant.runs.rerun", async () => (await import("./rerun.ts")).rerunCommand),
  lazily(
    "sextant.runs.rerunWithParameters",
    async () => (await import("./rerun.ts")).rerunWithParametersCommand,
  ),
  lazily("sextant.runs.stop", async () => (await import("./stopRun.ts")).stopRunCommand),
  lazily(
    "sextant.runs.showRunning",
    async () => (await import("./showRunning.ts")).showRunningCommand,
  ),
  lazily("sextant.runs.openLog", async () => (await import("./openLog.ts")).openLogCommand),
  lazily("sextant.runs.show", async () => (await import("./showRuns.ts")).showRunsCommand),
  lazily("sextant.runs.compare", async () => (await import("./showRuns.ts")).compareRunsCommand),
  lazily("sextant.runs.refresh", async () => (await import("./refreshRuns.ts")).refreshRunsCommand),
  lazily(
    "sextant.runs.diffWithWorkingTree",
    async () => (await import("./diffCode.ts")).diffWithWorkingTreeCommand,
  ),
  lazily("sextant.runs.diff", async () => (await import("./diffCode.ts")).diffRunsCommand),
  lazily(
    "sextant.runs.restoreCode",
    async () => (await import("./restoreCode.ts")).restoreCodeCommand,
  ),
  lazily("sextant.runs.rename", async () => (await import("./renameRun.ts")).renameRunCommand),
  lazily("sextant.runs.editNote", async () => (await import("./editNote.ts")).editNoteCommand),
  lazily("sextant.runs.editTags", async () => (await import("./editTags.ts")).editTagsCommand),
  lazily("sextant.runs.star", async () => (await import("./starRuns.ts")).starRunsCommand),
  lazily("sextant.runs.unstar", async () => (await import("./starRuns.ts")).unstarRunsCommand),
  lazily("sextant.runs.delete", async () => (await import("./deleteRuns.ts")).deleteRunsCommand),
  lazily(
    "sextant.runs.undelete",
    async () => (await import("./deleteRuns.ts")).undeleteRunsCommand,
  ),
  lazily("sextant.runs.exportCsv", async () => (await import("./exportRuns.ts")).exportCsvCommand),
  lazily(
    "sextant.runs.exportJson",
    async () => (await import("./exportRuns.ts")).exportJsonCommand,
  ),
  lazily("sextant.runs.import", async () => (await import("./importRun.ts")).importRunCommand),
  lazily("sextant.runs.copyId", async () => (await import("./copyRunId.ts")).copyRunIdCommand),
  lazily(
    "sextant.runs.openArtifacts",
    async () => (await import("./openArtifacts.ts")).openArtifactsCommand,
  ),
  lazily(
    "sextant.runs.openLocation",
    async () => (await import("./openLocation.ts")).openLocationCommand,
  ),
  lazily(
    "sextant.runs.revealLocation",
    async () => (await import("./openLocation.ts")).revealLocationCommand,
  ),
  lazily(
    "sextant.pipeline.show",
    async () => (await import("./showPipeline.ts")).showPipelineCommand,
  ),
  lazily("sextant.pipeline.runStage", async () => (await import("./runStage.ts")).runStageCommand),
  lazily("sextant.lint.fixAll", async () => (await import("./fixAll.ts")).fixAllCommand),
  lazily(
    "sextant.lint.explainRule",
    async () => (await import("./explainRule.ts")).explainRuleCommand,
  ),
  lazily("sextant.drift.show", async () => (await import("./showDrift.ts")).showDriftCommand),
  lazily(
    "sextant.drift.compare",
    async () => (await import("./compareData.ts")).compareDataCommand,
  ),
  lazily(
    "sextant.monitors.check",
    async () => (await import("./checkMonitors.ts")).checkMonitorCommand,
  ),
  lazily(
    "sextant.monitors.checkAll",
    async () => (await import("./checkMonitors.ts")).checkAllMonitorsCommand,
  ),
  lazily(
    "sextant.monitors.cancel",
    async () => (await import("./checkMonitors.ts")).cancelCheckCommand,
  ),
  lazily(
    "sextant.monitors.acknowledge",
    async () => (await import("./changeAlerts.ts")).acknowledgeAlertsCommand,
  ),
  lazily(
    "sextant.monitors.snooze",
    async () => (await import("./changeAlerts.ts")).snoozeAlertsCommand,
  ),
  lazily(
    "sextant.monitors.mute",
    async () => (await import("./changeAlerts.ts")).muteAlertsCommand,
  ),
  lazily(
    "sextant.monitors.reopen",
    async () => (await import("./changeAlerts.ts")).reopenAlertsCommand,
  ),
  lazily(
    "sextant.monitors.retrain",
    async () => (await import("./retrainModel.ts")).retrainModelCommand,
  ),
  lazily(
    "sextant.monitors.acceptReference",
    async () => (await import("./acceptReference.ts")).acceptReferenceCommand,
  ),
  lazily(
    "sextant.monitors.openConfig",
    async () => (await import("./openMonitorConfig.ts")).openMonitorConfigCommand,
  ),
  lazily(
    "sextant.monitors.exportReport",
    async () => (await import("./exportReport.ts")).exportReportCommand,
  ),
  lazily("sextant.showOutput", async () => (await import("./showOutput.ts")).showOutputCommand),
  lazily("sextant.getStarted", async () => (await import("./getStarted.ts")).getStartedCommand),
];
