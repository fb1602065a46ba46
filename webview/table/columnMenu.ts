import { usualDirection } from "../../src/core/runs/metricNames.ts";
import { rollups, type ColumnId, type Direction } from "../../src/core/runs/view.ts";
import type { Layout } from "../../src/protocol/runsPanel.ts";
import type { MenuItem } from "../ui/Menu.tsx";
import {
  maxWidth,
  minWidth,
  moveColumn,
  withColumnShown,
  type ColumnArrangement,
  type ShownColumn,
} from "./columnModel.ts";
import type { TableColumn } from "./defaultColumns.ts";

export type Sort = Layout["query"]["sort"];

/** What can be done to columns; each gives the layout's new part. */
export interface ColumnActions {
  readonly setLayout: (patch: Partial<Layout>) => void;
  readonly setSort: (sort: Sort) => void;
}

const rollupLabels = { last: "Last value", min: "Minimum", max: "Maximum", count: "Point count" };

export function columnMenuItems(
  column: ShownColumn,
  layout: Layout,
  all: { readonly columns: readonly TableColumn[]; readonly arrangement: ColumnArrangement },
  actions: ColumnActions,
): MenuItem[] {
  const id = column.baseId;
  const isName = id === "name";
  const sortBy = (direction: Direction) => () =>
    actions.setSort([{ column: column.id, direction }]);
  const move = (offset: -1 | 1) => () => actions.setLayout(shifted(id, offset, layout, all));
  const items: MenuItem[] = [
    { label: "Sort Ascending", run: sortBy("ascending") },
    { label: "Sort Descending", run: sortBy("descending") },
    {
      label: "Clear Sorting",
      isDisabled: layout.query.sort.length === 0,
      run: () => actions.setSort([]),
    },
  ];
  if (column.kind === "metric") {
    for (const rollup of rollups) {
      items.push({
        label: rollupLabels[rollup],
        isChecked: column.rollup === rollup,
        isFirstOfGroup: rollup === "last",
        run: () => actions.setLayout({ rollups: { ...layout.rollups, [id]: rollup } }),
      });
    }
  }
  if (isName) return items;
  return [
    ...items,
    {
      label: column.isPinned ? "Unpin" : "Pin to the Left",
      isFirstOfGroup: true,
      run: () => actions.setLayout({ pinned: toggled(layout.pinned, id) }),
    },
    { label: "Move Left", run: move(-1) },
    { label: "Move Right", run: move(1) },
    { label: "Hide", run: () => actions.setLayout(withColumnShown(layout, id, false)) },
  ];
}

/** The layout part after a column moved one place among its like. */
export function shifted(
  id: ColumnId,
  offset: -1 | 1,
  layout: Layout,
  {
    columns,
    arrangement,
  }: { readonly columns: readonly TableColumn[]; readonly arrangement: ColumnArrangement },
): Partial<Layout> {
  const shown = [arrangement.pinned, arrangement.scrolling].find((part) =>
    part.some((column) => column.baseId === id),
  );
  if (shown === undefined) return {};
  const index = shown.findIndex((column) => column.baseId === id);
  const target = shown[offset < 0 ? index - 1 : index + 2];
  if (offset < 0 && (target === undefined || target.baseId === "name")) return {};
  return { order: moveColumn(columns, layout, id, target?.baseId ?? null) };
}

/** The layout part after a column was made wider or narrower by `offset` px. */
export function resized(column: ShownColumn, offset: number, layout: Layout): Partial<Layout> {
  const width = Math.min(maxWidth, Math.max(minWidth, column.width + offset));
  return { widths: { ...layout.widths, [column.baseId]: width } };
}

/**
 * The sorting after a click on a header: first the best or, where nobody can tell, the greatest
 * number or the first text; then the other way, then none. With `isAdding` the other columns keep their part in it.
 */
export function nextSort(sort: Sort, column: ShownColumn, isAdding: boolean): Sort {
  const isAscendingFirst = !column.isNumeric || isBetterLow(column);
  const first: Direction = isAscendingFirst ? "ascending" : "descending";
  const current = sort.find((one) => one.column === column.id);
  const others = isAdding ? sort.filter((one) => one.column !== column.id) : [];
  if (current === undefined) return [...others, { column: column.id, direction: first }];
  if (current.direction !== first) return others;
  const direction = first === "ascending" ? "descending" : "ascending";
  const turned = { column: column.id, direction } as const;
  return isAdding ? sort.map((one) => (one === current ? turned : one)) : [turned];
}

function isBetterLow({ kind, label, rollup }: ShownColumn): boolean {
  return kind === "metric" && rollup !== "count" && usualDirection(label) === "minimize";
}

function toggled(ids: readonly ColumnId[], id: ColumnId): readonly ColumnId[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}
