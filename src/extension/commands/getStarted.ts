import * as vscode from "vscode";
import { walkthroughIds } from "../ids.ts";
import { defineCommand, runSelectionSchema } from "./command.ts";

export const getStartedCommand = defineCommand({
  id: "sextant.getStarted",
  argument: runSelectionSchema,
  async run({ context }) {
    const id = `${context.extension.id}#${walkthroughIds.start}`;
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", id, false);
    return undefined;
  },
});
