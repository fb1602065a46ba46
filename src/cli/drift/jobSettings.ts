import path from "node:path";
import type { JobSettings } from "../../platform/profile/dataJobs.ts";
import { userCacheFolder } from "../../platform/process/userCacheFolder.ts";
import { findProjectRoot } from "../../platform/runs/project.ts";
import type { CliIo } from "../io.ts";

/** Memory in MB when nothing is said: enough for a few million rows. */
export const defaultMemoryMb = 1024;

export interface DataFlags {
  readonly memory?: number;
  readonly allowNetwork?: boolean;
}

/** What every job on data is given, from a shell. */
export function jobSettings(io: CliIo, { memory, allowNetwork }: DataFlags): JobSettings {
  return {
    root: findProjectRoot(io.cwd),
    cacheFolder: path.join(userCacheFolder(io.env), "data"),
    memoryLimitMb: memory ?? defaultMemoryMb,
    now: Date.now(),
    allowsNetwork: allowNetwork === true,
  };
}
