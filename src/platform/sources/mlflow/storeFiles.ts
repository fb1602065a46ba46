import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  type Stats,
} from "node:fs";
import path from "node:path";
import type { PointSink } from "../../../core/formats/runChannel.ts";
import { readMetricLines } from "../../../core/formats/mlflow/metricLines.ts";

const maxDepth = 16;
const maxFiles = 20_000;
const pieceBytes = 1024 * 1024;

/** A file below a folder of a run, with what tells that it changed. */
export interface StoreFile {
  /** Relative to that folder, with `/`: the name of the metric, parameter or tag. */
  readonly name: string;
  readonly absolute: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

/** All files below, in no order; a folder that is not there has none. Links are not followed. */
export function listFiles(folder: string): readonly StoreFile[] {
  const files: StoreFile[] = [];
  const waiting: { readonly absolute: string; readonly prefix: string; readonly depth: number }[] =
    [{ absolute: folder, prefix: "", depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const name of namesIn(next.absolute)) {
      if (files.length >= maxFiles) return files;
      const absolute = path.join(next.absolute, name);
      const stats = statOf(absolute);
      if (stats?.isFile() === true) {
        const { size: sizeBytes, mtimeMs } = stats;
        files.push({ name: next.prefix + name, absolute, sizeBytes, mtimeMs });
      } else if (stats?.isDirectory() === true && next.depth < maxDepth) {
        waiting.push({ absolute, prefix: `${next.prefix}${name}/`, depth: next.depth + 1 });
      }
    }
  }
  return files;
}

/** Names in a folder; none of one that is gone or may not be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    // Its folder may not be entered, or a link leads in a circle.
    return undefined;
  }
}

/** The beginning of a file; undefined for what is no file or cannot be read. */
export function readStart(file: string, maxBytes: number): Uint8Array | undefined {
  return withFile(file, (descriptor, size) => {
    const bytes = new Uint8Array(Math.min(size, maxBytes));
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0));
  });
}

export interface PointsRead {
  /** Bytes read to: where to go on when the file has grown. */
  readonly end: number;
  /** The first bytes of the file when it was read from its start. */
  readonly head: Uint8Array;
  /** Of the first line that is none. */
  readonly badOffset: number | null;
}

/**
 * The points of a metric's file from the byte `from` on, up to the end of its last whole line.
 * Undefined when there is no such file.
 */
export function readPointsOf(file: string, from: number, into: PointSink): PointsRead | undefined {
  return withFile(file, (descriptor, size) => {
    let end = from;
    let badOffset: number | null = null;
    let head = new Uint8Array(0);
    let buffer = new Uint8Array(Math.max(1, Math.min(size - from, pieceBytes)));
    for (;;) {
      const count = readSync(descriptor, buffer, 0, buffer.length, end);
      const bytes = buffer.subarray(0, count);
      if (end === 0) head = bytes.slice(0, 200);
      const isLast = end + count >= size || count === 0;
      const { used, badOffset: bad } = readMetricLines(bytes, into);
      if (bad !== null && badOffset === null) badOffset = end + bad;
      end += used;
      if (isLast) break;
      // A line longer than the piece is none: it is passed over.
      if (used === 0) end += count;
      else buffer = new Uint8Array(buffer.length);
    }
    return { end, head, badOffset };
  });
}

/** Never waits for a writer at the other end of a FIFO. */
function withFile<T>(file: string, work: (descriptor: number, size: number) => T): T | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const stats = fstatSync(descriptor);
    return stats.isFile() ? work(descriptor, stats.size) : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}
