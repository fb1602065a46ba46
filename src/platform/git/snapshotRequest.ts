import type { FileHashes } from "./fileHashes.ts";
import type { BytePath } from "./untracked.ts";

/** What to snapshot, and under which name. */
export interface SnapshotRequest {
  /** The ref that keeps the commit. */
  readonly ref: string;
  /** First line of the commit's message. */
  readonly subject: string;
  readonly untrackedLimitBytes: number;
  /** Of the files that are named instead of stored. */
  readonly hashes: FileHashes;
  /** Files to store although they are ignored. */
  readonly alsoStore?: readonly BytePath[];
  /** How many repositories this one is inside of. */
  readonly depth: number;
  readonly signal: AbortSignal | undefined;
}
