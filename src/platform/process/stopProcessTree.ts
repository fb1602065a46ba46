import { setTimeout as delay } from "node:timers/promises";
import { thisMachine, type ProcessHost } from "./processHost.ts";
import {
  collectTree,
  readProcessTable,
  type ProcessEntry,
  type ProcessIdentity,
  type ProcessTable,
} from "./processTable.ts";

/** How long a process tree may take to end after each request, before the next, firmer one. */
export interface StopGraces {
  readonly afterInterruptMs: number;
  readonly afterTerminateMs: number;
}

export const defaultStopGraces: StopGraces = { afterInterruptMs: 8000, afterTerminateMs: 4000 };

export interface StopTreeOptions {
  readonly graces?: StopGraces;
  /** When aborted, what is left is killed at once. */
  readonly force?: AbortSignal;
  readonly host?: ProcessHost;
}

const pollIntervalMs = 100;
/** SIGKILL cannot be refused; a process in an uninterruptible wait may still take its time. */
const afterKillMs = 5000;

/**
 * Ends a process with everything it started: its group, and descendants that left the group.
 * SIGINT first, so that scripts can save what they have, then SIGTERM, then SIGKILL. Resolves to
 * true when nothing of the tree is left.
 */
export async function stopProcessTree(
  root: ProcessIdentity,
  options: StopTreeOptions = {},
): Promise<boolean> {
  const { host = thisMachine, graces = defaultStopGraces, force } = options;
  const tree = new ProcessTree(root, host);
  const steps = [
    { signal: "SIGINT", graceMs: graces.afterInterruptMs },
    { signal: "SIGTERM", graceMs: graces.afterTerminateMs },
  ] as const;
  for (const { signal, graceMs } of steps) {
    if (force?.aborted === true) break;
    if (await tree.signal(signal)) return true;
    if (await tree.isGoneWithin(graceMs, force)) return true;
  }
  // Again and again: a dying tree may still have been forking.
  for (let waitedMs = 0; waitedMs < afterKillMs; waitedMs += pollIntervalMs * 5) {
    if (await tree.signal("SIGKILL")) return true;
    if (await tree.isGoneWithin(pollIntervalMs * 5)) return true;
  }
  return false;
}

/** Remembers every process it has seen: one whose parent died is no longer found from the root. */
class ProcessTree {
  readonly #root: ProcessIdentity;
  readonly #host: ProcessHost;
  readonly #seen = new Map<number, string>();

  constructor(root: ProcessIdentity, host: ProcessHost) {
    this.#root = root;
    this.#host = host;
    this.#seen.set(root.pid, root.startedAt);
  }

  /** True when there was nothing left to signal. */
  async signal(signal: NodeJS.Signals): Promise<boolean> {
    const living = await this.#living();
    if (living.length === 0) return true;
    if (this.#host.platform === "win32") await this.#taskkill(living, signal);
    else this.#signalPosix(living, signal);
    return false;
  }

  async isGoneWithin(graceMs: number, until?: AbortSignal): Promise<boolean> {
    const deadline = Date.now() + graceMs;
    while (Date.now() < deadline && until?.aborted !== true) {
      if ((await this.#living()).length === 0) return true;
      await delay(pollIntervalMs);
    }
    return false;
  }

  /** Each process once: a second SIGINT would break into a script's clean-up. */
  #signalPosix(living: readonly ProcessEntry[], signal: NodeJS.Signals): void {
    if (living.some((entry) => entry.groupId === this.#root.pid)) {
      this.#host.kill(-this.#root.pid, signal);
    }
    for (const { pid, groupId } of living) {
      if (groupId !== this.#root.pid) this.#host.kill(pid, signal);
    }
  }

  /** Windows cannot interrupt: `taskkill` asks windows to close, and with /F ends the process. */
  async #taskkill(living: readonly ProcessEntry[], signal: NodeJS.Signals): Promise<void> {
    const force = signal === "SIGINT" ? [] : ["/F"];
    const pids = living.flatMap(({ pid }) => ["/PID", String(pid)]);
    // It fails for what has just ended or will not close; who is left is seen by the next look.
    await this.#host.run("taskkill", [...pids, "/T", ...force]).catch(() => "");
  }

  async #living(): Promise<readonly ProcessEntry[]> {
    const table = await readProcessTable(this.#host);
    for (const [pid, startedAt] of this.#seen) {
      if (table.get(pid)?.startedAt !== startedAt) this.#seen.delete(pid);
    }
    for (const pid of this.#roots(table).flatMap((start) => collectTree(table, start))) {
      const entry = table.get(pid);
      if (entry) this.#seen.set(pid, entry.startedAt);
    }
    return [...this.#seen.keys()].flatMap((pid) => table.get(pid) ?? []);
  }

  /** The group keeps its number, and the system does not give that number away, while it lives. */
  #roots(table: ProcessTable): readonly number[] {
    const root = table.get(this.#root.pid);
    const isReused = root !== undefined && root.startedAt !== this.#root.startedAt;
    return [...this.#seen.keys(), ...(isReused ? [] : [this.#root.pid])];
  }
}
