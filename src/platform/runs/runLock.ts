import { renameSync, rmSync, statSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../../base/errors.ts";
import { runPaths } from "./project.ts";

const retryMs = 20;
const waitLimitMs = 10_000;
/** Locks are held for moments: an older one was left behind by a process that was killed. */
const staleAfterMs = 5000;

/**
 * Runs `work` while no other process does so for the same run. Rejects with AppError `run-locked`
 * when the lock is not to be had.
 */
export async function withRunLock<T>(
  root: string,
  runId: string,
  work: () => Promise<T> | T,
): Promise<T> {
  const lock = path.join(runPaths(root, runId).folder, "lock");
  return withFileLock(lock, work, () => {
    const message = `Run ${runId} is being changed by another process. Try again in a moment.`;
    return new AppError("run-locked", message);
  });
}

/**
 * Runs `work` while no other process does so under the same lock file, whose folder is there.
 * Rejects with what `createError` makes when the lock is not to be had.
 */
export async function withFileLock<T>(
  lock: string,
  work: () => Promise<T> | T,
  createError: () => AppError,
): Promise<T> {
  const content = `${process.pid} ${performance.now()} ${Math.random()}\n`;
  await acquire(lock, content, createError);
  try {
    return await work();
  } finally {
    if (readLock(lock) === content) rmSync(lock, { force: true });
  }
}

async function acquire(lock: string, content: string, createError: () => AppError): Promise<void> {
  const deadline = Date.now() + waitLimitMs;
  while (!tryCreate(lock, content)) {
    if (Date.now() > deadline) throw createError();
    removeWhenStale(lock);
    await delay(retryMs);
  }
}

function tryCreate(lock: string, content: string): boolean {
  try {
    writeFileSync(lock, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Moved away before it is removed: of two processes that see it only one can do that. */
function removeWhenStale(lock: string): void {
  const stat = statSync(lock, { throwIfNoEntry: false });
  if (!stat || Date.now() - stat.mtimeMs < staleAfterMs) return;
  const stale = readLock(lock);
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    // Somebody was faster and this is the new owner's.
    if (readLock(aside) !== stale) renameSync(aside, lock);
    else rmSync(aside, { force: true });
  } catch {
    // Another process has removed it.
    return;
  }
}

function readLock(lock: string): string | null {
  try {
    return readFileSync(lock, "utf8");
  } catch {
    return null;
  }
}
