import type { Command } from "commander";
import { followFile, followLog } from "../../platform/runs/followLog.ts";
import { runPaths } from "../../platform/runs/project.ts";
import { findRun, type FoundRun } from "../findRun.ts";
import type { CliContext, CliIo } from "../io.ts";
import { writeOutput } from "../writeOutput.ts";

interface LogsFlags {
  readonly follow?: boolean;
  readonly path?: string;
}

export function registerLogs(program: Command, { io }: CliContext): void {
  program
    .command("logs")
    .summary("print what a run has written")
    .description("Prints the output of a run, standard output and standard error together.")
    .argument("<run>", "id or beginning of an id, name, or @latest")
    .option("-f, --follow", "go on until the run has ended")
    .option("--path <folder>", "a folder of the project (default: the current one)")
    .action(async (reference: string, flags: LogsFlags) => {
      await printLog(await findRun(io, flags.path, reference), flags.follow === true, io);
    });
}

async function printLog({ root, runId }: FoundRun, isFollowing: boolean, io: CliIo): Promise<void> {
  const reader = new AbortController();
  const signal = AbortSignal.any([io.signal, reader.signal]);
  const chunks = isFollowing
    ? followLog(root, runId, { signal })
    : followFile(runPaths(root, runId).log, () => true, { signal });
  for await (const chunk of chunks) {
    if (!(await writeOutput(io.stdout, chunk))) reader.abort();
  }
}
