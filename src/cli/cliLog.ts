import { describeError } from "../base/errors.ts";
import type { Log } from "../base/logging.ts";
import type { CliIo } from "./io.ts";

/** Diagnostics on stderr, one line each, marked as Sextant's own among a script's output. */
export function createCliLog(io: CliIo): Log {
  const say = (message: string): void => io.stderr.write(`sextant: ${message}\n`);
  const isDebugging = (io.env["SEXTANT_DEBUG"] ?? "") !== "";
  return {
    error: (message, error) =>
      say(
        error === undefined || !isDebugging
          ? message
          : `${message}\n${error instanceof Error ? (error.stack ?? "") : describeError(error)}`,
      ),
    warn: say,
    info: say,
    debug: (message) => (isDebugging ? say(message) : undefined),
  };
}
