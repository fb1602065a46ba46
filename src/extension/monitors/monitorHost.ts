import path from "node:path";
import * as vscode from "vscode";
import type { MonitorHost } from "../../platform/monitors/checkMonitor.ts";
import { userCacheFolder } from "../../platform/process/userCacheFolder.ts";
import { runDataJob } from "../../platform/profile/dataClient.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";

/** What checking the monitors of a project needs of the editor. */
export function createMonitorHost(
  { files, log, settings }: Services,
  project: Project,
): MonitorHost {
  return {
    root: project.root,
    get settings() {
      return {
        cacheFolder: path.join(userCacheFolder(process.env), "data"),
        memoryLimitMb: settings.current()["sextant.drift.memoryLimit"],
        allowsNetwork:
          vscode.workspace.isTrusted && settings.current()["sextant.drift.objectStorage"],
      };
    },
    get isTrusted() {
      return vscode.workspace.isTrusted;
    },
    runJob: (job, { signal, onProgress }) =>
      runDataJob(job, {
        processPath: files.dataProcess,
        execPath: process.execPath,
        log,
        signal,
        onProgress,
      }),
    readRuns: () => project.catalog().runs(),
    now: () => Date.now(),
    log,
  };
}
