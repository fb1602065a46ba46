import type { Histogram, MediaItem } from "../media.ts";
import { decodeBytes } from "../text/utf8.ts";
import { ProtobufCursor } from "../wire/protobuf.ts";
import { readRows, type Blob, type SummaryValue } from "./summaryValue.ts";

export interface MediaPlace {
  readonly name: string;
  readonly step: number;
  readonly time: number;
  /** Of the file that holds it. */
  readonly path: string;
}

/** First bytes of the files that TensorBoard can show, with what they are. */
const signatures: readonly (readonly [RegExp, string])[] = [
  [/^\x89PNG/, "image/png"],
  [/^\xff\xd8\xff/, "image/jpeg"],
  [/^GIF8/, "image/gif"],
  [/^BM/, "image/bmp"],
  [/^RIFF....WEBP/s, "image/webp"],
  [/^RIFF....WAVE/s, "audio/wav"],
  [/^(?:ID3|\xff[\xe2-\xfb])/, "audio/mpeg"],
  [/^OggS/, "audio/ogg"],
  [/^fLaC/, "audio/flac"],
];

/** Images, sounds and histograms of one value; none for what is neither. */
export function mediaItemsOf(value: SummaryValue, place: MediaPlace): readonly MediaItem[] {
  const plugin = value.tag?.plugin ?? "";
  if (value.kind === "histogram" && value.histogram !== null) {
    return histogramItems(readHistogramProto(value.histogram), place);
  }
  if (value.kind === "image") return fileItems("image", value, value.blobs, place);
  if (value.kind === "audio") return fileItems("audio", value, value.blobs, place);
  if (value.kind !== "tensor") return [];
  if (plugin === "histograms") return histogramItems(readHistogramRows(value), place);
  if (plugin === "images") return fileItems("image", value, imagesOf(value.blobs), place);
  // Pairs of a sound and its label.
  const sounds = value.blobs.filter((_, index) => value.rank < 2 || index % 2 === 0);
  return plugin === "audio" ? fileItems("audio", value, sounds, place) : [];
}

/** Width and height as text, then one image or more. */
function imagesOf(blobs: readonly Blob[]): readonly Blob[] {
  const isSized = blobs.slice(0, 2).every(({ head }) => /^\d+$/.test(decodeBytes(head)));
  return isSized ? blobs.slice(2) : blobs;
}

function fileItems(
  kind: "image" | "audio",
  { contentType }: SummaryValue,
  blobs: readonly Blob[],
  { name, step, time, path }: MediaPlace,
): readonly MediaItem[] {
  const fallback = kind === "image" ? "image/png" : contentType || "audio/wav";
  return blobs
    .filter(({ length }) => length > 0)
    .map(({ offset, length, head }, index) => {
      const start = decodeBytes(head);
      const mimeType = signatures.find(([signature]) => signature.test(start))?.[1] ?? fallback;
      return {
        ...{ kind, step, time },
        // Several of one step are as many sequences.
        name: index === 0 ? name : `${name}/${index}`,
        content: { kind: "file", path, part: { offset, length }, mimeType },
      };
    });
}

function histogramItems(
  histogram: Histogram | null,
  { name, step, time }: MediaPlace,
): readonly MediaItem[] {
  if (histogram === null) return [];
  return [{ kind: "histogram", name, step, time, content: { kind: "histogram", histogram } }];
}

/** Rows of (left, right, count); the edges are the lefts and the last right. */
function readHistogramRows(value: SummaryValue): Histogram | null {
  const rows = readRows(value);
  if (rows === null || rows.length === 0) return null;
  const edges: number[] = [];
  const counts: number[] = [];
  for (let at = 0; at < rows.length; at += 3) {
    edges.push(rows[at] ?? NaN);
    counts.push(rows[at + 2] ?? NaN);
  }
  edges.push(rows.at(-2) ?? NaN);
  return checked({ edges, counts });
}

/**
 * `HistogramProto`: 1 min, 2 max, 6 bucket_limit, 7 bucket. The outermost limits may be ±1.8e308:
 * empty buckets at both ends are left out, and min and max are the edges
 * (tensorboard/data_compat.py, `_migrate_histogram_value`).
 */
function readHistogramProto(bytes: Uint8Array): Histogram | null {
  const cursor = new ProtobufCursor(bytes);
  let min = NaN;
  let max = NaN;
  const limits: number[] = [];
  const counts: number[] = [];
  while (cursor.next()) {
    if (cursor.field === 1) min = cursor.double();
    else if (cursor.field === 2) max = cursor.double();
    else if (cursor.field === 6) readDoubles(cursor, limits);
    else if (cursor.field === 7) readDoubles(cursor, counts);
    else cursor.skip();
  }
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  if (first < 0) return null;
  const edges = [min, ...limits.slice(first, last), max];
  return checked({ edges, counts: counts.slice(first, last + 1) });
}

function readDoubles(cursor: ProtobufCursor, into: number[]): void {
  if (cursor.wireType === 1) {
    into.push(cursor.double());
    return;
  }
  const list = cursor.message();
  while (!list.isAtEnd) {
    const value = list.rawDouble();
    if (!list.isBad) into.push(value);
  }
}

/** Null for edges that are too few, decrease, or are no numbers. */
function checked(histogram: Histogram): Histogram | null {
  const { edges, counts } = histogram;
  const isOrdered = edges.every((edge, index) => index === 0 || edge >= (edges[index - 1] ?? NaN));
  const isFinite = edges.every(Number.isFinite) && counts.every(Number.isFinite);
  return edges.length === counts.length + 1 && isOrdered && isFinite ? histogram : null;
}
