import * as z from "zod/mini";
import type { MediaItem } from "../core/formats/media.ts";
import { rollups, type ViewRow } from "../core/runs/view.ts";
import { runStatuses, type Run } from "../core/runs/run.ts";

/**
 * Messages between the Runs panel and the extension host.
 *
 * The host owns the runs, sorts and filters them, and hands out pages; the panel owns what the user
 * looks at. `changed` says that something moved on: the panel asks again for what it shows. Points
 * of series travel as typed arrays.
 */

/** Bytes of one image, sound or film that travel to the panel. */
export const maxMediaBytes = 64 * 1024 * 1024;

const id = z.string().check(z.maxLength(256));
const columnId = z.string().check(z.maxLength(1024));
const ids = z.readonly(z.array(id).check(z.maxLength(100_000)));

export const viewQuerySchema = z.object({
  filter: z.string().check(z.maxLength(10_000)),
  search: z.string().check(z.maxLength(1000)),
  sort: z.readonly(
    z.array(z.object({ column: columnId, direction: z.enum(["ascending", "descending"]) })),
  ),
  group: z.enum(["commit", "experiment", "none"]),
  collapsed: ids,
});

const columnSchema = z.object({
  id: columnId,
  kind: z.enum(["attribute", "param", "metric", "tag"]),
  label: z.string(),
  count: z.number(),
  isNumeric: z.boolean(),
});

const viewSummarySchema = z.object({
  viewId: z.number(),
  revision: z.number(),
  rowCount: z.number(),
  runCount: z.number(),
  totalRunCount: z.number(),
  filterError: z.nullable(z.object({ message: z.string(), offset: z.number() })),
});

const float64Array = z.instanceof(Float64Array);

export const seriesSchema = z.object({
  runId: id,
  metric: z.string(),
  /** 0 but for raw points: there it counts the restarts before these points. */
  segment: z.number(),
  /** Points in all; fewer may travel, thinned to keep every visible extreme. */
  pointCount: z.number(),
  steps: float64Array,
  times: float64Array,
  values: float64Array,
});
export type SeriesMessage = z.infer<typeof seriesSchema>;

const panelTab = z.enum(["charts", "compare", "details", "media"]);

/** What the user arranged; kept by the host in the workspace's state. */
export const layoutSchema = z.object({
  order: z.readonly(z.array(columnId)),
  hidden: z.readonly(z.array(columnId)),
  pinned: z.readonly(z.array(columnId)),
  widths: z.record(columnId, z.number()),
  rollups: z.record(columnId, z.enum(rollups)),
  query: viewQuerySchema,
  selected: ids,
  charts: z.object({
    smoothing: z.number(),
    isLogY: z.boolean(),
    isLogX: z.boolean(),
    /** Draws what restarts threw away too. */
    showRestarts: z._default(z.boolean(), false),
    xAxis: z.enum(["step", "time", "relative"]),
    /** Names of groups of charts that the user folded away, or opened. */
    foldedGroups: z.readonly(z.array(z.string())),
    unfoldedGroups: z.readonly(z.array(z.string())),
  }),
  tab: panelTab,
  /** Share of the width that the table takes, 0 to 1. */
  split: z.number(),
  /** Share of the height that the table takes where there is no room for both side by side. */
  stackedSplit: z.number(),
  /** The comparison shows only what differs between the runs. */
  onlyDiffering: z.boolean(),
  /** The table shows only columns that differ between its runs. */
  onlyDifferingColumns: z.boolean(),
  /** The run that others are compared with; the first selected when null or not among them. */
  baseline: z.nullable(id),
  /** Filters that were used, newest first. */
  recentFilters: z.readonly(z.array(z.string()).check(z.maxLength(50))),
});
export type Layout = z.infer<typeof layoutSchema>;

/** Actions on runs that the panel may ask for; each is a command of the extension. */
export const runActions = [
  "launch",
  "rerun",
  "rerunWithParameters",
  "stop",
  "openLog",
  "openArtifacts",
  "openLocation",
  "revealLocation",
  "import",
  "diffWithWorkingTree",
  "diffRuns",
  "restoreCode",
  "rename",
  "editTags",
  "editNote",
  "delete",
  "exportCsv",
  "exportJson",
  "copyId",
] as const;
export type RunAction = (typeof runActions)[number];

/**
 * Rows and runs come from the host's own core: their kind and identity are checked, not each field,
 * since thousands of them travel and both ends are built from the same types.
 */
const anyRow = z.custom<ViewRow>((value) => hasId(value) && "kind" in value);
const anyRun = z.custom<Run>((value) => hasId(value) && "metrics" in value);
const anyMedia = z.custom<MediaItem>(hasContent);
/** How far looking for the runs of other tools has come; null when nothing is looked for. */
const progress = z.nullable(
  z.object({ folderCount: z.number(), foundCount: z.number(), readCount: z.number() }),
);
export type PanelProgress = z.infer<typeof progress>;

function hasId(value: unknown): value is { readonly id: string } {
  return typeof value === "object" && value !== null && "id" in value;
}

function hasContent(value: unknown): boolean {
  return typeof value === "object" && value !== null && "kind" in value && "content" in value;
}

export const runsPanelMessages = {
  toHost: {
    /** The panel is there and listens. */
    ready: {
      body: z.object({}),
      reply: z.object({ layout: z.nullable(layoutSchema), progress }),
    },
    saveLayout: { body: layoutSchema, reply: z.object({}) },
    openView: { body: viewQuerySchema, reply: viewSummarySchema },
    readRows: {
      body: z.object({
        viewId: z.number(),
        start: z.number(),
        end: z.number(),
        columns: z.readonly(z.array(columnId)),
      }),
      /** A stale view gives no rows: the panel opens it anew. */
      reply: z.object({
        revision: z.number(),
        isStale: z.boolean(),
        rows: z.readonly(z.array(anyRow)),
      }),
    },
    readColumns: {
      body: z.object({}),
      reply: z.object({ columns: z.readonly(z.array(columnSchema)) }),
    },
    /** Columns whose value is the same in all runs of a view, or in all runs when null. */
    readUniformColumns: {
      body: z.object({ viewId: z.nullable(z.number()) }),
      reply: z.object({ columns: z.readonly(z.array(columnId)) }),
    },
    /** Whole runs, for comparison and details; runs that are gone are left out. */
    readRuns: {
      body: z.object({ runIds: ids }),
      reply: z.object({ runs: z.readonly(z.array(anyRun)) }),
    },
    /**
     * The points of metrics of runs, thinned to about `maxPoints` a series inside the range
     * [from, to] of steps (all when null).
     */
    readSeries: {
      body: z.object({
        runIds: ids,
        metrics: z.readonly(z.array(z.string())),
        maxPoints: z.number(),
        range: z.nullable(z.object({ from: z.number(), to: z.number() })),
        /** Every point as it was written, each restart a segment of its own. */
        isRaw: z.boolean(),
      }),
      reply: z.object({ series: z.readonly(z.array(seriesSchema)) }),
    },
    /** Images, histograms, texts and tables of a run; files are named, not read. */
    listMedia: {
      body: z.object({ runId: id }),
      reply: z.object({ items: z.readonly(z.array(anyMedia)) }),
    },
    /** The content of a file that `listMedia` named; larger ones than `maxMediaBytes` are refused. */
    readMedia: {
      body: z.object({
        runId: id,
        path: z.string().check(z.maxLength(10_000)),
        part: z.nullable(z.object({ offset: z.number(), length: z.number() })),
      }),
      reply: z.object({ bytes: z.instanceof(Uint8Array) }),
    },
    act: {
      body: z.object({ action: z.enum(runActions), runIds: ids }),
      reply: z.object({}),
    },
    /** Saves a file the panel made (an SVG, a PNG as base64, a CSV) where the user chooses. */
    saveFile: {
      body: z.object({
        suggestedName: z.string(),
        content: z.string(),
        encoding: z.enum(["utf8", "base64"]),
      }),
      reply: z.object({ isSaved: z.boolean() }),
    },
  },
  toWebview: {
    /** Runs changed; `statuses` tells those that matter at once. At most a few times a second. */
    changed: {
      body: z.object({
        revision: z.number(),
        runIds: ids,
        areColumnsChanged: z.boolean(),
        runningIds: ids,
        latestStatuses: z.record(id, z.enum(runStatuses)),
      }),
    },
    progress: { body: z.object({ progress }) },
    /** Asked for by a command of the editor: show these runs, in this tab. */
    reveal: { body: z.object({ runIds: ids, tab: panelTab }) },
  },
} as const;
