import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ViewRow } from "../../src/core/runs/view.ts";
import { useStore } from "../host/store.ts";
import type { PanelModel } from "../runs/panelModel.ts";
import { Menu } from "../ui/Menu.tsx";
import { BodyRow, type BodyRowProps, type CellWindow } from "./BodyRow.tsx";
import type { ColumnActions } from "./columnMenu.ts";
import { arrangeColumns, type ColumnArrangement } from "./columnModel.ts";
import { FocusTip, useFocusTip } from "./FocusTip.tsx";
import { GroupHeader } from "./GroupHeader.tsx";
import type { RowPages } from "./rowPages.ts";
import { TableHeader } from "./TableHeader.tsx";
import { cellId, headerHeight, headerRow, rowHeight } from "./tableMetrics.ts";
import { useTableFocus } from "./useTableFocus.ts";
import { useTableMenus } from "./useTableMenus.ts";
import { useVirtualizer, type VirtualRange } from "./useVirtualizer.ts";

const rowSize = () => rowHeight;

/** The table of runs: rows and columns exist only while they are in sight. */
export function RunTable({ model }: { readonly model: PanelModel }) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, columns, uniform, version, shift } = useStore(model.table, (state) => state);
  const layout = useStore(model.layout, (state) => state);
  const slots = useStore(model.shown, (state) => state.slots);
  const tip = useFocusTip();
  const minute = useMinute();
  const viewWidth = useWidth(scroller);
  const { order, hidden, pinned, widths, rollups } = layout;
  const arrangement = useMemo(() => {
    const differing = columns.filter(({ id }) => id === "name" || !uniform.has(id));
    return arrangeColumns(differing, { order, hidden, pinned, widths, rollups });
  }, [columns, uniform, order, hidden, pinned, widths, rollups]);
  const selected = useMemo(() => new Set(layout.selected), [layout.selected]);
  const rowCount = rows?.summary.rowCount ?? 0;
  const down = useVirtualizer({
    count: rowCount,
    scroller,
    isHorizontal: false,
    sizeOf: rowSize,
    overscan: 6,
    paddingStart: headerHeight,
  });
  const across = useColumnVirtualizer(scroller, arrangement);
  const cells = useCellWindow(arrangement, across);
  const start = down.items[0]?.index ?? 0;
  const end = (down.items.at(-1)?.index ?? -1) + 1;
  useEffect(() => {
    const shown = [...cells.pinned, ...cells.scrolling].map((column) => column.id);
    model.look({ start, end }, shown);
  }, [model, rows, start, end, cells]);
  useKeptPlace(scroller, rows, shift);

  const actions: ColumnActions = {
    setLayout: (patch) => model.layout.set(patch),
    setSort: (sort) => model.setQuery({ sort }),
  };
  const menus = useTableMenus({ model, rows, columns, arrangement, layout, actions });
  const { focus, onKeyDown, click, setFocus } = useTableFocus({
    model,
    rows,
    arrangement,
    actions,
    pageSize: Math.max(1, end - start - 14),
    reveal: ({ row, column }) => {
      if (row >= 0) down.reveal(row);
      if (column >= arrangement.pinned.length) across.reveal(column - arrangement.pinned.length);
    },
    openMenu: menus.openAt,
  });

  return (
    <>
      <div
        ref={scroller}
        class="sx-table"
        role="grid"
        aria-label="Runs"
        aria-multiselectable="true"
        aria-rowcount={rowCount + 1}
        aria-colcount={arrangement.pinned.length + arrangement.scrolling.length}
        aria-activedescendant={cellId(focus.row, focus.column)}
        tabIndex={0}
        {...tip.handlers(onKeyDown)}
        onClick={(event) => {
          const place = rowAt(event.target);
          const row = place === null ? undefined : rows?.rowAt(place.index);
          if (place !== null && row !== undefined) click(place.index, row, event, place.part);
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          const place = rowAt(event.target);
          const row = place === null ? undefined : rows?.rowAt(place.index);
          if (place === null || row?.kind !== "run") return;
          setFocus({ ...focus, row: place.index, id: row.id });
          menus.openRow(row.id, event.clientX, event.clientY);
        }}
      >
        <div
          class="sx-canvas"
          style={{
            width: `${arrangement.pinnedWidth + arrangement.scrollingWidth}px`,
            height: `${down.totalSize}px`,
          }}
        >
          <TableHeader
            columns={columns}
            window={cells}
            layout={layout}
            focusedColumn={focus.row === headerRow ? focus.column : null}
            actions={actions}
            onMenu={menus.openColumn}
          />
          <div class="sx-rows" role="rowgroup">
            {down.items.map(({ index }) => (
              <TableRow
                key={index % 128}
                index={index}
                row={rows?.rowAt(index)}
                rows={rows}
                version={version}
                window={cells}
                isSelected={selected.has(rows?.rowAt(index)?.id ?? "")}
                focusedColumn={focus.row === index ? focus.column : null}
                slot={slots.get(rows?.rowAt(index)?.id ?? "") ?? null}
                minute={minute}
                isCommit={layout.query.group === "commit"}
                viewWidth={viewWidth}
              />
            ))}
          </div>
        </div>
      </div>
      {tip.isOn && <FocusTip focus={focus} version={version} onClose={tip.close} />}
      {menus.open !== null && <Menu {...menus.open} onClose={menus.close} />}
    </>
  );
}

/** Rows that came or went above what is in sight do not move it, unless that is the very top. */
function useKeptPlace(
  scroller: { readonly current: HTMLElement | null },
  rows: RowPages | null,
  shift: number,
): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null && shift !== 0 && element.scrollTop > 0) {
      element.scrollTop += shift * rowHeight;
    }
  }, [rows]);
}

interface TableRowProps extends Omit<BodyRowProps, "row" | "rows"> {
  readonly row: ViewRow | undefined;
  readonly rows: RowPages | null;
  readonly isCommit: boolean;
  readonly viewWidth: number;
}

function TableRow({ row, rows, isCommit, viewWidth, ...shared }: TableRowProps) {
  const { index, focusedColumn, minute } = shared;
  if (rows === null || row === undefined) {
    const style = { transform: `translateY(${index * rowHeight}px)` };
    return <div class="sx-row is-pending" role="row" aria-rowindex={index + 2} style={style} />;
  }
  if (row.kind === "run") return <BodyRow {...shared} row={row} rows={rows} />;
  const isFocused = focusedColumn !== null;
  const group = { index, row, isFocused, isCommit, minute };
  return <GroupHeader {...group} width={viewWidth} />;
}

function rowAt(target: EventTarget | null) {
  if (!(target instanceof Element)) return null;
  const index = target.closest("[data-index]")?.getAttribute("data-index");
  if (index == null) return null;
  const part = target.closest("[data-part]")?.getAttribute("data-part") ?? null;
  return { index: Number(index), part };
}

function useColumnVirtualizer(
  scroller: { readonly current: HTMLElement | null },
  arrangement: ColumnArrangement,
): VirtualRange {
  const sizeOf = useMemo(
    () => (index: number) => arrangement.scrolling[index]?.width ?? 0,
    [arrangement],
  );
  return useVirtualizer({
    count: arrangement.scrolling.length,
    scroller,
    isHorizontal: true,
    sizeOf,
    overscan: 2,
    paddingStart: arrangement.pinnedWidth,
  });
}

/** The columns in sight; the same object while they are the same. */
function useCellWindow(arrangement: ColumnArrangement, across: VirtualRange): CellWindow {
  const first = across.items[0]?.index ?? 0;
  const last = across.items.at(-1)?.index ?? -1;
  return useMemo(
    () => ({
      pinned: arrangement.pinned,
      scrolling: arrangement.scrolling.slice(first, last + 1),
      firstIndex: arrangement.pinned.length + first,
      offset: arrangement.scrolling[first]?.left ?? 0,
    }),
    [arrangement, first, last],
  );
}

/** The current minute, counted from the epoch; draws again when it passes. */
function useMinute(): number {
  const [minute, setMinute] = useState(() => Math.floor(Date.now() / 60_000));
  useEffect(() => {
    const timer = setInterval(() => setMinute(Math.floor(Date.now() / 60_000)), 10_000);
    return () => clearInterval(timer);
  }, []);
  return minute;
}

function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    setWidth(target.clientWidth);
    const observer = new ResizeObserver(() => setWidth(target.clientWidth));
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
