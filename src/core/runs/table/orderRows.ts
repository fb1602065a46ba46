import { parseColumnId, type ColumnPlace } from "../columnId.ts";
import type { ViewQuery } from "../view.ts";
import type { SortKeys } from "./textColumn.ts";

export type SortKeysOf = (
  place: ColumnPlace,
  rows: Uint32Array,
  size: number,
) => SortKeys | undefined;

interface SortLevel extends SortKeys {
  readonly sign: 1 | -1;
}

const newestFirst: ViewQuery["sort"] = [
  { column: "startTime", direction: "descending" },
  { column: "id", direction: "descending" },
];

/**
 * Puts rows into order, in place; the most important column comes first. What is missing is last
 * in both directions and NaN before it; rows that are equal stand newest first.
 */
export function orderRows(
  rows: Uint32Array,
  sort: ViewQuery["sort"],
  source: { readonly sortKeysOf: SortKeysOf; readonly size: number },
): void {
  const levels: SortLevel[] = [];
  for (const { column, direction } of [...sort, ...newestFirst]) {
    const place = parseColumnId(column);
    const keys = place && source.sortKeysOf(place, rows, source.size);
    if (keys !== undefined) levels.push({ ...keys, sign: direction === "ascending" ? 1 : -1 });
  }
  rows.sort((a, b) => compareRows(levels, a, b));
}

function compareRows(levels: readonly SortLevel[], a: number, b: number): number {
  for (const { ranks, keys, sign } of levels) {
    const byRank = (ranks[a] ?? 0) - (ranks[b] ?? 0);
    if (byRank !== 0) return byRank;
    const keyA = keys[a] ?? 0;
    const keyB = keys[b] ?? 0;
    // Compared, not subtracted: two infinities of one sign are equal.
    if (keyA < keyB) return -sign;
    if (keyA > keyB) return sign;
  }
  return a - b;
}
