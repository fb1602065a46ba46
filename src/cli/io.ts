/** What a command may touch of the process it runs in; tests hand in their own. */
export interface CliIo {
  readonly stdout: Output;
  /** Diagnostics. */
  readonly stderr: Output;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends long work (Ctrl-C). */
  readonly signal: AbortSignal;
  /** Aborted by the second Ctrl-C: what can be ended politely is then ended at once. */
  readonly forceSignal?: AbortSignal;
  /** What a script of `run` reads as its standard input; "ignore" when nothing is said. */
  readonly stdin?: "inherit" | "ignore";
}

export interface Output {
  write(text: string | Uint8Array): void;
  /**
   * Resolves when the bytes have been taken, without holding up the process meanwhile, however
   * slow the reader is; false when there is no reader any more.
   */
  writeAsync?(bytes: Uint8Array): Promise<boolean>;
  readonly isTty: boolean;
  /** Characters a line, for tables. */
  readonly columns: number;
}

/** 0 ok · 1 findings · 2 wrong usage · 3 failure. `run` gives its script's own code. */
export const exitCodes = { ok: 0, findings: 1, usage: 2, failure: 3 } as const;

/** What a command is given when it registers itself. */
export interface CliContext {
  readonly io: CliIo;
  /** The code the process ends with; `ok` when nothing is said. */
  setExitCode(code: number): void;
}
