import { useRef } from "preact/hooks";
import type { Direction } from "../../src/core/runs/view.ts";
import { Icon } from "../ui/Icon.tsx";
import { maxWidth, minWidth, type ShownColumn } from "./columnModel.ts";
import { cellId, headerRow } from "./tableMetrics.ts";

export interface HeaderCellProps {
  readonly column: ShownColumn;
  readonly position: number;
  readonly isFocused: boolean;
  /** Null when the table is not sorted by it; `rank` counts from 1. */
  readonly sort: {
    readonly direction: Direction;
    readonly rank: number;
    readonly of: number;
  } | null;
  readonly dropSide: "before" | "after" | null;
  readonly onSort: (isAdding: boolean) => void;
  readonly onMenu: (x: number, y: number) => void;
  readonly onResize: (width: number) => void;
  /** The pointer holds the header at this place of the window; null when it let go. */
  readonly onDrag: (x: number | null) => void;
}

const dragThreshold = 5;
const ariaSort = { ascending: "ascending", descending: "descending" } as const;

export function HeaderCell(props: HeaderCellProps) {
  const { column, position, isFocused, sort, dropSide, onSort, onMenu } = props;
  const drag = useDrag(props.onDrag, onSort);
  const classes = ["sx-cell", "sx-header-cell"];
  if (column.isPinned) classes.push("is-pinned");
  if (column.isNumeric) classes.push("is-numeric");
  if (isFocused) classes.push("is-focused");
  if (dropSide !== null) classes.push(`is-drop-${dropSide}`);
  const style = column.isPinned
    ? { width: `${column.width}px`, left: `${column.left}px` }
    : { width: `${column.width}px` };
  return (
    <div
      id={cellId(headerRow, position)}
      class={classes.join(" ")}
      role="columnheader"
      aria-colindex={position + 1}
      aria-sort={sort === null ? "none" : ariaSort[sort.direction]}
      style={style}
      title={titleOf(column)}
      data-column={column.baseId}
      {...drag}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.clientX, event.clientY);
      }}
    >
      <span class="sx-header-label">{column.label}</span>
      {column.rollup !== null && column.rollup !== "last" && (
        <span class="sx-rollup">{column.rollup}</span>
      )}
      {sort !== null && (
        <span class="sx-sort">
          <Icon name={sort.direction === "ascending" ? "arrowUp" : "arrowDown"} />
          {sort.of > 1 && sort.rank}
        </span>
      )}
      <span
        class="sx-header-menu"
        data-part="menu"
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          onMenu(left, bottom);
        }}
      >
        <Icon name="chevronDown" />
      </span>
      <ResizeHandle width={column.width} onResize={props.onResize} />
    </div>
  );
}

/** Tells a click, which sorts, from a drag, which moves the column. */
function useDrag(onDrag: (x: number | null) => void, onSort: (isAdding: boolean) => void) {
  const start = useRef<{ readonly x: number; isMoving: boolean } | null>(null);
  return {
    onPointerDown: (event: PointerEvent) => {
      const part = (event.target as Element).closest("[data-part]");
      if (event.button !== 0 || part !== null) return;
      start.current = { x: event.clientX, isMoving: false };
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      const held = start.current;
      if (held === null) return;
      held.isMoving ||= Math.abs(event.clientX - held.x) > dragThreshold;
      if (held.isMoving) onDrag(event.clientX);
    },
    onPointerUp: (event: PointerEvent) => {
      const held = start.current;
      start.current = null;
      if (held === null) return;
      if (held.isMoving) onDrag(null);
      else onSort(event.shiftKey);
    },
  };
}

function ResizeHandle({
  width,
  onResize,
}: Pick<HeaderCellProps, "onResize"> & { readonly width: number }) {
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null);
  return (
    <span
      class="sx-resize"
      data-part="resize"
      aria-hidden="true"
      onPointerDown={(event) => {
        start.current = { x: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const from = start.current;
        if (from === null) return;
        const wanted = from.width + event.clientX - from.x;
        onResize(Math.round(Math.min(maxWidth, Math.max(minWidth, wanted))));
      }}
      onPointerUp={() => {
        start.current = null;
      }}
    />
  );
}

function titleOf(column: ShownColumn): string {
  const kinds = { attribute: "", metric: "Metric ", param: "Parameter ", tag: "Tag " };
  const rollup = column.rollup === null ? "" : `, ${column.rollup} value`;
  return `${kinds[column.kind]}${column.label}${rollup}`;
}
