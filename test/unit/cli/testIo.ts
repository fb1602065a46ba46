import type { CliIo, Output } from "../../../src/cli/io.ts";

export interface TestIo {
  readonly io: CliIo;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Ctrl-C. */
  readonly interrupt: () => void;
}

/** A terminal that remembers what was written to it. */
export function createTestIo(cwd: string, env: CliIo["env"] = process.env): TestIo {
  const polite = new AbortController();
  const firm = new AbortController();
  const out: Uint8Array[] = [];
  const err: Uint8Array[] = [];
  const textOf = (chunks: readonly Uint8Array[]) => (): string => Buffer.concat(chunks).toString();
  return {
    io: {
      stdout: outputTo(out),
      stderr: outputTo(err),
      cwd,
      env,
      signal: polite.signal,
      forceSignal: firm.signal,
    },
    stdout: textOf(out),
    stderr: textOf(err),
    interrupt() {
      if (polite.signal.aborted) firm.abort();
      else polite.abort();
    },
  };
}

function outputTo(chunks: Uint8Array[]): Output {
  return {
    write: (text) => void chunks.push(Buffer.from(text)),
    isTty: false,
    columns: 100,
  };
}
