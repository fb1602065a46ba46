import { AppError, CancelledError, describeError } from "../../base/errors.ts";

/** Kinds of DuckDB errors that data or the machine cause, not a wrong statement of ours. */
const dataErrors =
  /^(IO|Invalid Input|Conversion|Out of Range|Serialization|Permission|Invalid|INTERNAL|TransactionContext|Not implemented) Error: /i;
const maxReasonLength = 400;

/**
 * What a failed statement means: CancelledError when it was interrupted, an AppError
 * (`data-out-of-memory`, `data-disk-full`, `data-unreadable`) when the data or the machine is the
 * cause; anything else is a bug and comes back as it is.
 */
export function engineError(error: unknown): unknown {
  if (AppError.is(error) || error instanceof CancelledError) return error;
  const message = describeError(error);
  if (/INTERRUPT/.test(message)) return new CancelledError();
  if (/^Out of Memory Error|std::bad_alloc|Failed to allocate/i.test(message)) {
    return new AppError(
      "data-out-of-memory",
      "The data need more memory than the data process may use. Raise its memory limit, or look at fewer columns or rows at once.",
      { cause: error },
    );
  }
  if (/No space left on device|ENOSPC|max_temp_directory_size/i.test(message)) {
    return new AppError(
      "data-disk-full",
      "There is no room left on the disk for what the data process keeps for a while. Make room and try again.",
      { cause: error },
    );
  }
  if (!dataErrors.test(message)) return error;
  return new AppError("data-unreadable", `The data could not be read: ${reasonOf(message)}`, {
    cause: error,
  });
}

/** The place in a file that DuckDB names, counted from 1, and its reason in one line. */
export interface ReadFailure {
  readonly line: number | null;
  readonly byte: number | null;
  readonly reason: string;
}

export function describeReadFailure(error: unknown): ReadFailure {
  const message = describeError(AppError.is(error) ? (error.cause ?? error) : error);
  const line = /\bLine: (\d+)/.exec(message) ?? /\bin line (\d+)/.exec(message);
  const byte = /\bat byte (\d+)/.exec(message);
  return {
    // Of malformed JSON DuckDB names the line behind.
    line: line ? Number(line[1]) - (/Malformed JSON/.test(message) ? 1 : 0) : null,
    byte: byte ? Number(byte[1]) : null,
    reason: reasonOf(message),
  };
}

const knownReasons =
  /^(Value with unterminated quote found\.?|Expected Number of Columns: \d+ Found: \d+|Error when converting column .*|Invalid unicode .*|Maximum line size of .*)$/m;

/** DuckDB follows its reason with its settings and with hints for those who write SQL. */
function reasonOf(message: string): string {
  // Before it stands the line itself, which may hold anything.
  const known = knownReasons.exec(message)?.[0];
  if (known !== undefined) return `${known.trim().replaceAll(/\s+/g, " ").replace(/\.$/, "")}.`;
  const withoutKind = message.replace(/^[\w ]+ Error: /, "");
  const beforeHints = withoutKind.split(
    /\n\s*(?:Possible |Column .* is being|LINE \d|Try |\n|The search space|file =)|Possible (?:fixes|solution)/i,
    1,
  )[0];
  const oneLine = (beforeHints ?? "")
    .replace(/^CSV Error on Line: \d+\s*/, "")
    .replace(/^(Malformed JSON|JSON transform error) in file ".*?",.*? in line \d+: /, "$1: ")
    .replace(/^Original Line: .*(?:\n|$)/m, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  const cut = oneLine.length > maxReasonLength ? `${oneLine.slice(0, maxReasonLength)}…` : oneLine;
  return /[.!?…]$/.test(cut) ? cut : `${cut}.`;
}
