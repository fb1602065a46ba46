import { setTimeout as delay } from "node:timers/promises";

export interface WaitOptions {
  /** What is waited for; part of the failure's message. */
  readonly label: string;
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

/** Resolves to the first value of `condition` that is not false, null or undefined. */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { label, timeoutMs = 10_000, intervalMs = 20 }: WaitOptions,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== null && value !== undefined) {
      return value as NonNullable<Exclude<T, false>>;
    }
    if (Date.now() > deadline) throw new Error(`timed out after ${timeoutMs} ms: ${label}`);
    await delay(intervalMs);
  }
}
