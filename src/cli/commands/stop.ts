import type { Command } from "commander";
import { stopRun } from "../../platform/runs/stopRun.ts";
import { createCliLog } from "../cliLog.ts";
import { findRun } from "../findRun.ts";
import type { CliContext } from "../io.ts";

interface StopFlags {
  readonly force?: boolean;
  readonly path?: string;
}

export function registerStop(program: Command, { io }: CliContext): void {
  program
    .command("stop")
    .summary("stop a run")
    .description(
      "Stops a run with everything it started: first as Ctrl-C would, so that it can save what it\n" +
        "has, then, after some seconds, firmly. Waits until it has ended.",
    )
    .argument("<run>", "id or beginning of an id, name, or @latest")
    .option("-f, --force", "end it at once")
    .option("--path <folder>", "a folder of the project (default: the current one)")
    .action(async (reference: string, flags: StopFlags) => {
      const { root, runId } = await findRun(io, flags.path, reference);
      const log = createCliLog(io);
      const outcome = await stopRun(root, runId, {
        force: flags.force === true,
        signal: io.signal,
        log,
      });
      log.info(outcome === "stopped" ? `run ${runId} stopped` : `run ${runId} had already ended`);
    });
}
