import * as vscode from "vscode";
import type { CommandId, CommandTable } from "../ids.ts";

/** Runs a command by its typed id. */
export async function executeCommand<Id extends CommandId>(
  id: Id,
  argument: CommandTable[Id]["argument"],
): Promise<CommandTable[Id]["result"]> {
  return await vscode.commands.executeCommand<CommandTable[Id]["result"]>(id, argument);
}
