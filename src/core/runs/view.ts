import type { RunLocation, RunStatus } from "./run.ts";

/**
 * What a table of runs shows. A column id is one of
 *  - an attribute: `name`, `id`, `status`, `source`, `path`, `experiment`, `startTime`,
 *    `endTime`, `updated`, `duration`, `exitCode`, `commit`, `branch`, `dirty`, `host`, `user`, `entryPoint`, `note`
 *  - `params.<key>`, `tags.<key>`
 *  - `metrics.<key>` with an optional roll-up: `metrics.loss@min`. Without one it is `last`.
 */
export type ColumnId = string;

export const rollups = ["last", "min", "max", "count"] as const;
export type Rollup = (typeof rollups)[number];

export type ColumnKind = "attribute" | "param" | "metric" | "tag";

export interface Column {
  readonly id: ColumnId;
  readonly kind: ColumnKind;
  /** What the header says: the key without its prefix. */
  readonly label: string;
  /** In how many runs it has a value. */
  readonly count: number;
  /** True when all values are numbers: aligned right, sorted as numbers. */
  readonly isNumeric: boolean;
}

export type Direction = "ascending" | "descending";
export type Grouping = "commit" | "experiment" | "none";

export interface ViewQuery {
  /** In the language of core/runs/query; empty for all. */
  readonly filter: string;
  /** Plain text, found in names, ids, parameters, tags, notes, branches and commits. */
  readonly search: string;
  /** Most important first; empty means newest first. */
  readonly sort: readonly { readonly column: ColumnId; readonly direction: Direction }[];
  readonly group: Grouping;
  /** Ids of groups and of parent runs whose content is folded away. */
  readonly collapsed: readonly string[];
}

export type CellValue = string | number | boolean | null;

export interface GroupRow {
  readonly kind: "group";
  readonly id: string;
  /** A commit's short hash, an experiment's name. */
  readonly label: string;
  /** A commit's subject, branch, author; "" elsewhere. */
  readonly subject: string;
  readonly branch: string;
  readonly author: string;
  /** A commit's time, or the newest run's; milliseconds since the epoch. */
  readonly time: number | null;
  readonly runCount: number;
  readonly isCollapsed: boolean;
  /** The commit is no longer reachable from any branch. */
  readonly isOrphaned: boolean;
  /** Nobody recorded the commit: it was guessed from the time when the runs began. */
  readonly isGuess: boolean;
}

export interface RunRow {
  readonly kind: "run";
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  /** The format it was read from; "sextant" for our own. */
  readonly source: string;
  /** Null for our own runs. */
  readonly location: RunLocation | null;
  /** It ran with uncommitted changes, which its snapshot holds. */
  readonly isDirty: boolean;
  /** The exact code was recorded. */
  readonly hasCode: boolean;
  /** Its commit was guessed from the time when it began. */
  readonly isCommitGuess: boolean;
  /** When it was last written to, in ms; null when that is not known. */
  readonly updatedAt: number | null;
  /** 0 at the top, 1 for a child run, and so on. */
  readonly depth: number;
  /** How many runs are nested in this one. */
  readonly childCount: number;
  readonly isCollapsed: boolean;
  /** One for each column that was asked for, in that order. */
  readonly cells: readonly CellValue[];
}

export type ViewRow = GroupRow | RunRow;

/** A query's answer, before the rows themselves: what the scroll bar and the status line need. */
export interface ViewSummary {
  readonly viewId: number;
  /** Grows with every change of any run; a reply with an older one is stale. */
  readonly revision: number;
  readonly rowCount: number;
  readonly runCount: number;
  /** Runs in all, before filter and search. */
  readonly totalRunCount: number;
  /** What is wrong with the filter, when it cannot be read: then it is not applied. */
  readonly filterError: { readonly message: string; readonly offset: number } | null;
}
