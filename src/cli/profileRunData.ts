import os from "node:os";
import { CancelledError } from "../base/errors.ts";
import type { Log } from "../base/logging.ts";
import { runDataJob } from "../platform/profile/dataClient.ts";
import { recordRunData } from "../platform/runs/runData.ts";
import type { SuperviseOptions } from "../platform/runs/supervisor.ts";
import { dataProgram } from "./drift/dataProgram.ts";
import { jobSettings } from "./drift/jobSettings.ts";
import type { CliIo } from "./io.ts";

/**
 * Profiles what a run read, once it has ended: nobody waits for it but the shell, and the machine
 * has better things to do.
 */
export async function profileRunData(
  options: Pick<SuperviseOptions, "root" | "runId" | "cwd" | "entryPoint">,
  io: CliIo,
  log: Log,
): Promise<void> {
  const { root, runId, cwd, entryPoint = null } = options;
  const settings = { ...jobSettings(io, {}), root };
  try {
    await recordRunData({
      ...{ root, runId, entryPoint, cwd, log },
      profile: (source) => {
        beNice();
        return runDataJob(
          { kind: "profile", settings, source, like: null, types: {}, isMasked: false },
          dataProgram(io),
        );
      },
    });
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
  }
}

/** Processes that are started from here on yield to others. */
function beNice(): void {
  try {
    os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Some systems do not let a process do that; then it is as fast as others.
    return;
  }
}
