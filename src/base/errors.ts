/** A place in a file: lines, columns and bytes count from 0 here; reporters add 1 for people. */
export interface Location {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  readonly byteOffset?: number;
}

export type Severity = "error" | "warning" | "info" | "hint";

/** Something expected and wrong with content. Data, never thrown; a parser returns many. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly severity: Severity;
  readonly location?: Location;
  readonly hint?: string;
}

/** A parser's answer: what could be read, and what was wrong with the rest. */
export interface Parsed<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

/**
 * An operation that failed for a reason outside the program. The message is a sentence for the
 * user: what happened, on what, and what to do next. Anything else that is thrown is a bug.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { readonly details?: Record<string, unknown>; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  /** True for an AppError, of the given code when one is named. */
  static is(error: unknown, code?: string): error is AppError {
    return error instanceof AppError && (code === undefined || error.code === code);
  }
}

/** Thrown when work was cancelled; shown to nobody. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
  constructor() {
    super("cancelled");
  }
}

/** A sentence for any thrown value; for logs and for AppError causes. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
