import { RunChannel, type ChannelOptions } from "../../../src/core/formats/runChannel.ts";
import type {
  ClaimedFile,
  FileReader,
  RunClaim,
  RunFormat,
} from "../../../src/core/formats/runFormat.ts";
import type { Series } from "../../../src/core/runs/run.ts";
import { bytesOf, memoryFolders, type MemoryFiles } from "./memoryFolder.ts";

export interface ReadOptions extends ChannelOptions {
  /** Bytes handed in at a time; everything at once when left out. */
  readonly pieceBytes?: number;
  readonly root?: string;
  readonly fileTime?: number;
  /** Long after anything was written, when left out. */
  readonly now?: number;
}

/** All claims of a format in these files. */
export function claimsOf(format: RunFormat, files: MemoryFiles): readonly RunClaim[] {
  return [...memoryFolders(files)].flatMap((folder) => format.detect(folder));
}

/** One file read by its format, from its start to its end. */
export function readFile(
  format: RunFormat,
  file: ClaimedFile,
  content: string | Uint8Array,
  options: ReadOptions = {},
): RunChannel {
  const channel = new RunChannel({ path: file.path, ...options });
  const { root = "", fileTime = 1.7e12, now = 4e12 } = options;
  const reader = format.createReader(file, { channel, root, fileTime, now });
  feed(reader, bytesOf(content), options.pieceBytes);
  return channel;
}

/** The channels of the files of a claim, those that are there, in the claim's order. */
export function readClaim(
  format: RunFormat,
  claim: RunClaim,
  files: MemoryFiles,
  options: ReadOptions = {},
): readonly RunChannel[] {
  return claim.files.flatMap((file) => {
    const content = files[file.path];
    return content === undefined
      ? []
      : [readFile(format, file, content, { root: claim.root, ...options })];
  });
}

/** Hands a file to a reader as the real one does: what was not used comes again. */
export function feed(reader: FileReader, bytes: Uint8Array, pieceBytes = Infinity): void {
  if (reader.kind === "document") {
    reader.read(bytes.slice());
    return;
  }
  let used = 0;
  let available = 0;
  while (available < bytes.length) {
    available = Math.min(bytes.length, available + pieceBytes);
    if (used >= available) continue;
    // A copy of its own, so that a reader that keeps a view, or looks past the end, is found out.
    const piece = bytes.slice(used, available);
    const count = reader.read(piece);
    if (!Number.isFinite(count) || count < 0) throw new Error(`the reader used ${count} bytes`);
    piece.fill(0xff);
    used += count;
  }
  reader.reachEnd?.(bytes.slice(Math.min(used, bytes.length)));
}

/** The points of a channel as plain lists, by metric: for comparing with what was logged. */
export function pointsOf(channel: RunChannel): Record<string, [number, number, number][]> {
  return Object.fromEntries(
    [...channel.points].map(([metric, buffer]) => [metric, listPoints(buffer.peek())]),
  );
}

export function listPoints({ steps, times, values }: Series): [number, number, number][] {
  return Array.from(steps, (step, index) => [step, times[index] ?? NaN, values[index] ?? NaN]);
}
