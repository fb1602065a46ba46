import type { Histogram, MediaItem, MediaKind } from "../media.ts";
import type { RunChannel } from "../runChannel.ts";
import { mimeTypeOf } from "../mimeTypes.ts";
import { runFilePath } from "../runFilePath.ts";
import { isJsonObject, type JsonObject } from "../text/jsonLines.ts";

/** Where and when something was logged. */
export interface LogPlace {
  readonly step: number | null;
  /** Milliseconds since the epoch; NaN when it is not known. */
  readonly time: number;
}

export interface MediaPlace {
  readonly name: string;
  /** The run's folder `files`, relative to the folder that is searched. */
  readonly filesFolder: string;
  readonly place: LogPlace;
}

const maxTextLength = 16_384;

/** What the types of W&B's values are shown as; their files are text, HTML or JSON at worst. */
const kindsByType: Readonly<Record<string, MediaKind>> = {
  "image-file": "image",
  images: "image",
  "images/separated": "image",
  "audio-file": "audio",
  audio: "audio",
  "video-file": "video",
  videos: "video",
  "table-file": "table",
  "joined-table": "table",
  "partitioned-table": "table",
  "incremental-table-file": "table",
  "html-file": "text",
  html: "text",
};

/**
 * Lists what a value with a `_type` shows: its file or files under the run's folder `files`, its
 * histogram, and any other value as its JSON text.
 */
export function addWandbMedia(
  channel: RunChannel,
  { name, filesFolder, place }: MediaPlace,
  value: JsonObject,
): void {
  if (!channel.wantsMedia) return;
  const base = { name, step: place.step, time: Number.isNaN(place.time) ? null : place.time };
  if (value["_type"] === "histogram") {
    const histogram = histogramOf(value);
    if (histogram !== undefined) {
      channel.addMedia({ ...base, kind: "histogram", content: { kind: "histogram", histogram } });
      return;
    }
  }
  const items = fileItems(filesFolder, value, base);
  if (items.length > 0) for (const item of items) channel.addMedia(item);
  else addText(channel, name, JSON.stringify(value), place);
}

/** A text that was logged at a step. */
export function addText(channel: RunChannel, name: string, text: string, place: LogPlace): void {
  channel.addMedia({
    kind: "text",
    name,
    step: place.step,
    time: Number.isNaN(place.time) ? null : place.time,
    content: {
      kind: "text",
      text: text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength - 1)}…`,
      isMarkdown: false,
    },
  });
}

function fileItems(
  filesFolder: string,
  value: JsonObject,
  base: Pick<MediaItem, "name" | "step" | "time">,
): MediaItem[] {
  const type = typeof value["_type"] === "string" ? value["_type"] : "";
  const kind = Object.hasOwn(kindsByType, type) ? kindsByType[type] : undefined;
  if (kind === undefined) return [];
  const single = typeof value["path"] === "string" ? [value["path"]] : [];
  const several: unknown[] = Array.isArray(value["filenames"])
    ? value["filenames"]
    : nestedPaths(value);
  const names = [...single, ...several].filter((name) => typeof name === "string");
  return names.slice(0, 1000).flatMap((fileName, index): MediaItem[] => {
    const path = runFilePath(filesFolder, "", fileName);
    if (path === undefined) return [];
    const name = names.length === 1 ? base.name : `${base.name}/${index}`;
    return [{ ...base, kind, name, content: { kind: "file", path, mimeType: mimeTypeOf(path) } }];
  });
}

/** Lists of sounds and videos hold a value for each: `audio: [{ path }]`. */
function nestedPaths(value: JsonObject): unknown[] {
  return ["audio", "videos", "html"].flatMap((key) => {
    const list: unknown = value[key];
    return Array.isArray(list)
      ? list.map((item) => (isJsonObject(item) ? item["path"] : null))
      : [];
  });
}

/**
 * Counts and edges, in one of two forms: `values` with one more `bins`, or `values` with
 * `packedBins`: the first edge, the width of each and how many. Undefined for anything else.
 */
function histogramOf(value: JsonObject): Histogram | undefined {
  const counts = numbersOf(value["values"]);
  if (counts === undefined || counts.length === 0) return undefined;
  const edges = numbersOf(value["bins"]) ?? unpackedEdges(value["packedBins"], counts.length);
  if (edges?.length !== counts.length + 1) return undefined;
  const isOrdered = edges.every((edge, index) => index === 0 || edge >= (edges[index - 1] ?? NaN));
  return isOrdered ? { edges, counts } : undefined;
}

function unpackedEdges(packed: unknown, count: number): number[] | undefined {
  if (!isJsonObject(packed)) return undefined;
  const { min, size } = packed;
  if (typeof min !== "number" || typeof size !== "number") return undefined;
  return Array.from({ length: count + 1 }, (_, index) => min + index * size);
}

function numbersOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value) || value.length > 10_000) return undefined;
  const numbers = value.filter((item) => typeof item === "number" && Number.isFinite(item));
  return numbers.length === value.length ? (numbers as number[]) : undefined;
}
