import type { Command } from "./command.ts";
import { showOutputCommand } from "./showOutput.ts";
import { showRunsCommand } from "./showRuns.ts";

/** Every command, each from the file of its verb. */
export const commands: readonly Command[] = [showRunsCommand, showOutputCommand];
