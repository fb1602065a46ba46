import { useMemo, useRef } from "preact/hooks";
import { useVirtualizer } from "../table/useVirtualizer.ts";

const rowHeight = 24;
/** Columns beyond these are left out, which is said. */
const maxColumns = 100;
const sizeOf = () => rowHeight;

export interface MediaTableProps {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table that a run logged; only rows in sight exist in the page. */
export function MediaTable({ name, columns, rows }: MediaTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => columns.slice(0, maxColumns), [columns]);
  const down = useVirtualizer({
    ...{ count: rows.length, scroller, sizeOf },
    ...{ isHorizontal: false, overscan: 4, paddingStart: rowHeight },
  });
  const style = { gridTemplateColumns: `repeat(${shown.length}, minmax(80px, 1fr))` };
  return (
    <>
      <div
        ref={scroller}
        class="sx-media-table"
        role="table"
        aria-label={name}
        aria-rowcount={rows.length + 1}
        tabIndex={0}
      >
        <div class="sx-media-table-canvas" style={{ height: `${down.totalSize}px` }}>
          <div class="sx-media-table-row is-head" role="row" aria-rowindex={1} style={style}>
            {shown.map((column, index) => (
              // Columns may be alike.
              <span key={index} role="columnheader" title={column}>
                {column}
              </span>
            ))}
          </div>
          {down.items.map(({ index, start }) => (
            <div
              key={index}
              class="sx-media-table-row"
              role="row"
              aria-rowindex={index + 2}
              style={{ ...style, top: `${start}px` }}
            >
              {shown.map((_, column) => (
                <span key={column} role="cell" title={rows[index]?.[column]}>
                  {rows[index]?.[column]}
                </span>
              ))}
            </div>
          ))}
        </div>
      </div>
      <p class="sx-media-table-count">{countText(rows.length, columns.length)}</p>
    </>
  );
}

function countText(rowCount: number, columnCount: number): string {
  const rows = rowCount === 1 ? "1 row" : `${rowCount.toLocaleString("en-US")} rows`;
  return columnCount <= maxColumns
    ? rows
    : `${rows}; the first ${maxColumns} of ${columnCount} columns`;
}
