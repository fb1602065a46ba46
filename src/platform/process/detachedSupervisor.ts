import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AppError, CancelledError } from "../../base/errors.ts";

/** The program that Sextant's command line runs with: Node, or VS Code acting as Node. */
export interface CliProgram {
  readonly execPath: string;
  /** `dist/cli.cjs`. */
  readonly cliPath: string;
}

export interface DetachedSupervisorOptions extends CliProgram {
  /** Id the run is given. */
  readonly runId: string;
  /** The journal whose appearance shows that the run exists. */
  readonly journalPath: string;
  /** What follows `sextant run`: further options, `--`, the command. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gives up waiting; a run that was recorded by then goes on. */
  readonly signal?: AbortSignal;
}

const pollIntervalMs = 30;
const startLimitMs = 60_000;

/**
 * Starts `sextant run` so that it outlives this process. Resolves when the run has its folder and
 * journal. Rejects with AppError `run-not-started` and the command's own words when it ended
 * before that.
 */
export async function spawnDetachedSupervisor(options: DetachedSupervisorOptions): Promise<void> {
  const { runId, args, cwd, journalPath, signal } = options;
  const folder = mkdtempSync(path.join(os.tmpdir(), "sextant-"));
  const errorPath = path.join(folder, "stderr");
  const errors = openSync(errorPath, "a");
  try {
    const child = spawnDetached(options, ["run", "--quiet", "--id", runId, ...args], {
      cwd,
      env: options.env,
      stderr: errors,
    });
    let hasEnded = false;
    let startFailure: Error | undefined;
    child.once("exit", () => (hasEnded = true));
    child.once("error", (error) => (startFailure = error));
    const deadline = Date.now() + startLimitMs;
    const hasFailed = (): boolean => hasEnded || startFailure !== undefined;
    while (!isBegun(journalPath)) {
      if (signal?.aborted === true) throw new CancelledError();
      if (hasFailed() || Date.now() > deadline) {
        throw notStarted(readFileSync(errorPath, "utf8"), startFailure);
      }
      await delay(pollIntervalMs);
    }
    child.unref();
  } finally {
    closeSync(errors);
    removeQuietly(folder);
  }
}

/** Starts `sextant adopt` for a run of the project at `root`, detached. */
export function adopterStarter(
  program: CliProgram & { readonly root: string },
): (runId: string) => void {
  return (runId) => {
    const child = spawnDetached(program, ["adopt", runId], {
      cwd: program.root,
      env: process.env,
      stderr: "ignore",
    });
    // When it cannot be started the next look at the run tries again.
    child.on("error", () => undefined);
    child.unref();
  };
}

/** The first entries are written together: when there is one, the run is recorded. */
function isBegun(journalPath: string): boolean {
  return (statSync(journalPath, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Windows keeps a file that the supervisor still has open; the system's own cleaning takes it. */
function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    return;
  }
}

function spawnDetached(
  { execPath, cliPath }: CliProgram,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly stderr: number | "ignore";
  },
): ReturnType<typeof spawn> {
  return spawn(execPath, [cliPath, ...args], {
    cwd: options.cwd,
    env: { ...options.env, ELECTRON_RUN_AS_NODE: "1" },
    stdio: ["ignore", "ignore", options.stderr],
    detached: true,
    windowsHide: true,
  });
}

function notStarted(stderr: string, cause: Error | undefined): AppError {
  const said = stderr
    .replaceAll(/^sextant: /gm, "")
    .trim()
    .slice(0, 4000);
  const reason = said === "" ? (cause?.message ?? "it ended without a word") : said;
  return new AppError("run-not-started", `The run could not be started: ${reason}`, { cause });
}
