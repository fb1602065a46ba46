import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** What a program took from its start to its end, with the processes that it started. */
export interface ProcessCost {
  readonly ms: number;
  /**
   * The greatest resident memory of each process, added up, in MB: no less than what all of them held
   * at one time. NaN where the system has no /proc.
   */
  readonly peakMb: number;
  readonly output: string;
}

export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes that are answers; 0 when nothing is said. */
  readonly codes?: readonly number[];
}

const lookEveryMs = 8;

/** Runs a program to its end. Rejects when its exit code is not among `codes`. */
export async function measureProcess(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, codes = [0] }: ProcessOptions,
): Promise<ProcessCost> {
  const start = performance.now();
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const peaks = new Map<number, number>();
  const timer = setInterval(() => {
    if (child.pid !== undefined) look(child.pid, peaks);
  }, lookEveryMs);
  const output: Buffer[] = [];
  let words = "";
  child.stdout.on("data", (piece: Buffer) => output.push(piece));
  child.stderr.on("data", (piece: Buffer) => (words = (words + piece.toString()).slice(-4000)));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const ms = performance.now() - start;
    if (code === null || !codes.includes(code)) {
      throw new Error(`${command} ${args.join(" ")} ended with ${String(code)}: ${words}`);
    }
    const total = [...peaks.values()].reduce((sum, kb) => sum + kb, 0);
    const peakMb = peaks.size === 0 ? NaN : total / 1024;
    return { ms, peakMb, output: Buffer.concat(output).toString("utf8") };
  } finally {
    clearInterval(timer);
  }
}

/** Notes the high-water mark of a process and of those below it. */
function look(pid: number, peaks: Map<number, number>): void {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
    peaks.set(pid, Math.max(kilobytes, peaks.get(pid) ?? 0));
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    for (const below of children.split(" ").filter(Boolean)) look(Number(below), peaks);
  } catch {
    // It ended meanwhile, or the system tells nothing.
  }
}
