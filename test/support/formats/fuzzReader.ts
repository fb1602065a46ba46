import { seededRandom } from "../../../src/base/seededRandom.ts";
import { RunChannel } from "../../../src/core/formats/runChannel.ts";
import type { ClaimedFile, RunFormat } from "../../../src/core/formats/runFormat.ts";
import { feed, pointsOf, readFile } from "./readClaim.ts";

export interface FuzzOptions {
  readonly format: RunFormat;
  readonly file: ClaimedFile;
  /** A good file; keep it below some 20 KB: it is read once for each of its bytes. */
  readonly content: Uint8Array;
  readonly seed?: number;
  readonly rounds?: number;
  /**
   * What a file cut short gives must be the beginning of what the whole gives, for each metric.
   * Off for documents, which are read whole or not at all.
   */
  readonly isPrefixOfWhole?: boolean;
}

/** No reading may take longer than this for a file of a few kilobytes: it would be a hang. */
const maxReadMs = 2000;

/**
 * Reads the file cut at every byte, in pieces of every small size, with bytes flipped, inserted,
 * removed and repeated, with large lengths written over it, and garbage: nothing may throw or hang,
 * and the good part of a cut file is still there. Throws an Error that says which case failed.
 */
export function fuzzReader(options: FuzzOptions): void {
  const { content } = options;
  const whole = readFile(options.format, options.file, content);
  const expected = pointsOf(whole);
  for (const pieceBytes of [1, 2, 3, 7, 13, 64, 1000]) {
    const points = pointsOf(readFile(options.format, options.file, content, { pieceBytes }));
    assertSame(points, expected, `in pieces of ${pieceBytes} bytes`);
  }
  for (let length = 0; length < content.length; length++) {
    const cut = attempt(options, content.subarray(0, length), `cut at byte ${length}`);
    if (options.isPrefixOfWhole === true) assertPrefix(pointsOf(cut), expected, length);
  }
  const random = seededRandom(options.seed ?? 1);
  for (let round = 0; round < (options.rounds ?? 2000); round++) {
    attempt(options, mutate(content, random), `mutation ${round} of seed ${options.seed ?? 1}`);
  }
}

function attempt({ format, file }: FuzzOptions, bytes: Uint8Array, label: string): RunChannel {
  const channel = new RunChannel({ path: file.path, wantsMedia: true });
  const start = performance.now();
  try {
    feed(format.createReader(file, { channel, root: "", fileTime: 1.7e12, now: 1.7e12 }), bytes);
  } catch (error) {
    throw new Error(`${label}: ${String(error)}`, { cause: error });
  }
  const took = performance.now() - start;
  if (took > maxReadMs) throw new Error(`${label}: took ${took.toFixed(0)} ms`);
  return channel;
}

type Points = ReturnType<typeof pointsOf>;

function assertSame(found: Points, expected: Points, label: string): void {
  if (textOf(found) !== textOf(expected)) throw new Error(`read differently ${label}`);
}

function assertPrefix(found: Points, expected: Points, length: number): void {
  for (const [metric, points] of Object.entries(found)) {
    const whole = expected[metric]?.slice(0, points.length) ?? [];
    if (textOf(points) !== textOf(whole)) {
      throw new Error(`cut at byte ${length}: ${metric} is not the beginning of the whole`);
    }
  }
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "number" ? String(item) : item,
  );
}

function mutate(content: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number): number => Math.floor(random() * Math.max(1, limit));
  let bytes = content.slice();
  const times = 1 + below(4);
  for (let index = 0; index < times; index++) {
    const at = below(bytes.length);
    switch (below(6)) {
      case 0:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        break;
      case 1:
        if (at < bytes.length) bytes[at] = below(256);
        break;
      case 2:
        bytes.fill(random() < 0.5 ? 0xff : 0x7f, at, at + 8);
        break;
      case 3:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + 1 + below(16)));
        break;
      case 4:
        bytes = joined(
          bytes.subarray(0, at),
          Uint8Array.from({ length: 1 + below(16) }, () => below(256)),
          bytes.subarray(at),
        );
        break;
      case 5:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - below(256))));
        break;
    }
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
