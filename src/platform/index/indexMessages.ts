import * as z from "zod";
import type { MediaItem } from "../../core/formats/media.ts";
import type { Run } from "../../core/runs/run.ts";
import type { Column, ColumnId, ViewSummary } from "../../core/runs/view.ts";
import type { RowsReply } from "../../core/runs/table/runTable.ts";
import { threadMessages, type ThreadMessage } from "../process/threadMessages.ts";

/** What the extension host and the thread that owns the index say to each other. */

const viewQuery = z.object({
  filter: z.string(),
  search: z.string(),
  sort: z.array(z.object({ column: z.string(), direction: z.enum(["ascending", "descending"]) })),
  group: z.enum(["commit", "experiment", "none"]),
  collapsed: z.array(z.string()),
});

const strings = z.array(z.string());

export const requestSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("refresh"), runIds: strings.nullable() }),
  z.object({ kind: z.literal("openView"), query: viewQuery }),
  z.object({
    kind: z.literal("readRows"),
    viewId: z.number(),
    start: z.number(),
    end: z.number(),
    columns: strings,
  }),
  z.object({ kind: z.literal("columns") }),
  z.object({ kind: z.literal("uniformColumns"), viewId: z.number().nullable() }),
  z.object({ kind: z.literal("runs"), runIds: strings.nullable() }),
  z.object({
    kind: z.literal("readSeries"),
    runIds: strings,
    metrics: strings,
    maxPoints: z.number(),
    range: z.object({ from: z.number(), to: z.number() }).nullable(),
    /** Every point as it was written, each restart a segment of its own. */
    isRaw: z.boolean().optional(),
  }),
  z.object({ kind: z.literal("listMedia"), runId: z.string() }),
  z.object({
    kind: z.literal("readMedia"),
    runId: z.string(),
    path: z.string(),
    part: z.object({ offset: z.number(), length: z.number() }).nullable(),
  }),
  z.object({ kind: z.literal("setReachable"), hashes: strings.nullable() }),
]);
export type IndexRequest = z.infer<typeof requestSchema>;
export type RequestOf<K extends IndexRequest["kind"]> = Extract<IndexRequest, { kind: K }>;

export interface SeriesPoints {
  readonly runId: string;
  readonly metric: string;
  /** 0 but for raw points: there it counts the restarts before these points. */
  readonly segment: number;
  /** Points in all; fewer may be given, thinned to keep every visible extreme. */
  readonly pointCount: number;
  readonly steps: Float64Array<ArrayBuffer>;
  readonly times: Float64Array<ArrayBuffer>;
  readonly values: Float64Array<ArrayBuffer>;
}

/** The answer to each request. */
export interface IndexReplies {
  refresh: null;
  openView: ViewSummary;
  readRows: RowsReply;
  columns: readonly Column[];
  uniformColumns: readonly ColumnId[];
  runs: readonly Run[];
  readSeries: readonly SeriesPoints[];
  /** Images, histograms, texts and tables of a run, read from its files now. */
  listMedia: readonly MediaItem[];
  /** The content of one of the files that `listMedia` names; AppError `media-unreadable`. */
  readMedia: Uint8Array<ArrayBuffer>;
  setReachable: null;
}

export const toWorkerSchema = z.object({ id: z.number(), request: requestSchema });

const change = z.object({
  revision: z.number(),
  /** New, changed and gone ones. */
  runIds: strings,
  areColumnsChanged: z.boolean(),
});
export type CatalogChange = z.infer<typeof change>;

/** How far looking for the runs of other tools has come. */
const progress = z.object({
  /** Folders that were looked into. */
  folderCount: z.number(),
  /** Places that hold runs: run folders, databases, git. */
  foundCount: z.number(),
  /** Of those, how many have been read. */
  readCount: z.number(),
});
export type SourceProgress = z.infer<typeof progress>;

export const fromWorkerSchema = z.discriminatedUnion("kind", [
  ...threadMessages,
  z.object({ kind: z.literal("changed"), change }),
  /** Null when all is read. */
  z.object({ kind: z.literal("progress"), progress: progress.nullable() }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;
/** What it tells without being asked. */
export type IndexNews = Exclude<FromWorker, ThreadMessage>;

/** Which runs of other tools are looked for, and where. */
const sourceOptions = z.object({
  isEnabled: z.boolean(),
  /** Globs of files and folders that are not looked into, relative to the searched folder. */
  exclude: strings,
  /** Folders outside the project, absolute. */
  folders: strings,
  /** False in Restricted Mode: nothing that the folder names may be started or connected to. */
  isTrusted: z.boolean(),
});
export type SourceOptions = z.infer<typeof sourceOptions>;

/** Without `sources` only the runs of Sextant's own folders are read. */
export const workerDataSchema = z.object({
  root: z.string(),
  sources: sourceOptions.optional(),
});
export type WorkerData = z.infer<typeof workerDataSchema>;
