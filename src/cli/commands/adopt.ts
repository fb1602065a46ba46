import type { Command } from "commander";
import { isRunId } from "../../core/runs/runId.ts";
import { adoptRun } from "../../platform/runs/adoptRun.ts";
import { findProjectRoot } from "../../platform/runs/project.ts";
import { createSystemServices } from "../../platform/runs/systemServices.ts";
import { systemClock } from "../../platform/runs/systemPorts.ts";
import { createCliLog } from "../cliLog.ts";
import type { CliContext } from "../io.ts";

/** Started by whoever notices that a run lost its supervisor; of no use to people. */
export function registerAdopt(program: Command, { io }: CliContext): void {
  program
    .command("adopt", { hidden: true })
    .description("Goes on supervising a run whose supervisor was lost.")
    .argument("<run>", "id of the run")
    .action(async (runId: string) => {
      if (!isRunId(runId)) return;
      const { signal, forceSignal } = io;
      const log = createCliLog(io);
      await adoptRun({
        root: findProjectRoot(io.cwd),
        runId,
        startTracking: createSystemServices(log).startTracking,
        clock: systemClock,
        signal,
        ...(forceSignal && { forceSignal }),
        log,
      });
    });
}
