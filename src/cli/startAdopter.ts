import { adopterStarter } from "../platform/process/detachedSupervisor.ts";

/** Starts new supervisors with the program that runs now. */
export function startAdopter(root: string): (runId: string) => void {
  return adopterStarter({
    execPath: process.execPath,
    cliPath: process.argv[1] ?? "",
    root,
  });
}
