import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { maskedCrc32c } from "../../../src/core/formats/wire/crc32c.ts";

export interface RunsSize {
  readonly runs: number;
  readonly tags: number;
  readonly steps: number;
}

const encoder = new TextEncoder();
const startSeconds = 1_750_000_000;

/**
 * Run folders as torch.utils.tensorboard writes them, byte for byte but for the times: a file each,
 * with one event for each number. Made here because PyTorch would take an hour.
 */
export function writeRuns(root: string, { runs, tags, steps }: RunsSize): void {
  const names = Array.from({ length: tags }, (_, index) => encoder.encode(`train/metric_${index}`));
  const buffer = new Uint8Array(
    200 + steps * names.reduce((sum, { length }) => sum + length + 60, 0),
  );
  for (let run = 0; run < runs; run++) {
    const seconds = startSeconds + run;
    const folder = path.join(root, `run_${String(run).padStart(5, "0")}`);
    mkdirSync(folder, { recursive: true });
    const file = new EventFile(buffer);
    file.addVersion(seconds);
    for (let step = 0; step < steps; step++) {
      for (let tag = 0; tag < names.length; tag++) {
        const value = ((step * 31 + tag * 17 + run * 7) % 1000) / 1000;
        file.addScalar(seconds + step, step, names[tag] ?? new Uint8Array(0), value);
      }
    }
    const name = path.join(folder, `events.out.tfevents.${seconds}.host.1.${run}`);
    writeFileSync(name, file.bytes);
    // As old as it says: that all of them were at work just now would be another case.
    utimesSync(name, seconds + steps, seconds + steps);
  }
}

/** Appends records to a buffer that is large enough. */
class EventFile {
  readonly #buffer: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(buffer: Uint8Array) {
    this.#buffer = buffer;
    this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#at);
  }

  addVersion(seconds: number): void {
    const version = encoder.encode("brain.Event:2");
    const start = this.#begin(seconds);
    this.#put(0x1a, version.length);
    this.#putBytes(version);
    this.#finish(start);
  }

  addScalar(seconds: number, step: number, tag: Uint8Array, value: number): void {
    const start = this.#begin(seconds);
    if (step > 0) {
      this.#put(0x10);
      let rest = step;
      for (; rest >= 0x80; rest >>>= 7) this.#put((rest & 0x7f) | 0x80);
      this.#put(rest);
    }
    this.#put(0x2a, tag.length + 9, 0x0a, tag.length + 7, 0x0a, tag.length);
    this.#putBytes(tag);
    this.#put(0x15);
    this.#view.setFloat32(this.#at, value, true);
    this.#at += 4;
    this.#finish(start);
  }

  /** Leaves room for the length and its checksum; answers where the event begins. */
  #begin(seconds: number): number {
    this.#at += 12;
    const start = this.#at;
    this.#put(0x09);
    this.#view.setFloat64(this.#at, seconds, true);
    this.#at += 8;
    return start;
  }

  #finish(start: number): void {
    const header = start - 12;
    this.#view.setBigUint64(header, BigInt(this.#at - start), true);
    this.#view.setUint32(header + 8, maskedCrc32c(this.#buffer, header, header + 8), true);
    this.#view.setUint32(this.#at, maskedCrc32c(this.#buffer, start, this.#at), true);
    this.#at += 4;
  }

  #put(...bytes: readonly number[]): void {
    for (const byte of bytes) this.#buffer[this.#at++] = byte;
  }

  #putBytes(bytes: Uint8Array): void {
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }
}
