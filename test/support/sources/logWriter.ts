import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { waitFor } from "../waitFor.ts";

/** A Python script that logs, says what it did, and goes on when it is told to. */
export class LogWriter {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: string[] = [];
  readonly #ended: Promise<number | null>;
  #errors = "";

  constructor(python: string, args: readonly string[], cwd: string) {
    this.#child = spawn(python, ["-W", "ignore", ...args], { cwd });
    this.#ended = new Promise((resolve) => this.#child.on("close", resolve));
    this.#child.stderr.on("data", (chunk: Buffer) => (this.#errors += chunk.toString()));
    createInterface(this.#child.stdout).on("line", (line) => this.#lines.push(line));
  }

  async said(line: string): Promise<void> {
    const label = `the writer to say ${line}`;
    await waitFor(() => this.#lines.includes(line), { label, timeoutMs: 40_000 }).catch(
      (error: unknown) => {
        throw new Error(this.#errors, { cause: error });
      },
    );
  }

  /** Lets it go on; resolves to its exit code. */
  async goOn(): Promise<number | null> {
    this.#child.stdin.write("\n");
    return this.#ended;
  }

  /** For the end of a test that failed. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
