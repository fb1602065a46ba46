import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, statSync } from "node:fs";
import { AppError, describeError } from "../../base/errors.ts";
import { verbatimShellArguments } from "../../core/launch/interpreters.ts";

/** How a process ended. Both null when nobody could see it. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  /** As "SIGKILL". */
  readonly signal: string | null;
}

export interface SpawnedProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
}

export interface SpawnOptions {
  /** The command and its arguments; never a shell's. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Receives standard output and standard error, appended. */
  readonly logPath: string;
  readonly stdin: "inherit" | "ignore";
}

/**
 * Starts a command in a process group of its own whose output goes straight to the log file, so
 * that the log is complete even when this process dies. Rejects with an AppError when the command
 * cannot be started: `command-not-found`, `command-not-executable`.
 */
export async function spawnLogged(options: SpawnOptions): Promise<SpawnedProcess> {
  const log = openSync(options.logPath, "a");
  try {
    const child = startChild(options, log);
    const ended = new Promise<ProcessEnd>((resolve) => {
      child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
    });
    const pid = await started(child, options);
    return { pid, ended };
  } finally {
    closeSync(log);
  }
}

function startChild(options: SpawnOptions, log: number): ChildProcess {
  const [command = "", ...args] = options.argv;
  const isWindows = process.platform === "win32";
  const verbatim = isWindows ? verbatimShellArguments(options.argv) : undefined;
  try {
    return spawn(command, verbatim ?? args, {
      cwd: options.cwd,
      env: { ...options.env },
      stdio: [options.stdin, log, log],
      // Windows has no groups, and a detached child would open a console window there.
      detached: !isWindows,
      windowsHide: true,
      windowsVerbatimArguments: verbatim !== undefined,
    });
  } catch (error) {
    throw startError(error, options);
  }
}

function started(child: ChildProcess, options: SpawnOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(startError(error, options)));
    child.once("spawn", () => {
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}

/** `spawn` says ENOENT for a missing command and for a missing working folder alike. */
function startError(error: unknown, { argv, cwd }: SpawnOptions): AppError {
  const command = argv[0] ?? "";
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (!isFolder(cwd)) {
    return new AppError("folder-not-found", `The working folder ${cwd} does not exist.`, {
      cause: error,
    });
  }
  if (code === "ENOENT") {
    return new AppError(
      "command-not-found",
      `The command "${command}" was not found. Check its spelling and that it is on the PATH.`,
      { cause: error },
    );
  }
  const reason =
    code === "EACCES"
      ? "it is not an executable file. Put its interpreter in front of it, or make it executable."
      : `${describeError(error)}.`;
  return new AppError(
    "command-not-executable",
    `The command "${command}" could not be started: ${reason}`,
    { cause: error },
  );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
