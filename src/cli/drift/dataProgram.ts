import { existsSync } from "node:fs";
import path from "node:path";
import { createCliLog } from "../cliLog.ts";
import type { CliIo } from "../io.ts";

/** How the process that reads data is started from a shell. */
export function dataProgram(io: CliIo) {
  return {
    processPath: findDataProcess(),
    execPath: process.execPath,
    log: createCliLog(io),
    signal: io.signal,
  };
}

/** The bundle of the process that reads data: beside the command's own, or built in a checkout. */
function findDataProcess(): string {
  const beside = path.join(__dirname, "dataProcess.cjs");
  const built = path.resolve(__dirname, "..", "..", "..", "dist", "dataProcess.cjs");
  return existsSync(beside) || !existsSync(built) ? beside : built;
}
