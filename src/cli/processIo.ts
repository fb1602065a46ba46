import { write } from "node:fs";
import { exitCodes, type CliIo, type Output } from "./io.ts";

const firmExitCode = 130;
const retryMs = 10;

/** The real process as a command's surroundings. */
export function createProcessIo(argv: readonly string[]): CliIo {
  const polite = new AbortController();
  const firm = new AbortController();
  // A run's supervisor ends with its run; any other command at the second Ctrl-C.
  const isSupervisor = argv[0] === "run" || argv[0] === "adopt";
  const interrupt = (): void => {
    if (polite.signal.aborted) {
      if (!isSupervisor) process.exit(firmExitCode);
      firm.abort();
    } else polite.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  // The terminal or the editor went away: a run does not end with it.
  if (isSupervisor) process.on("SIGHUP", () => undefined);
  return {
    stdout: outputOf(process.stdout, 1, isSupervisor ? undefined : failWhenLost),
    stderr: outputOf(process.stderr, 2),
    cwd: process.cwd(),
    env: process.env,
    signal: polite.signal,
    forceSignal: firm.signal,
    stdin: process.stdin.isTTY ? "ignore" : "inherit",
  };
}

/** Output that a full disk did not take is a failure; a run goes on without its echo. */
function failWhenLost(error?: NodeJS.ErrnoException | null): void {
  if (!error || error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED") return;
  process.stderr.write(`sextant: The output could not be written: ${error.message}.\n`);
  process.exit(exitCodes.failure);
}

/** Null, or what to tell somebody whose folder was removed under the shell. */
export function describeLostFolder(): string | null {
  try {
    process.cwd();
    return null;
  } catch {
    return "The current folder is not there any more. Change to another one and try again.";
  }
}

/** A reader that went away (`| head`, a closed terminal) is no failure of the command. */
function outputOf(
  stream: NodeJS.WriteStream,
  fileDescriptor: number,
  onWritten?: (error?: NodeJS.ErrnoException | null) => void,
): Output {
  stream.on("error", () => undefined);
  return {
    write: (text) => void stream.write(text, onWritten),
    writeAsync: (bytes) => writeFully(fileDescriptor, bytes),
    isTty: stream.isTTY,
    columns: stream.columns || 80,
  };
}

/**
 * Writes past the stream: a stream on a pipe or terminal blocks the whole process until it is
 * read, and a paused terminal must not hold up a run's tracking endpoint.
 */
async function writeFully(fileDescriptor: number, bytes: Uint8Array): Promise<boolean> {
  for (let offset = 0; offset < bytes.length;) {
    const written = await writeSome(fileDescriptor, bytes.subarray(offset));
    if (written === null) return false;
    offset += written;
  }
  return true;
}

/** Null when nobody reads any more. */
function writeSome(fileDescriptor: number, bytes: Uint8Array): Promise<number | null> {
  return new Promise((resolve) => {
    write(fileDescriptor, bytes, (error, written) => {
      if (!error) resolve(written);
      else if (error.code === "EAGAIN") setTimeout(() => resolve(0), retryMs);
      else resolve(null);
    });
  });
}
