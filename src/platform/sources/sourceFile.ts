import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";

/** A file that runs are read from: what tells that it changed. */
export interface SourceFileState {
  readonly inode: number;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

/** Undefined when there is no such file, or something that is not one (a FIFO, a device). */
export function readSourceFileState(file: string): SourceFileState | undefined {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() !== true) return undefined;
    return { inode: stats.ino, sizeBytes: stats.size, mtimeMs: stats.mtimeMs };
  } catch {
    return undefined;
  }
}

/**
 * Opens a file for reading, runs `work`, and closes it. Never waits for a writer at the other end of
 * a FIFO that took the file's place. Throws the file system's error.
 */
export async function withSourceFile<T>(
  file: string,
  work: (file: OpenSourceFile) => Promise<T>,
): Promise<T> {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return await work(new OpenSourceFile(descriptor));
  } finally {
    closeSync(descriptor);
  }
}

export class OpenSourceFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** By the open file itself: folder entries of some systems lag behind. */
  get state(): SourceFileState | undefined {
    const stats = fstatSync(this.#descriptor);
    if (!stats.isFile()) return undefined;
    return { inode: stats.ino, sizeBytes: stats.size, mtimeMs: stats.mtimeMs };
  }

  /** Fills `into` from that offset as far as the file goes; answers how many bytes that were. */
  readAt(offset: number, into: Uint8Array): number {
    let filled = 0;
    while (filled < into.length) {
      const count = readSync(this.#descriptor, into, filled, into.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }
}

/** What is read of a file at a time. */
export const pieceBytes = 4 * 1024 * 1024;

/** Kept from one file to the next: thousands of buffers would be garbage faster than collected. */
let spareBuffer: Uint8Array<ArrayBuffer> | undefined;

export function borrowBuffer(): Uint8Array<ArrayBuffer> {
  const buffer = spareBuffer ?? new Uint8Array(pieceBytes);
  spareBuffer = undefined;
  return buffer;
}

export function returnBuffer(buffer: Uint8Array<ArrayBuffer>): void {
  spareBuffer = buffer;
}
