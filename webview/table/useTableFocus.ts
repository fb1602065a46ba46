import { useState } from "preact/hooks";
import type { ViewRow } from "../../src/core/runs/view.ts";
import type { PanelModel } from "../runs/panelModel.ts";
import { nextSort, resized, shifted, type ColumnActions } from "./columnMenu.ts";
import type { ColumnArrangement, ShownColumn } from "./columnModel.ts";
import type { RowPages, RowRange } from "./rowPages.ts";
import { gestureOf, select, type Selection, type SelectionGesture } from "./selection.ts";
import { commandOf, type TableCommand } from "./tableKeys.ts";
import { headerRow } from "./tableMetrics.ts";

/** Which cell has the focus. The id finds it again when rows move; the index shows where it was. */
export interface TableFocus {
  readonly row: number;
  readonly column: number;
  readonly id: string | null;
}

export interface TableFocusOptions {
  readonly model: PanelModel;
  readonly rows: RowPages | null;
  readonly arrangement: ColumnArrangement;
  readonly actions: ColumnActions;
  readonly pageSize: number;
  readonly reveal: (focus: TableFocus) => void;
  readonly openMenu: (focus: TableFocus) => void;
}

export interface TableFocusState {
  readonly focus: TableFocus;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly click: (index: number, row: ViewRow, event: MouseEvent, part: string | null) => void;
  readonly setFocus: (focus: TableFocus) => void;
}

/** Focus, selection and what keys and clicks do to them. */
export function useTableFocus(options: TableFocusOptions): TableFocusState {
  const { model, rows, reveal } = options;
  const [stored, setFocus] = useState<TableFocus>({ row: 0, column: 0, id: null });
  const [anchor, setAnchor] = useState<TableFocus | null>(null);
  const focus = currentFocus(stored, rows);
  const row = rows?.rowAt(focus.row);

  const selectRun = async (index: number, id: string, gesture: SelectionGesture) => {
    const from = gesture === "only" || gesture === "toggle" ? null : (anchor ?? focus);
    const selection: Selection = {
      ids: new Set(model.layout.get().selected),
      anchorId: from?.id ?? null,
    };
    const range = from === null ? [id] : await model.readIds(rangeOf(from, index, rows));
    model.select(select(selection, gesture, id, range).ids);
    if (from === null) setAnchor({ row: index, column: 0, id });
    else setAnchor(from);
  };

  const moveTo = (index: number, isExtending: boolean) => {
    const last = (rows?.summary.rowCount ?? 0) - 1;
    const target = Math.max(headerRow, Math.min(last, index));
    const next = { ...focus, row: target, id: rows?.rowAt(target)?.id ?? null };
    setFocus(next);
    reveal(next);
    if (isExtending && target >= 0) void selectRun(target, next.id ?? "", "range");
  };

  const carryOut = (command: TableCommand) => {
    run(command, { ...options, focus, row, moveTo, setFocus, selectRun });
  };

  return {
    focus,
    setFocus,
    onKeyDown: (event) => {
      const place = placeOf(focus, row);
      const command = commandOf(event, place);
      if (command === null) return;
      event.preventDefault();
      carryOut(command);
    },
    click: (index, clicked, event, part) => {
      setFocus({ row: index, column: focus.column, id: clicked.id });
      if (clicked.kind === "group" || part === "twisty") model.toggleCollapsed(clicked.id);
      else void selectRun(index, clicked.id, part === "check" ? "toggle" : gestureOf(event));
    },
  };
}

interface CommandContext extends TableFocusOptions {
  readonly focus: TableFocus;
  readonly row: ViewRow | undefined;
  readonly moveTo: (index: number, isExtending: boolean) => void;
  readonly setFocus: (focus: TableFocus) => void;
  readonly selectRun: (index: number, id: string, gesture: SelectionGesture) => Promise<void>;
}

type MoveCommand = Extract<TableCommand, { kind: "moveRow" | "page" | "moveTo" | "moveColumn" }>;
type ColumnCommand = Extract<TableCommand, { kind: "sort" | "shiftColumn" | "resizeColumn" }>;

function run(command: TableCommand, context: CommandContext): void {
  switch (command.kind) {
    case "moveRow":
    case "page":
    case "moveTo":
    case "moveColumn":
      move(command, context);
      break;
    case "sort":
    case "shiftColumn":
    case "resizeColumn":
      changeColumn(command, context);
      break;
    default:
      runOnRow(command, context);
  }
}

function move(command: MoveCommand, context: CommandContext): void {
  const { focus, moveTo, pageSize } = context;
  switch (command.kind) {
    case "moveRow":
      moveTo(focus.row + command.by, command.isExtending);
      break;
    case "page":
      moveTo(Math.max(0, focus.row + command.direction * pageSize), command.isExtending);
      break;
    case "moveTo":
      moveTo(command.edge === "first" ? 0 : Infinity, command.isExtending);
      break;
    case "moveColumn":
      moveFocusColumn(command.by, context);
  }
}

function runOnRow(
  command: Exclude<TableCommand, MoveCommand | ColumnCommand>,
  context: CommandContext,
): void {
  const { model, focus, row } = context;
  switch (command.kind) {
    case "fold":
      if (row !== undefined) model.toggleCollapsed(row.id);
      break;
    case "toggle":
      if (row?.kind === "run") void context.selectRun(focus.row, row.id, "toggle");
      break;
    case "open":
      open(context);
      break;
    case "selectAll":
      void selectAll(context);
      break;
    case "clear":
      model.select([]);
      break;
    case "menu":
      context.openMenu(focus);
  }
}

function moveFocusColumn(
  by: -1 | 1,
  { focus, arrangement, setFocus, reveal }: CommandContext,
): void {
  const count = arrangement.pinned.length + arrangement.scrolling.length;
  const column = Math.max(0, Math.min(count - 1, focus.column + by));
  const next = { ...focus, column };
  setFocus(next);
  reveal(next);
}

function open({ model, focus, row, selectRun }: CommandContext): void {
  if (row === undefined) return;
  if (row.kind === "group") {
    model.toggleCollapsed(row.id);
    return;
  }
  void selectRun(focus.row, row.id, "only");
  model.layout.set({ tab: "details" });
}

async function selectAll({ model, rows }: CommandContext): Promise<void> {
  model.select(await model.readIds({ start: 0, end: rows?.summary.rowCount ?? 0 }));
}

function changeColumn(command: ColumnCommand, context: CommandContext): void {
  const { model, arrangement, focus, actions } = context;
  const column = shownColumnAt(arrangement, focus.column);
  if (column === undefined) return;
  const layout = model.layout.get();
  if (command.kind === "sort") {
    actions.setSort(nextSort(layout.query.sort, column, command.isAdding));
  } else if (command.kind === "resizeColumn") {
    actions.setLayout(resized(column, command.direction * 16, layout));
  } else {
    const all = { columns: model.table.get().columns, arrangement };
    const patch = shifted(column.baseId, command.direction, layout, all);
    actions.setLayout(patch);
    if (patch.order !== undefined) moveFocusColumn(command.direction, context);
  }
}

export function shownColumnAt(
  { pinned, scrolling }: ColumnArrangement,
  index: number,
): ShownColumn | undefined {
  return index < pinned.length ? pinned[index] : scrolling[index - pinned.length];
}

function placeOf(focus: TableFocus, row: ViewRow | undefined) {
  const isTree = row?.kind === "group" || (row?.kind === "run" && row.childCount > 0);
  const isFoldable = isTree && focus.column === 0 && focus.row !== headerRow;
  return {
    isHeader: focus.row === headerRow,
    canFold: isFoldable && !row.isCollapsed,
    canUnfold: isFoldable && row.isCollapsed,
  };
}

/** The focus follows its run when rows moved; it stays inside the view. */
function currentFocus(focus: TableFocus, rows: RowPages | null): TableFocus {
  if (focus.row === headerRow || rows === null) return focus;
  const last = Math.max(0, rows.summary.rowCount - 1);
  const row = Math.min(focus.row, last);
  const there = rows.rowAt(row)?.id ?? null;
  if (focus.id === null || there === focus.id || there === null) return { ...focus, row };
  const moved = rows.indexOf(focus.id);
  return moved >= 0 ? { ...focus, row: moved } : { ...focus, row, id: there };
}

function rangeOf(from: TableFocus, to: number, rows: RowPages | null): RowRange {
  const moved = from.id === null ? -1 : (rows?.indexOf(from.id) ?? -1);
  const anchor = Math.max(0, moved >= 0 ? moved : from.row);
  return { start: Math.min(anchor, to), end: Math.max(anchor, to) + 1 };
}
