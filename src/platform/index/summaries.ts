import type { MetricSummary } from "../../core/runs/run.ts";

/** Numbers a metric takes in the column `summaries`, in the order below. */
const width = 8;

export type Summaries = Map<string, MetricSummary>;

/** Lists of names are shared by most runs of a project: each is parsed once. */
const knownNames = new Map<string, readonly string[]>();
const knownNamesLimit = 1000;

export interface EncodedSummaries {
  readonly names: string;
  readonly numbers: Uint8Array;
}

export function encodeSummaries(summaries: Summaries): EncodedSummaries {
  const numbers = new Float64Array(summaries.size * width);
  let offset = 0;
  for (const s of summaries.values()) {
    const row = [s.last, s.lastStep, s.lastTime, s.min, s.minStep, s.max, s.maxStep, s.count];
    numbers.set(row, offset);
    offset += width;
  }
  return { names: JSON.stringify([...summaries.keys()]), numbers: bytesOf(numbers) };
}

export function decodeSummaries({ names, numbers }: EncodedSummaries): Summaries {
  const summaries: Summaries = new Map();
  const floats = floatsOf(numbers);
  let offset = 0;
  for (const name of parseNames(names)) {
    summaries.set(name, {
      last: floats[offset] ?? NaN,
      lastStep: floats[offset + 1] ?? -1,
      lastTime: floats[offset + 2] ?? 0,
      min: floats[offset + 3] ?? NaN,
      minStep: floats[offset + 4] ?? -1,
      max: floats[offset + 5] ?? NaN,
      maxStep: floats[offset + 6] ?? -1,
      count: floats[offset + 7] ?? 0,
    });
    offset += width;
  }
  return summaries;
}

export function bytesOf(floats: Float64Array): Uint8Array {
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
}

/** The floats in a blob, which SQLite may hand out at any address. */
export function floatsOf(bytes: Uint8Array): Float64Array {
  const isAligned = bytes.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0;
  const aligned = isAligned ? bytes : bytes.slice();
  const count = Math.floor(aligned.byteLength / Float64Array.BYTES_PER_ELEMENT);
  return new Float64Array(aligned.buffer, aligned.byteOffset, count);
}

function parseNames(text: string): readonly string[] {
  const known = knownNames.get(text);
  if (known !== undefined) return known;
  const names = JSON.parse(text) as readonly string[];
  if (knownNames.size >= knownNamesLimit) knownNames.clear();
  knownNames.set(text, names);
  return names;
}
