import type { ChartGroup } from "./chartGroups.ts";

/** A line of the grid of charts: the title of a group, or charts side by side. */
export type ChartRow =
  | {
      readonly kind: "title";
      readonly group: string;
      readonly count: number;
      readonly isOpen: boolean;
    }
  | { readonly kind: "cards"; readonly metrics: readonly string[] };

export interface Folding {
  /** Groups that the user folded away. */
  readonly foldedGroups: readonly string[];
  /** Groups that the user opened though they start folded. */
  readonly unfoldedGroups: readonly string[];
}

/** Groups are open from the start until so many charts are. */
const openCharts = 40;

/** Sizes in px that the style sheet agrees on; gaps between lines included. */
export const titleHeight = 30;
export const cardHeight = 254;
const minCardWidth = 260;
const cardGap = 10;

/** How many charts stand side by side in a width in px. */
export function columnsIn(width: number): number {
  return Math.max(1, Math.floor((width + cardGap) / (minCardWidth + cardGap)));
}

export function heightOf(row: ChartRow | undefined): number {
  return row?.kind === "title" ? titleHeight : cardHeight;
}

/**
 * Which groups are open: those the user opened or never folded, as long as few enough charts are
 * open. The first always starts open, however many charts it has: only those in sight are drawn.
 */
export function openGroups(groups: readonly ChartGroup[], folding: Folding): ReadonlySet<string> {
  const folded = new Set(folding.foldedGroups);
  const unfolded = new Set(folding.unfoldedGroups);
  const open = new Set<string>();
  let chartCount = 0;
  for (const { name, metrics } of groups) {
    const isFirst = chartCount === 0;
    chartCount += metrics.length;
    const startsOpen = isFirst || chartCount <= openCharts;
    if (unfolded.has(name) || (startsOpen && !folded.has(name))) open.add(name);
  }
  return open;
}

/** The folding after a group was opened or closed. */
export function withGroup(folding: Folding, name: string, isOpen: boolean): Folding {
  const foldedGroups = folding.foldedGroups.filter((other) => other !== name);
  const unfoldedGroups = folding.unfoldedGroups.filter((other) => other !== name);
  return isOpen
    ? { foldedGroups, unfoldedGroups: [...unfoldedGroups, name] }
    : { foldedGroups: [...foldedGroups, name], unfoldedGroups };
}

/** A single group needs no title. */
export function chartRows(
  groups: readonly ChartGroup[],
  open: ReadonlySet<string>,
  columnCount: number,
): ChartRow[] {
  const rows: ChartRow[] = [];
  for (const { name, metrics } of groups) {
    const isOpen = groups.length === 1 || open.has(name);
    if (groups.length > 1) {
      rows.push({ kind: "title", group: name, count: metrics.length, isOpen });
    }
    if (!isOpen) continue;
    for (let start = 0; start < metrics.length; start += columnCount) {
      rows.push({ kind: "cards", metrics: metrics.slice(start, start + columnCount) });
    }
  }
  return rows;
}
