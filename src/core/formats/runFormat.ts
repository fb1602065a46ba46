import type { FormatId } from "./formatIds.ts";
import type { RunChannel } from "./runChannel.ts";

/**
 * What a run format is. `detect` looks at one folder and claims files for runs; `createReader`
 * makes the reader of one claimed file, which puts what it finds into a channel. Neither does I/O,
 * and neither throws on content.
 *
 * One run may be claimed by several formats (Hydra around Lightning around TensorBoard): claims of
 * one root are one run, and so is everything below a root whose claim `isEnclosing`.
 */
export interface RunFormat {
  readonly id: FormatId;
  /** Claims in the order of importance; empty for a folder that is none of this format's business. */
  detect(folder: FolderView): readonly RunClaim[];
  createReader(file: ClaimedFile, context: ReaderContext): FileReader;
  /**
   * Where the first whole record begins in bytes from the middle of a file; -1 when none does. With
   * it, a reader can be given the end of a long file, whose last values are then shown long before
   * the whole has been read.
   */
  findRecord?(bytes: Uint8Array): number;
}

/** A folder as it was listed. Nothing is read but what is asked for. */
export interface FolderView {
  /** Relative to the folder that is searched, with `/`; "" is that folder itself. */
  readonly path: string;
  /** Last part of the path; that of the searched folder for "". */
  readonly name: string;
  /** Names of the files, sorted. */
  readonly files: readonly string[];
  /** Names of the folders, sorted, hidden ones too; links to folders are not among them. */
  readonly folders: readonly string[];
  hasFile(name: string): boolean;
  hasFolder(name: string): boolean;
  /**
   * The first 8 KiB of a file in this folder or below (`checkpoint-5/trainer_state.json`); empty
   * when it cannot be read. It is read from disk: look at the name first.
   */
  head(file: string): Uint8Array;
  /** A folder inside this one (`a/b` too); undefined when there is none. */
  list(folder: string): FolderView | undefined;
}

export interface RunClaim {
  /** The run's folder, relative to the folder that is searched; "" is that folder itself. */
  readonly root: string;
  /** Tells the runs of one root apart; "" when there is only one. */
  readonly key: string;
  /** In the order in which they are read; a claimed file may be missing. */
  readonly files: readonly ClaimedFile[];
  /** Whatever is claimed below this root, by any format, belongs to this run. */
  readonly isEnclosing?: boolean;
  /**
   * Folders, by path relative to the searched folder: whatever is claimed in and below them, by any
   * format, belongs to this run. For a root that holds other things too.
   */
  readonly encloses?: readonly string[];
  /** Folders below, by path relative to the searched folder, that hold nothing but this run's own files. */
  readonly ownedFolders?: readonly string[];
}

export interface ClaimedFile {
  /** Relative to the folder that is searched, with `/`. */
  readonly path: string;
  /** What the file is to its format, as "metrics" or "params"; the format's own words. */
  readonly role: string;
  /** Set by whoever collects claims, not by `detect`. */
  readonly format?: FormatId;
}

export interface ReaderContext {
  readonly channel: RunChannel;
  /** The run's folder, relative to the folder that is searched. */
  readonly root: string;
  /** Last change of the file, milliseconds since the epoch. */
  readonly fileTime: number;
  /** When the reader is made, milliseconds since the epoch: for what only holds for a while. */
  readonly now: number;
}

export type FileReader = StreamReader | DocumentReader;

/** Reads a file that grows, in pieces. */
export interface StreamReader {
  readonly kind: "stream";
  /**
   * Takes the bytes that follow those used so far and answers how many of them it used; the others
   * are handed in again with more behind them. An answer above `bytes.length` skips what lies
   * between. Reading in any pieces gives the same; the unfinished end of a file is left alone.
   */
  read(bytes: Uint8Array): number;
  /**
   * The file has been read to its present end, where `rest` is what `read` left: a last line
   * without a newline, say. More may still come, beginning with `rest` again.
   */
  reachEnd?(rest: Uint8Array): void;
}

/** Reads a file that is written anew each time: it is handed in whole whenever it has changed. */
export interface DocumentReader {
  readonly kind: "document";
  /** A larger file is not read, which is a problem of its own. */
  readonly maxBytes: number;
  /**
   * Reads the file into the channel, which still holds what the last reading put there: call
   * `channel.clear()` first, once the content proves to be whole. False, with the channel left as it
   * was, for one that is not, as happens while it is being written.
   */
  read(bytes: Uint8Array): boolean;
}
