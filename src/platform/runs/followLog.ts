import { open, type FileHandle } from "node:fs/promises";
import { watch } from "node:fs";
import { DisposableStore, toDisposable } from "../../base/disposables.ts";
import { runPaths } from "./project.ts";
import { hasSupervisorFile, readSupervisor, readSupervisorState } from "./supervisorFile.ts";

export interface FollowOptions {
  /** Ends the following without an error. */
  readonly signal: AbortSignal;
  /** Byte to begin at; 0 when nothing is said. */
  readonly offset?: number;
}

const chunkSizeBytes = 64 * 1024;
const pollIntervalMs = 200;
const livenessIntervalMs = 2000;

/**
 * The bytes of a run's log as they are written, until the run has ended and all of it was read.
 * A run that has not written anything yet, or never will, gives no bytes.
 */
export function followLog(
  root: string,
  runId: string,
  options: FollowOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  let nextLookMs = 0;
  const isEnded = async (): Promise<boolean> => {
    if (!hasSupervisorFile(root, runId)) return true;
    if (Date.now() < nextLookMs) return false;
    nextLookMs = Date.now() + livenessIntervalMs;
    const record = readSupervisor(root, runId);
    if (!record) return !hasSupervisorFile(root, runId);
    const state = await readSupervisorState(root, runId, record);
    return !state.isAlive && !state.isChildAlive;
  };
  return followFile(runPaths(root, runId).log, isEnded, options);
}

/** The bytes of a growing file until `isEnded` was true and the end was reached after that. */
export async function* followFile(
  path: string,
  isEnded: () => boolean | Promise<boolean>,
  { signal, offset = 0 }: FollowOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const store = new DisposableStore();
  const changes = new ChangeSignal(path, store);
  let file: FileHandle | null = null;
  let position = offset;
  try {
    while (!signal.aborted) {
      // Asked before reading: what was written until then is read after.
      const isLast = await isEnded();
      file ??= await open(path, "r").catch(() => null);
      for await (const chunk of readFrom(file, position, signal)) {
        position += chunk.length;
        yield chunk;
      }
      if (isLast) return;
      position = await restartWhenTruncated(file, position);
      await changes.next(signal);
    }
  } finally {
    store.dispose();
    await file?.close();
  }
}

async function* readFrom(
  file: FileHandle | null,
  start: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (!file) return;
  for (let position = start; !signal.aborted;) {
    const buffer = new Uint8Array(chunkSizeBytes);
    const { bytesRead } = await file.read(buffer, 0, chunkSizeBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function restartWhenTruncated(file: FileHandle | null, position: number): Promise<number> {
  if (!file) return position;
  const { size } = await file.stat();
  return size < position ? 0 : position;
}

/** Wakes up when the file changes; and now and then, where the file system does not tell. */
class ChangeSignal {
  #wake: () => void = () => undefined;

  constructor(path: string, store: DisposableStore) {
    try {
      const watcher = watch(path, () => this.#wake());
      watcher.on("error", () => undefined);
      store.add(toDisposable(() => watcher.close()));
    } catch {
      // Not there yet, or no watches left: polling is enough.
      return;
    }
  }

  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, pollIntervalMs);
      signal.addEventListener("abort", done, { once: true });
      this.#wake = done;
      if (signal.aborted) done();
    });
  }
}
