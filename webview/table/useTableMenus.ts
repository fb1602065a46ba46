import type { RunRow } from "../../src/core/runs/view.ts";
import { isOutsideRun } from "../../src/core/runs/runSources.ts";
import { useCallback, useState } from "preact/hooks";
import type { Layout } from "../../src/protocol/runsPanel.ts";
import type { PanelModel } from "../runs/panelModel.ts";
import type { MenuItem } from "../ui/Menu.tsx";
import { columnMenuItems, type ColumnActions } from "./columnMenu.ts";
import type { ColumnArrangement, ShownColumn } from "./columnModel.ts";
import type { TableColumn } from "./defaultColumns.ts";
import { rowMenuItems } from "./rowMenu.ts";
import type { RowPages } from "./rowPages.ts";
import { cellId, headerRow } from "./tableMetrics.ts";
import { shownColumnAt, type TableFocus } from "./useTableFocus.ts";

export interface TableMenusOptions {
  readonly model: PanelModel;
  readonly rows: RowPages | null;
  readonly columns: readonly TableColumn[];
  readonly arrangement: ColumnArrangement;
  readonly layout: Layout;
  readonly actions: ColumnActions;
}

interface OpenMenu {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly items: readonly MenuItem[];
}

/** The menus of rows and headers: which one is open, and how to open each. */
export function useTableMenus(options: TableMenusOptions) {
  const { model, rows, columns, arrangement, layout, actions } = options;
  const [open, setOpen] = useState<OpenMenu | null>(null);
  const close = useCallback(() => setOpen(null), []);

  const openRow = (id: string, x: number, y: number) => {
    const runIds = targetsOf(id, layout.selected);
    const isRunning = isAnyRunning(runIds, rows);
    const isOutside = isSome(runIds, rows, isOutsideRun);
    const hasCode = !isSome(runIds, rows, (row) => !row.hasCode);
    const target = { runIds, isRunning, hasCode, isOutside };
    const items = rowMenuItems(target, (action, ids) => {
      void model.act(action, ids);
    });
    setOpen({ label: "Run", x, y, items });
  };
  const openColumn = (column: ShownColumn, x: number, y: number) => {
    const items = columnMenuItems(column, layout, { columns, arrangement }, actions);
    setOpen({ label: column.label, x, y, items });
  };
  const openAt = (focus: TableFocus) => {
    const rect = document.getElementById(cellId(focus.row, focus.column))?.getBoundingClientRect();
    const [x, y] = [rect?.left ?? 0, rect?.bottom ?? 0];
    const column = shownColumnAt(arrangement, focus.column);
    const row = rows?.rowAt(focus.row);
    if (focus.row === headerRow && column !== undefined) openColumn(column, x, y);
    else if (row?.kind === "run") openRow(row.id, x, y);
  };
  return { open, close, openRow, openColumn, openAt };
}

/** An action on a selected run is one on all selected; on another run it is on that alone. */
function targetsOf(id: string, selected: readonly string[]): readonly string[] {
  return selected.includes(id) ? selected : [id];
}

/** Of runs that are too far from what is in sight to be known, nothing is said. */
function isSome(
  runIds: readonly string[],
  rows: RowPages | null,
  test: (row: RunRow) => boolean,
): boolean {
  return runIds.some((id) => {
    const row = rows?.rowAt(rows.indexOf(id));
    return row?.kind === "run" && test(row);
  });
}

/** Also true when a run is too far from what is in sight to be known. */
function isAnyRunning(runIds: readonly string[], rows: RowPages | null): boolean {
  return runIds.some((id) => {
    const row = rows?.rowAt(rows.indexOf(id));
    return row?.kind !== "run" || row.status === "running" || row.status === "queued";
  });
}
