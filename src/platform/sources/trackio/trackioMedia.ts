import { realpath } from "node:fs/promises";
import path from "node:path";
import type { MediaItem, MediaKind } from "../../../core/formats/media.ts";
import { mimeTypeOf } from "../../../core/formats/mimeTypes.ts";
import { numberOf } from "../../../core/formats/text/tolerantJson.ts";
import { sourcePath } from "../sourcePath.ts";
import { isRecord, type TrackioRow } from "./trackioRuns.ts";

const fileKinds: Readonly<Record<string, MediaKind>> = {
  "trackio.image": "image",
  "trackio.audio": "audio",
  "trackio.video": "video",
};
const maxRows = 1000;
const maxBins = 10_000;

/** Images, sounds, videos, histograms, texts and tables of rows. `folder` holds the database. */
export async function mediaOf(
  rows: readonly TrackioRow[],
  root: string,
  folder: string,
): Promise<readonly MediaItem[]> {
  const items = rows.flatMap((row) => mediaOfRow(row, root, folder));
  const media = await realpath(path.join(folder, "media")).catch(() => null);
  const kept: MediaItem[] = [];
  for (const item of items) {
    const { content } = item;
    if (content.kind !== "file" || (await isBelow(media, path.resolve(root, content.path)))) {
      kept.push(item);
    }
  }
  return kept;
}

/** False also for a file that is gone. A link may lead anywhere: what counts is where it ends. */
async function isBelow(folder: string | null, file: string): Promise<boolean> {
  const real = await realpath(file).catch(() => null);
  return folder !== null && real?.startsWith(folder + path.sep) === true;
}

function mediaOfRow(row: TrackioRow, root: string, folder: string): readonly MediaItem[] {
  if (!isRecord(row.metrics)) return [];
  const time = Number.isNaN(row.time) ? null : row.time;
  return Object.entries(row.metrics).flatMap(([name, value]): readonly MediaItem[] => {
    if (!isRecord(value)) return [];
    const item = contentOf(value, root, folder);
    return item === undefined ? [] : [{ ...item, name, step: row.step, time }];
  });
}

type Content = Pick<MediaItem, "kind" | "content">;
type Stored = Readonly<Record<string, unknown>>;

function contentOf(value: Stored, root: string, folder: string): Content | undefined {
  const { _type: type, _value: inner } = value;
  if (type === "trackio.histogram") return histogramOf(value);
  if (type === "trackio.table") return Array.isArray(inner) ? tableOf(inner) : undefined;
  if (type === "trackio.markdown" && typeof inner === "string") {
    return { kind: "text", content: { kind: "text", text: inner, isMarkdown: true } };
  }
  const kind = typeof type === "string" && Object.hasOwn(fileKinds, type) ? fileKinds[type] : null;
  const file = value["file_path"];
  if (kind === null || kind === undefined || typeof file !== "string") return undefined;
  return fileOf(kind, file, root, folder);
}

/** Only what is in trackio's own folder of media, whatever the database says. */
function fileOf(kind: MediaKind, file: string, root: string, folder: string): Content | undefined {
  const media = path.join(folder, "media");
  const resolved = path.join(media, file);
  const shown = sourcePath(root, resolved);
  const isInside = resolved.startsWith(media + path.sep) && !path.isAbsolute(shown);
  if (!isInside) return undefined;
  return { kind, content: { kind: "file", path: shown, mimeType: mimeTypeOf(shown) } };
}

function histogramOf({ bins, values }: Stored): Content | undefined {
  if (!Array.isArray(bins) || !Array.isArray(values)) return undefined;
  if (values.length === 0 || values.length > maxBins || bins.length !== values.length + 1) {
    return undefined;
  }
  const edges = bins.map((edge) => numberOf(edge) ?? NaN);
  const counts = values.map((count) => numberOf(count) ?? 0);
  const isRising = edges.every((edge, index) => index === 0 || edge >= (edges[index - 1] ?? NaN));
  if (!isRising) return undefined;
  return { kind: "histogram", content: { kind: "histogram", histogram: { edges, counts } } };
}

/** trackio keeps a table as a list of rows, each by column. */
function tableOf(rows: readonly unknown[]): Content {
  const records = rows.slice(0, maxRows).filter(isRecord);
  const columns = [...new Set(records.flatMap((row) => Object.keys(row)))];
  const texts = records.map((row) =>
    columns.map((column) => (Object.hasOwn(row, column) ? textOf(row[column]) : "")),
  );
  return { kind: "table", content: { kind: "table", columns, rows: texts } };
}

function textOf(cell: unknown): string {
  if (typeof cell === "string") return cell;
  if (isRecord(cell) && typeof cell["file_path"] === "string") return cell["file_path"];
  return JSON.stringify(cell);
}
