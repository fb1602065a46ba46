import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const chunkSizeBytes = 256 * 1024;
const newline = 0x0a;

/**
 * Byte offset of the last line of a file that begins with `prefix`, found from the end so that a
 * large file costs little; null when there is none or no file. Only lines that begin before
 * `before` count.
 */
export function findLastLine(path: string, prefix: string, before = Infinity): number | null {
  return withFile(path, (file, size) => {
    const wanted = Buffer.from(prefix);
    for (let end = Math.min(size, before); end > 0; end -= chunkSizeBytes) {
      const start = Math.max(0, end - chunkSizeBytes);
      // One byte before, to see that a line begins; some behind, where the prefix is cut.
      const from = Math.max(0, start - 1);
      const chunk = readBytes(file, from, Math.min(size, end + wanted.length - 1) - from);
      const found = lastLineStart(chunk, wanted, from === 0);
      if (found !== null) return from + found;
    }
    return null;
  });
}

/** The bytes from `offset` on, at most `maxBytes`; empty without a file. */
export function readFileFrom(path: string, offset: number, maxBytes: number): Buffer {
  return (
    withFile(path, (file, size) =>
      readBytes(file, offset, Math.max(0, Math.min(maxBytes, size - offset))),
    ) ?? Buffer.alloc(0)
  );
}

function lastLineStart(chunk: Buffer, wanted: Buffer, isFileStart: boolean): number | null {
  for (let at = chunk.lastIndexOf(wanted); at >= 0; at = chunk.lastIndexOf(wanted, at - 1)) {
    if (at === 0 ? isFileStart : chunk[at - 1] === newline) return at;
    if (at === 0) return null;
  }
  return null;
}

function readBytes(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
}

function withFile<T>(path: string, read: (file: number, size: number) => T): T | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return null;
  }
  try {
    return read(file, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}
