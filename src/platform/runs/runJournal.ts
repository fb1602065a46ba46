import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import path from "node:path";
import type { Disposable } from "../../base/disposables.ts";
import { encodeEntries } from "../../core/formats/sextant/encode.ts";
import type { JournalEntry } from "../../core/formats/sextant/entries.ts";

const syncIntervalMs = 1000;

/**
 * Appends to a run's journal.
 *
 * Invariant: when `append` returns, the entries survive `kill -9` of this process; against loss of
 * power the file is synced within a second. Entries of one call stand in the file together.
 */
export class RunJournal implements Disposable {
  readonly #file: number;
  readonly #timer: NodeJS.Timeout;
  #isSynced = true;
  #isTorn: boolean;

  /** Opens for append and creates what is missing. Throws the file system's error. */
  constructor(journalPath: string) {
    mkdirSync(path.dirname(journalPath), { recursive: true });
    this.#file = openSync(journalPath, "a+");
    this.#isTorn = endsInTornLine(this.#file);
    this.#timer = setInterval(() => this.#sync(), syncIntervalMs);
    this.#timer.unref();
  }

  /** Throws the file system's error when the disk is full; then the entries are not written. */
  append(...entries: readonly JournalEntry[]): void {
    const bytes = Buffer.from((this.#isTorn ? "\n" : "") + encodeEntries(entries));
    // Stays so when a write fails half way: the next entry must not be glued to half a line.
    this.#isTorn = true;
    for (let written = 0; written < bytes.length;) {
      written += writeSync(this.#file, bytes, written);
    }
    this.#isTorn = false;
    this.#isSynced = false;
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#sync();
    closeSync(this.#file);
  }

  /** A disk that cannot sync now (full, network gone) is asked again a second later. */
  #sync(): void {
    if (this.#isSynced) return;
    try {
      fsyncSync(this.#file);
      this.#isSynced = true;
    } catch {
      this.#isSynced = false;
    }
  }
}

/** A writer that was killed may have left half a line. */
function endsInTornLine(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}
