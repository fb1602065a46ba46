import { useMemo, useRef, useState } from "preact/hooks";
import {
  formatCount,
  formatNulls,
  formatPValue,
  formatScore,
  formatShift,
  none,
  roleWords,
  severityWords,
} from "../../src/core/drift/report/reportText.ts";
import type { FeatureRow } from "../../src/core/drift/report/reportView.ts";
import { useStore } from "../host/store.ts";
import { useVirtualizer } from "../table/useVirtualizer.ts";
import { Icon } from "../ui/Icon.tsx";
import type { DriftModel } from "./driftModel.ts";
import { fitColumns, nextSort, type FeatureColumn, type FeatureColumnId } from "./featureRows.ts";
import { MiniChart } from "./MiniChart.tsx";
import { useWidth } from "./useWidth.ts";
import { Verdict, wordOf } from "./VerdictIcon.tsx";

export interface FeatureTableProps {
  readonly model: DriftModel;
  readonly rows: readonly FeatureRow[];
  /** Decides on the columns, whatever is searched for. */
  readonly all: readonly FeatureRow[];
}

const rowHeight = 32;
const headHeight = 28;
const rowSize = () => rowHeight;
const rowId = (index: number) => `sx-feature-${index}`;

/** The table of features: rows exist only while they are in sight; one tab stop, arrows move. */
export function FeatureTable({ model, rows, all }: FeatureTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const columns = useMemo(() => fitColumns(all, width), [all, width]);
  const feature = useStore(model.look, (state) => state.feature);
  const [focused, setFocused] = useState(0);
  const active = Math.min(focused, rows.length - 1);
  const range = useVirtualizer({
    count: rows.length,
    scroller,
    isHorizontal: false,
    sizeOf: rowSize,
    overscan: 8,
    paddingStart: headHeight,
  });
  const move = (index: number) => {
    const target = Math.max(0, Math.min(rows.length - 1, index));
    setFocused(target);
    range.reveal(target);
    // What is open follows: walking through features is how they are read.
    if (feature !== null) void model.openFeature(rows[target]?.name ?? null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const command = commandOf(event.key, { active, last: rows.length - 1, page });
    if (command === null) return;
    event.preventDefault();
    if (command === "open") void model.openFeature(rows[active]?.name ?? null);
    else if (command === "close") void model.openFeature(null);
    else move(command);
  };
  const template = {
    gridTemplateColumns: columns
      .map(({ id, width: least }) => (id === "name" ? "minmax(0, 1fr)" : `${least}px`))
      .join(" "),
  };
  return (
    <div
      ref={scroller}
      class="sx-feature-table"
      role="grid"
      aria-label="Features"
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      {...(rows.length > 0 ? { "aria-activedescendant": rowId(active) } : {})}
      onKeyDown={onKeyDown}
    >
      <Head model={model} columns={columns} template={template} />
      <div
        class="sx-feature-rows"
        role="rowgroup"
        style={{ height: `${range.totalSize - headHeight}px` }}
      >
        {range.items.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={row.name}
              id={rowId(index)}
              class={classOf({ isActive: index === active, isOpen: row.name === feature })}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={row.name === feature}
              style={{ ...template, transform: `translateY(${start - headHeight}px)` }}
              onClick={() => {
                setFocused(index);
                void model.openFeature(row.name);
              }}
            >
              {columns.map((column) => (
                <div
                  key={column.id}
                  class={column.isNumeric ? "sx-feature-cell is-numeric" : "sx-feature-cell"}
                  role="gridcell"
                >
                  <Cell column={column.id} row={row} />
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {rows.length === 0 && <p class="sx-hint sx-no-match">No feature fits the search.</p>}
    </div>
  );
}

function commandOf(
  key: string,
  { active, last, page }: { readonly active: number; readonly last: number; readonly page: number },
): number | "open" | "close" | null {
  switch (key) {
    case "ArrowDown":
      return active + 1;
    case "ArrowUp":
      return active - 1;
    case "PageDown":
      return active + page;
    case "PageUp":
      return active - page;
    case "Home":
      return 0;
    case "End":
      return last;
    case "Enter":
    case " ":
      return "open";
    case "Escape":
      return "close";
    default:
      return null;
  }
}

function classOf({ isActive, isOpen }: { readonly isActive: boolean; readonly isOpen: boolean }) {
  return ["sx-feature-row", isActive && "is-active", isOpen && "is-open"].filter(Boolean).join(" ");
}

interface HeadProps {
  readonly model: DriftModel;
  readonly columns: readonly FeatureColumn[];
  readonly template: { readonly gridTemplateColumns: string };
}

function Head({ model, columns, template }: HeadProps) {
  const sort = useStore(model.look, (state) => state.sort);
  return (
    <div class="sx-feature-head" role="row" aria-rowindex={1} style={template}>
      {columns.map(({ id, label, isNumeric }) => {
        const direction = sort?.column === id ? sort.direction : null;
        return (
          <div
            key={id}
            class={isNumeric ? "sx-feature-cell is-numeric" : "sx-feature-cell"}
            role="columnheader"
            aria-sort={direction ?? "none"}
          >
            <button
              type="button"
              class="sx-sort"
              title={hints[id] ?? `Sort by ${label.toLowerCase()}`}
              onClick={() => model.look.set({ sort: nextSort(sort, id) })}
            >
              {label}
              {direction !== null && (
                <Icon name={direction === "ascending" ? "arrowUp" : "arrowDown"} />
              )}
            </button>
          </div>
        );
      })}
    </div>
  );
}

const hints: Partial<Readonly<Record<FeatureColumnId, string>>> = {
  shift: "The shift of a normal mean, in standard deviations, that would move as many rows",
  score: "What the test computes; bounds where it was not computed exactly",
  qValue: "The p-value after Benjamini–Hochberg over every test of the comparison",
  rowsNeeded: "Rows a side that would settle it",
  nulls: "Share of rows without a value, in the reference and now",
  distribution: "Reference filled, current as a line; sorted by how far they are apart",
};

function Cell({ column, row }: { readonly column: FeatureColumnId; readonly row: FeatureRow }) {
  switch (column) {
    case "name":
      return (
        <>
          <span class="sx-feature-name" title={row.name}>
            {row.name}
          </span>
          {row.role !== "feature" && <span class="sx-role">{roleWords[row.role]}</span>}
        </>
      );
    case "type":
      return <span class="sx-muted">{row.type}</span>;
    case "verdict":
      return (
        <span title={verdictTitle(row)}>
          <Verdict verdict={row.verdict} />
        </span>
      );
    case "distribution":
      return row.mini === null ? <>{none}</> : <MiniChart mini={row.mini} />;
    case "nulls":
      return <>{formatNulls(row.nulls)}</>;
    default:
      return <>{numberOf(column, row)}</>;
  }
}

function verdictTitle({ verdict, severity, rowsNeeded }: FeatureRow): string {
  const needed =
    rowsNeeded === null ? "" : `; ${formatCount(rowsNeeded)} rows a side would settle it`;
  return `${wordOf(verdict)}, ${severityWords[severity]}${needed}`;
}

function numberOf(column: FeatureColumnId, row: FeatureRow): string {
  switch (column) {
    case "shift":
      return formatShift(row.equivalentShift);
    case "score":
      return formatScore(row.score, row.scoreLow, row.scoreHigh);
    case "qValue":
      return formatPValue(row.qValue);
    case "rowsNeeded":
      return formatCount(row.rowsNeeded);
    case "importance":
      return formatScore(row.importance);
    default:
      return none;
  }
}
