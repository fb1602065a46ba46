import { describeError } from "../base/errors.ts";
import type { Log } from "../base/logging.ts";
import type { CliIo } from "./io.ts";
import { printable } from "./reporters/textTable.ts";

/** Diagnostics on stderr, one line each, marked as Sextant's own among a script's output. */
export function createCliLog(io: CliIo): Log {
  const say = (message: string, details = ""): void =>
    io.stderr.write(`sextant: ${printable(message)}\n${details}`);
  const isDebugging = (io.env["SEXTANT_DEBUG"] ?? "") !== "";
  return {
    error: (message, error) =>
      say(message, error === undefined || !isDebugging ? "" : `${stackOf(error)}\n`),
    warn: (message) => say(message),
    info: (message) => say(message),
    debug: (message) => (isDebugging ? say(message) : undefined),
  };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? "") : describeError(error);
}
