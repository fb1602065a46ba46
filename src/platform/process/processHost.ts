import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { promisify } from "node:util";

/** What process handling touches of the machine; tests hand in other platforms. */
export interface ProcessHost {
  readonly platform: NodeJS.Platform;
  /** Tells machines apart that share a file system. */
  readonly hostName: string;
  /** Null when the file is missing or may not be read. */
  readText(path: string): string | null;
  /** Empty when the folder is missing or may not be read. */
  listFolder(path: string): readonly string[];
  /** The standard output of a command; rejects when it is missing or fails. */
  run(command: string, args: readonly string[]): Promise<string>;
  /**
   * Sends a signal; a negative pid means a process group. False when nothing received it: it is
   * gone or belongs to another user.
   */
  kill(pid: number, signal: NodeJS.Signals): boolean;
}

const commandTimeoutMs = 10_000;
const execFileAsync = promisify(execFile);

export const thisMachine: ProcessHost = {
  platform: process.platform,
  hostName: hostname(),
  readText(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  },
  listFolder(path) {
    try {
      return readdirSync(path);
    } catch {
      return [];
    }
  },
  async run(command, args) {
    const { stdout } = await execFileAsync(command, args, {
      timeout: commandTimeoutMs,
      maxBuffer: 64 * 1024 * 1024,
      windowsHide: true,
      // Dates and numbers are parsed: no locale, one time zone.
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
    });
    return stdout;
  },
  kill(pid, signal) {
    try {
      process.kill(pid, signal);
      return true;
    } catch {
      return false;
    }
  },
};
