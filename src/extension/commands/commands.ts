import type { Command } from "./command.ts";
import { copyRunIdCommand } from "./copyRunId.ts";
import { deleteRunsCommand, undeleteRunsCommand } from "./deleteRuns.ts";
import { diffRunsCommand, diffWithWorkingTreeCommand } from "./diffCode.ts";
import { editNoteCommand } from "./editNote.ts";
import { editTagsCommand } from "./editTags.ts";
import { getStartedCommand } from "./getStarted.ts";
import { openArtifactsCommand } from "./openArtifacts.ts";
import { refreshRunsCommand } from "./refreshRuns.ts";
import { renameRunCommand } from "./renameRun.ts";
import { restoreCodeCommand } from "./restoreCode.ts";
import { showOutputCommand } from "./showOutput.ts";
import { compareRunsCommand, showRunsCommand } from "./showRuns.ts";
import { starRunsCommand, unstarRunsCommand } from "./starRuns.ts";

/** Every command, each from the file of its verb. */
export const commands: readonly Command[] = [
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
  copyRunIdCommand,
  openArtifactsCommand,
  showOutputCommand,
  getStartedCommand,
];
