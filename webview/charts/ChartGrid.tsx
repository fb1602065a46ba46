import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useStore } from "../host/store.ts";
import type { PanelModel } from "../runs/panelModel.ts";
import { useVirtualizer } from "../table/useVirtualizer.ts";
import { Icon } from "../ui/Icon.tsx";
import { ChartCard, type Highlight, type Zooms } from "./ChartCard.tsx";
import type { ChartGroup } from "./chartGroups.ts";
import {
  chartRows,
  columnsIn,
  heightOf,
  openGroups,
  withGroup,
  type ChartRow,
} from "./chartRows.ts";

export interface ChartGridProps {
  readonly model: PanelModel;
  readonly groups: readonly ChartGroup[];
  /** All groups are open: the user looks for something. */
  readonly isSearching: boolean;
  readonly highlight: Highlight;
}

/** The charts under the titles of their groups; only lines in sight exist in the page. */
export function ChartGrid({ model, groups, isSearching, highlight }: ChartGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const zooms = useRef<Zooms>(new Map());
  const columnCount = useColumnCount(scroller);
  const charts = useStore(model.layout, (layout) => layout.charts);
  const { foldedGroups, unfoldedGroups } = charts;
  const rows = useMemo(() => {
    const folding = { foldedGroups, unfoldedGroups };
    const open = isSearching
      ? new Set(groups.map(({ name }) => name))
      : openGroups(groups, folding);
    return chartRows(groups, open, columnCount);
  }, [groups, isSearching, foldedGroups, unfoldedGroups, columnCount]);
  const sizeOf = useMemo(() => (index: number) => heightOf(rows[index]), [rows]);
  const down = useVirtualizer({
    count: rows.length,
    scroller,
    isHorizontal: false,
    sizeOf,
    overscan: 1,
    paddingStart: 0,
  });
  return (
    <div ref={scroller} class="sx-chart-scroll" tabIndex={-1}>
      <div class="sx-chart-canvas" style={{ height: `${down.totalSize}px` }}>
        {down.items.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const top = `${start}px`;
          if (row.kind === "title") {
            return (
              <GroupTitle
                key={`title ${row.group}`}
                row={row}
                top={top}
                isFirst={index === 0}
                onToggle={() => model.setCharts(withGroup(charts, row.group, !row.isOpen))}
              />
            );
          }
          const style = { top, gridTemplateColumns: `repeat(${columnCount}, minmax(0, 1fr))` };
          return (
            <div key={`cards ${row.metrics[0] ?? ""}`} class="sx-chart-row" style={style}>
              {row.metrics.map((metric) => (
                <ChartCard key={metric} {...{ model, metric, highlight }} zooms={zooms.current} />
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface GroupTitleProps {
  readonly row: Extract<ChartRow, { kind: "title" }>;
  readonly top: string;
  readonly isFirst: boolean;
  readonly onToggle: () => void;
}

function GroupTitle({ row, top, isFirst, onToggle }: GroupTitleProps) {
  const label = row.group !== "" ? row.group : isFirst ? "Metrics" : "Other metrics";
  return (
    <button
      type="button"
      class="sx-fold"
      style={{ top }}
      aria-expanded={row.isOpen}
      onClick={onToggle}
    >
      <Icon name={row.isOpen ? "chevronDown" : "chevronRight"} />
      <span class="sx-fold-name">{label}</span>
      <span class="sx-badge">{row.count}</span>
    </button>
  );
}

function useColumnCount(element: { readonly current: HTMLElement | null }): number {
  const [count, setCount] = useState(1);
  useLayoutEffect(() => {
    const target = element.current?.firstElementChild;
    if (!(target instanceof HTMLElement)) return;
    const measure = () => setCount(columnsIn(target.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return count;
}
