import { severities, verdicts } from "../../src/core/drift/report/driftReport.ts";
import type { FeatureRow } from "../../src/core/drift/report/reportView.ts";

/** Which features the table shows, in which order, in which columns; pure. */

export const featureColumns = [
  { id: "name", label: "Feature", width: 120, priority: 0, isNumeric: false },
  { id: "type", label: "Type", width: 84, priority: 7, isNumeric: false },
  { id: "verdict", label: "Verdict", width: 132, priority: 1, isNumeric: false },
  { id: "shift", label: "Shift", width: 74, priority: 3, isNumeric: true },
  { id: "distribution", label: "Distribution", width: 116, priority: 2, isNumeric: false },
  { id: "score", label: "Score", width: 108, priority: 5, isNumeric: true },
  { id: "qValue", label: "q-value", width: 76, priority: 6, isNumeric: true },
  { id: "rowsNeeded", label: "Rows needed", width: 104, priority: 8, isNumeric: true },
  { id: "nulls", label: "Nulls", width: 122, priority: 4, isNumeric: true },
  { id: "importance", label: "Importance", width: 92, priority: 9, isNumeric: true },
] as const;
export type FeatureColumn = (typeof featureColumns)[number];
export type FeatureColumnId = FeatureColumn["id"];

export interface FeatureSort {
  readonly column: FeatureColumnId;
  readonly direction: "ascending" | "descending";
}

export interface FeatureWish {
  readonly search: string;
  readonly onlyMoved: boolean;
  readonly sort: FeatureSort | null;
}

export function arrangeFeatures(
  features: readonly FeatureRow[],
  { search, onlyMoved, sort }: FeatureWish,
): readonly FeatureRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const isMatch = ({ name, type, role }: FeatureRow) => {
    const text = `${name} ${type} ${role === "feature" ? "" : role}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const shown = features.filter(
    (feature) => (!onlyMoved || feature.verdict !== "stable") && isMatch(feature),
  );
  if (sort === null) return shown;
  const sign = sort.direction === "ascending" ? 1 : -1;
  const keys = new Map(shown.map((row) => [row, sortKey(row, sort.column)]));
  return shown.toSorted((a, b) => compareKeys(keys.get(a) ?? null, keys.get(b) ?? null, sign));
}

type Key = string | number | null;

/** What there is none of stands at the end, whichever way is sorted. */
function compareKeys(a: Key, b: Key, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "string" || typeof b === "string") {
    return sign * String(a).localeCompare(String(b), "en", { numeric: true });
  }
  return sign * (a - b);
}

const sortKeys: Readonly<Record<FeatureColumnId, (row: FeatureRow) => Key>> = {
  name: ({ name }) => name,
  type: ({ type }) => type,
  verdict: ({ verdict, severity }) => verdicts.indexOf(verdict) * 10 + severities.indexOf(severity),
  shift: ({ equivalentShift }) => (equivalentShift === null ? null : Math.abs(equivalentShift)),
  distribution: ({ mini }) =>
    mini === null
      ? null
      : mini.reference.reduce((sum, p, at) => sum + Math.abs(p - (mini.current[at] ?? 0)), 0),
  score: ({ score }) => score,
  qValue: ({ qValue }) => qValue,
  rowsNeeded: ({ rowsNeeded }) => rowsNeeded,
  nulls: ({ nulls }) => nulls.current - nulls.reference,
  importance: ({ importance }) => importance,
};

function sortKey(row: FeatureRow, column: FeatureColumnId): Key {
  return sortKeys[column](row);
}

/** The first press on a header shows what matters most, the second turns it, the third ends it. */
export function nextSort(sort: FeatureSort | null, column: FeatureColumnId): FeatureSort | null {
  const first = ["name", "type", "qValue"].includes(column) ? "ascending" : "descending";
  if (sort?.column !== column) return { column, direction: first };
  if (sort.direction !== first) return null;
  return { column, direction: first === "ascending" ? "descending" : "ascending" };
}

/** The columns that have something to say and, of these, those that find room. */
export function fitColumns(features: readonly FeatureRow[], width: number): FeatureColumn[] {
  const hasSome: Partial<Record<FeatureColumnId, boolean>> = {
    rowsNeeded: features.some(({ rowsNeeded }) => rowsNeeded !== null),
    importance: features.some(({ importance }) => importance !== null),
  };
  const useful = featureColumns.filter(({ id }) => hasSome[id] !== false);
  const kept = new Set<FeatureColumnId>();
  // Names come first: the wider the table, the more of it is theirs.
  let free = width - Math.max(16, (width - 420) * 0.12);
  for (const column of useful.toSorted((a, b) => a.priority - b.priority)) {
    free -= column.width;
    if (free < 0 && kept.size >= 2) break;
    kept.add(column.id);
  }
  return useful.filter(({ id }) => kept.has(id));
}
