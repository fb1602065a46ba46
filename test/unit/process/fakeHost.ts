import type { ProcessHost } from "../../../src/platform/process/processHost.ts";

/** A machine of another platform on which nothing exists; tests replace what they need. */
export function fakeHost(platform: NodeJS.Platform): ProcessHost {
  return {
    platform,
    hostName: "elsewhere",
    readText: () => null,
    listFolder: () => [],
    run: (command) => Promise.reject(new Error(`no such command: ${command}`)),
    kill: () => false,
  };
}
