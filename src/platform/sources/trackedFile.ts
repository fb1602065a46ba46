import type { Problem } from "../../base/errors.ts";
import type { RunChannel } from "../../core/formats/runChannel.ts";
import type { ClaimedFile, FileReader } from "../../core/formats/runFormat.ts";
import type { OpenSourceFile, SourceFileState } from "./sourceFile.ts";

/** A claimed file with its reader, and how far it has been read. */
export interface TrackedFile {
  readonly file: ClaimedFile;
  readonly absolute: string;
  readonly channel: RunChannel;
  reader: FileReader | undefined;
  /** Where the unused rest of a stream begins. */
  offset: number;
  /** As it was when it was read last; undefined before. */
  state: SourceFileState | undefined;
  /** Its first bytes, and those before `offset`: a file written anew has others. */
  head: Uint8Array;
  tail: Uint8Array;
  problem: Problem | undefined;
  /** The file could not be read whole just now and is to be tried again. */
  isUnsettled: boolean;
}

export interface OpenedFile {
  readonly file: OpenSourceFile;
  readonly state: SourceFileState;
}

/** The same file with more at its end, and not one written anew in its place. */
export function continues(tracked: TrackedFile, { file, state }: OpenedFile): boolean {
  const before = tracked.state;
  if (before === undefined) return true;
  if (before.inode !== state.inode || before.sizeBytes > state.sizeBytes) return false;
  const { head, tail, offset } = tracked;
  return isThere(file, 0, head) && isThere(file, offset - tail.length, tail);
}

function isThere(file: OpenSourceFile, offset: number, expected: Uint8Array): boolean {
  const bytes = new Uint8Array(expected.length);
  file.readAt(offset, bytes);
  return bytes.every((byte, index) => byte === expected[index]);
}

export function isSame(a: SourceFileState, b: SourceFileState): boolean {
  return a.inode === b.inode && a.sizeBytes === b.sizeBytes && a.mtimeMs === b.mtimeMs;
}

export function tooLong({ file, offset }: TrackedFile): Problem {
  const message = "a record is too large to be read; the file is shown up to there";
  const location = { path: file.path, byteOffset: offset };
  return { code: "record-too-large", message, severity: "warning", location };
}

export function createProblem(code: string, message: string, file: string): Problem {
  return { code, message, severity: "warning", location: { path: file } };
}
