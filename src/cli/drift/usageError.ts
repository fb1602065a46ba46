import { CommanderError } from "commander";
import { createCliLog } from "../cliLog.ts";
import type { CliIo } from "../io.ts";

/** For what only the action of a command can find wrong with its arguments: told, exit code 2. */
export function usageError(io: CliIo, message: string): CommanderError {
  createCliLog(io).error(message);
  return new CommanderError(2, "sextant.usage", message);
}
