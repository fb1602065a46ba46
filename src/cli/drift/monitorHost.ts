import type { Log } from "../../base/logging.ts";
import type { JobCall, MonitorHost } from "../../platform/monitors/checkMonitor.ts";
import { runDataJob } from "../../platform/profile/dataClient.ts";
import { createCliLog } from "../cliLog.ts";
import type { CliIo } from "../io.ts";
import { withProjectIndex } from "../projectIndex.ts";
import { dataProgram } from "./dataProgram.ts";
import { jobSettings, type DataFlags } from "./jobSettings.ts";
import type { ProgressLine } from "./progressLine.ts";

/** What checking the monitors of a project needs of a shell. */
export function createMonitorHost(io: CliIo, root: string, flags: DataFlags): MonitorHost {
  const { cacheFolder, memoryLimitMb, allowsNetwork } = jobSettings(io, flags);
  const log = quietLog(io);
  return {
    root,
    settings: { cacheFolder, memoryLimitMb, allowsNetwork },
    // Whoever types a command in a folder trusts it as much as a shell does.
    isTrusted: true,
    runJob: (job, { signal, onProgress }) =>
      runDataJob(job, { ...dataProgram(io), log, signal, onProgress }),
    readRuns: () => withProjectIndex({ io, folder: root }, ({ index }) => index.runs()),
    now: () => Date.now(),
    log,
  };
}

export function jobCall(io: CliIo, progress: ProgressLine, name: string): JobCall {
  return {
    signal: io.signal,
    onProgress: (label, fraction) => progress.show(name, label, fraction),
  };
}

/** What went well is told by the output itself. */
function quietLog(io: CliIo): Log {
  const log = createCliLog(io);
  return { ...log, info: (message) => log.debug(message) };
}
