import { useState } from "preact/hooks";
import type { Layout } from "../../src/protocol/runsPanel.ts";
import type { CellWindow } from "./BodyRow.tsx";
import { nextSort, type ColumnActions } from "./columnMenu.ts";
import { moveColumn, type ShownColumn } from "./columnModel.ts";
import type { TableColumn } from "./defaultColumns.ts";
import { HeaderCell } from "./HeaderCell.tsx";

export interface TableHeaderProps {
  readonly columns: readonly TableColumn[];
  readonly window: CellWindow;
  readonly layout: Layout;
  readonly focusedColumn: number | null;
  readonly actions: ColumnActions;
  readonly onMenu: (column: ShownColumn, x: number, y: number) => void;
}

interface Drop {
  readonly id: string;
  readonly target: string;
  readonly side: "before" | "after";
}

export function TableHeader(props: TableHeaderProps) {
  const { columns, window: cells, layout, focusedColumn, actions, onMenu } = props;
  const [drop, setDrop] = useState<Drop | null>(null);
  const { sort } = layout.query;
  const drag = (column: ShownColumn, x: number | null) => {
    if (column.baseId === "name") return;
    if (x !== null) {
      setDrop(dropAt(column, x));
      return;
    }
    setDrop(null);
    if (drop !== null) actions.setLayout({ order: droppedOrder(columns, layout, drop) });
  };
  const cellOf = (column: ShownColumn, position: number) => {
    const rank = sort.findIndex((one) => one.column === column.id);
    const direction = sort[rank]?.direction;
    return (
      <HeaderCell
        key={column.baseId}
        column={column}
        position={position}
        isFocused={focusedColumn === position}
        sort={direction === undefined ? null : { direction, rank: rank + 1, of: sort.length }}
        dropSide={drop?.target === column.baseId ? drop.side : null}
        onSort={(isAdding) => actions.setSort(nextSort(sort, column, isAdding))}
        onMenu={(x, y) => onMenu(column, x, y)}
        onResize={(width) =>
          actions.setLayout({ widths: { ...layout.widths, [column.baseId]: width } })
        }
        onDrag={(x) => drag(column, x)}
      />
    );
  };
  return (
    <div class="sx-header" role="row" aria-rowindex={1}>
      {cells.pinned.map(cellOf)}
      <div class="sx-spacer" style={{ width: `${cells.offset}px` }} />
      {cells.scrolling.map((column, offset) => cellOf(column, cells.firstIndex + offset))}
    </div>
  );
}

/** Where the column would land: beside the header under the pointer, on the nearer side. */
function dropAt(column: ShownColumn, x: number): Drop | null {
  const own = document.querySelector(`[data-column="${CSS.escape(column.baseId)}"]`);
  const y = own?.getBoundingClientRect().top ?? 0;
  const header = document.elementFromPoint(x, y + 4)?.closest("[data-column]");
  const target = header?.getAttribute("data-column");
  if (header == null || target == null || target === column.baseId) return null;
  const { left, width } = header.getBoundingClientRect();
  const side = x < left + width / 2 && target !== "name" ? "before" : "after";
  return { id: column.baseId, target, side };
}

function droppedOrder(
  columns: readonly TableColumn[],
  layout: Layout,
  { id, target, side }: Drop,
): readonly string[] {
  if (side === "before") return moveColumn(columns, layout, id, target);
  const order = moveColumn(columns, layout, id, null);
  return moveColumn(columns, layout, id, order[order.indexOf(target) + 1] ?? null);
}
