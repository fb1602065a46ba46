import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from "node:fs";
import type { JournalReader } from "../../core/formats/sextant/parseJournal.ts";

const readSizeBytes = 4 * 1024 * 1024;
const headBytes = 1024;
const tailBytes = 256;

/** What tells, without reading it, whether a file is still as it was. */
export interface FileState {
  readonly inode: number;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

/** Undefined when there is no such file, or something that is not one. */
export function readFileState(file: string): FileState | undefined {
  let stats: Stats | undefined;
  try {
    stats = statSync(file, { throwIfNoEntry: false });
  } catch {
    // A folder that may not be entered, or a file in the place of one: nothing to read.
    return undefined;
  }
  if (stats?.isFile() !== true) return undefined;
  return { inode: stats.ino, sizeBytes: stats.size, mtimeMs: stats.mtimeMs };
}

export function isSameState(a: FileState, b: FileState): boolean {
  return a.inode === b.inode && a.sizeBytes === b.sizeBytes && a.mtimeMs === b.mtimeMs;
}

/** A journal, opened to read on from where an earlier reading ended. */
export class JournalFile {
  readonly #file: number;

  /** Throws the file system's error. */
  constructor(path: string) {
    this.#file = openSync(path, "r");
  }

  get state(): FileState {
    const stats = fstatSync(this.#file);
    return { inode: stats.ino, sizeBytes: stats.size, mtimeMs: stats.mtimeMs };
  }

  /**
   * A hash of the first and the last bytes before `offset`. When it is another than it was, the
   * file was written anew under the same inode.
   */
  fingerprint(offset: number): string {
    const hash = createHash("sha1");
    hash.update(this.#bytes(0, Math.min(offset, headBytes)));
    hash.update(this.#bytes(Math.max(0, offset - tailBytes), offset));
    return hash.digest("base64");
  }

  /** Feeds the reader to the end of the file; `onPiece` is called after each few megabytes. */
  readAll(reader: JournalReader, onPiece: () => void): void {
    let buffer = Buffer.allocUnsafe(Math.min(readSizeBytes, this.state.sizeBytes + 1));
    let filled = 0;
    for (;;) {
      const from = reader.position.offset + filled;
      const count = readSync(this.#file, buffer, filled, buffer.length - filled, from);
      filled += count;
      const used = reader.read(buffer.subarray(0, filled));
      onPiece();
      if (count === 0) return;
      if (used > 0) {
        buffer.copyWithin(0, used, filled);
        filled -= used;
      }
      // Less than half a buffer is free: a long line needs room.
      if (filled * 2 > buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #bytes(start: number, end: number): Uint8Array {
    const buffer = Buffer.alloc(end - start);
    const count = readSync(this.#file, buffer, 0, buffer.length, start);
    return buffer.subarray(0, count);
  }
}
