import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useStore } from "../host/store.ts";
import type { PanelModel } from "../runs/panelModel.ts";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import { BodyRow, type CellWindow } from "./BodyRow.tsx";
import { columnMenuItems, type ColumnActions } from "./columnMenu.ts";
import { arrangeColumns, type ColumnArrangement, type ShownColumn } from "./columnModel.ts";
import { GroupHeader } from "./GroupHeader.tsx";
import { rowMenuItems } from "./rowMenu.ts";
import { TableHeader } from "./TableHeader.tsx";
import { cellId, headerHeight, headerRow, rowHeight } from "./tableMetrics.ts";
import { shownColumnAt, useTableFocus, type TableFocus } from "./useTableFocus.ts";
import { useVirtualizer, type VirtualRange } from "./useVirtualizer.ts";

interface OpenMenu {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly items: readonly MenuItem[];
}

const rowSize = () => rowHeight;

/** The table of runs: rows and columns exist only while they are in sight. */
export function RunTable({ model }: { readonly model: PanelModel }) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, columns, version, shift } = useStore(model.table, (state) => state);
  const layout = useStore(model.layout, (state) => state);
  const slots = useStore(model.shown, (state) => state.slots);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const minute = useMinute();
  const viewWidth = useWidth(scroller);
  const { order, hidden, pinned, widths, rollups } = layout;
  const arrangement = useMemo(
    () => arrangeColumns(columns, { order, hidden, pinned, widths, rollups }),
    [columns, order, hidden, pinned, widths, rollups],
  );
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
  const sizeOf = useMemo(
    () => (index: number) => arrangement.scrolling[index]?.width ?? 0,
    [arrangement],
  );
  const across = useVirtualizer({
    count: arrangement.scrolling.length,
    scroller,
    isHorizontal: true,
    sizeOf,
    overscan: 2,
    paddingStart: arrangement.pinnedWidth,
  });
  const cells = useCellWindow(arrangement, across);
  const start = down.items[0]?.index ?? 0;
  const end = (down.items.at(-1)?.index ?? -1) + 1;
  useEffect(() => {
    const shown = [...cells.pinned, ...cells.scrolling].map((column) => column.id);
    model.look({ start, end }, shown);
  }, [model, rows, start, end, cells]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null && shift !== 0 && element.scrollTop > 0) {
      element.scrollTop += shift * rowHeight;
    }
  }, [rows]);

  const actions: ColumnActions = {
    setLayout: (patch) => model.layout.set(patch),
    setSort: (sort) => model.setQuery({ sort }),
  };
  const openRowMenu = (runIds: readonly string[], x: number, y: number) => {
    const runs = model.shown.get().runs.filter((run) => runIds.includes(run.id));
    const isRunning = runs.length === 0 || runs.some((run) => run.status === "running");
    const act = (...[action, ids]: Parameters<PanelModel["act"]>) => void model.act(action, ids);
    setMenu({ label: "Run", x, y, items: rowMenuItems({ runIds, isRunning }, act) });
  };
  const openColumnMenu = (column: ShownColumn, x: number, y: number) => {
    const items = columnMenuItems(column, layout, { columns, arrangement }, actions);
    setMenu({ label: column.label, x, y, items });
  };
  const openMenuAt = (focus: TableFocus) => {
    const rect = document.getElementById(cellId(focus.row, focus.column))?.getBoundingClientRect();
    const column = shownColumnAt(arrangement, focus.column);
    const row = rows?.rowAt(focus.row);
    const [x, y] = [rect?.left ?? 0, rect?.bottom ?? 0];
    if (focus.row === headerRow && column !== undefined) openColumnMenu(column, x, y);
    else if (row?.kind === "run") openRowMenu(targetsOf(row.id, layout.selected), x, y);
  };
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
    openMenu: openMenuAt,
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
        onKeyDown={onKeyDown}
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
          openRowMenu(targetsOf(row.id, layout.selected), event.clientX, event.clientY);
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
            onMenu={openColumnMenu}
          />
          <div class="sx-rows" role="rowgroup">
            {down.items.map(({ index }) => {
              const row = rows?.rowAt(index);
              const key = index % 128;
              if (rows === null || row === undefined) {
                return <PendingRow key={key} index={index} />;
              }
              if (row.kind === "group") {
                return (
                  <GroupHeader
                    key={key}
                    index={index}
                    row={row}
                    isFocused={focus.row === index}
                    isCommit={layout.query.group === "commit"}
                    width={viewWidth}
                    minute={minute}
                  />
                );
              }
              return (
                <BodyRow
                  key={key}
                  index={index}
                  row={row}
                  rows={rows}
                  version={version}
                  window={cells}
                  isSelected={selected.has(row.id)}
                  focusedColumn={focus.row === index ? focus.column : null}
                  slot={slots.get(row.id) ?? null}
                  minute={minute}
                />
              );
            })}
          </div>
        </div>
      </div>
      {menu !== null && <Menu {...menu} onClose={() => setMenu(null)} />}
    </>
  );
}

function PendingRow({ index }: { readonly index: number }) {
  const style = { transform: `translateY(${index * rowHeight}px)` };
  return <div class="sx-row is-pending" role="row" aria-rowindex={index + 2} style={style} />;
}

/** An action on a selected run is one on all selected; on another run it is on that alone. */
function targetsOf(id: string, selected: readonly string[]): readonly string[] {
  return selected.includes(id) ? selected : [id];
}

function rowAt(target: EventTarget | null) {
  if (!(target instanceof Element)) return null;
  const index = target.closest("[data-index]")?.getAttribute("data-index");
  if (index == null) return null;
  const part = target.closest("[data-part]")?.getAttribute("data-part") ?? null;
  return { index: Number(index), part };
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
