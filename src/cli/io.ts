/** What a command may touch of the process it runs in; tests hand in their own. */
export interface CliIo {
  readonly stdout: Output;
  /** Diagnostics. */
  readonly stderr: Output;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends long work (Ctrl-C). */
  readonly signal: AbortSignal;
}

export interface Output {
  write(text: string | Uint8Array): void;
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
