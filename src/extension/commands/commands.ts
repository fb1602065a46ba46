import type { Command } from "./command.ts";
import { copyRunIdCommand } from "./copyRunId.ts";
import { deleteRunsCommand, undeleteRunsCommand } from "./deleteRuns.ts";
import { diffRunsCommand, diffWithWorkingTreeCommand } from "./diffCode.ts";
import { editNoteCommand } from "./editNote.ts";
import { editTagsCommand } from "./editTags.ts";
import { exportCsvCommand, exportJsonCommand } from "./exportRuns.ts";
import { getStartedCommand } from "./getStarted.ts";
import { launchCurrentFileCommand, launchRunCommand } from "./launchRun.ts";
import { openArtifactsCommand } from "./openArtifacts.ts";
import { openLogCommand } from "./openLog.ts";
import { refreshRunsCommand } from "./refreshRuns.ts";
import { renameRunCommand } from "./renameRun.ts";
import { rerunCommand, rerunWithParametersCommand } from "./rerun.ts";
import { restoreCodeCommand } from "./restoreCode.ts";
import { showOutputCommand } from "./showOutput.ts";
import { showRunningCommand } from "./showRunning.ts";
import { compareRunsCommand, showRunsCommand } from "./showRuns.ts";
import { starRunsCommand, unstarRunsCommand } from "./starRuns.ts";
import { stopRunCommand } from "./stopRun.ts";

/** Every command, each from the file of its verb. */
export const commands: readonly Command[] = [
  launchRunCommand,
  launchCurrentFileCommand,
  rerunCommand,
  rerunWithParametersCommand,
  stopRunCommand,
  showRunningCommand,
  openLogCommand,
  showRunsCommand,
  compareRunsCommand,
  refreshRunsCommand,
  diffWithWorkingTreeCommand,
  diffRunsCommand,
  restoreCodeCommand,
  renameRunCommand,
  editNoteCommand,
  editTagsCommand,
  starRunsCommand,
  unstarRunsCommand,
  deleteRunsCommand,
  undeleteRunsCommand,
  exportCsvCommand,
  exportJsonCommand,
  copyRunIdCommand,
  openArtifactsCommand,
  showOutputCommand,
  getStartedCommand,
];
