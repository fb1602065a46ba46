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

/** The process that reads data: a bundle beside the command's own, or the sources where it is run from those. */
function findDataProcess(): string {
  const bundle = path.join(__dirname, "dataProcess.cjs");
  const source = path.resolve(__dirname, "../../platform/profile/dataProcess.ts");
  return existsSync(bundle) || !existsSync(source) ? bundle : source;
}
