import { closeSync, fstatSync, readSync } from "node:fs";
import { JournalReader, startPosition } from "../../core/formats/sextant/parseJournal.ts";
import { applyEntry, applyMetric, type TrackedRun } from "../../core/tracking/trackedRun.ts";
import { openExisting } from "./jsonLinesFile.ts";

const chunkBytes = 4 * 1024 * 1024;

/** Brings a run up to date with its journal, from where the last reading ended. */
export class RunReplay {
  readonly #run: TrackedRun;
  readonly #journalPath: string;
  readonly #reader: JournalReader;

  constructor(run: TrackedRun, journalPath: string) {
    this.#run = run;
    this.#journalPath = journalPath;
    this.#reader = new JournalReader({ from: startPosition, fallbackTime: 0, path: journalPath });
  }

  /** False when there is no journal. */
  catchUp(): boolean {
    const file = openExisting(this.#journalPath);
    if (file === undefined) return false;
    try {
      this.#readTo(file, fstatSync(file).size);
      return true;
    } finally {
      closeSync(file);
    }
  }

  #readTo(file: number, size: number): void {
    let wanted = chunkBytes;
    for (let { offset } = this.#reader.position; offset < size;) {
      const chunk = Buffer.alloc(Math.min(wanted, size - offset));
      const length = readSync(file, chunk, 0, chunk.length, offset);
      const used = this.#reader.read(chunk.subarray(0, length));
      this.#apply();
      if (used === 0 && offset + length >= size) return;
      wanted = used === 0 ? wanted * 2 : chunkBytes;
      offset += used;
    }
  }

  #apply(): void {
    for (const entry of this.#reader.entries.splice(0)) applyEntry(this.#run, entry);
    for (const [key, buffer] of this.#reader.points) {
      if (buffer.length === 0) continue;
      const { steps, times, values } = buffer.take();
      for (let at = 0; at < steps.length; at += 1) {
        applyMetric(this.#run, key, [steps[at] ?? 0, times[at] ?? 0, values[at] ?? NaN]);
      }
    }
  }
}
