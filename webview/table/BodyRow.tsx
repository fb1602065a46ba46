import type { ComponentChildren } from "preact";
import { formatDuration } from "../../src/core/charts/format.ts";
import { describeSource, sourceLabel, splitSources } from "../../src/core/runs/runSources.ts";
import type { CellValue, RunRow } from "../../src/core/runs/view.ts";
import { guessedCommit, markGuess } from "../../src/core/snapshots/describe.ts";
import { Icon } from "../ui/Icon.tsx";
import { memo } from "../ui/memo.ts";
import { SourceIcon } from "../ui/SourceIcon.tsx";
import { StatusIcon } from "../ui/StatusIcon.tsx";
import { Swatch } from "../ui/Swatch.tsx";
import { cellText, cellTitle, statusTitle } from "./cellText.ts";
import type { ShownColumn } from "./columnModel.ts";
import type { RowPages } from "./rowPages.ts";
import { cellId, roomyWidth, rowHeight } from "./tableMetrics.ts";

export interface CellWindow {
  readonly pinned: readonly ShownColumn[];
  readonly scrolling: readonly ShownColumn[];
  /** Index, among all shown columns, of the first of `scrolling`. */
  readonly firstIndex: number;
  /** Width in px of the columns left of the window. */
  readonly offset: number;
}

export interface BodyRowProps {
  readonly index: number;
  readonly row: RunRow;
  readonly rows: RowPages;
  /** Another number makes the row be drawn anew. */
  readonly version: number;
  readonly window: CellWindow;
  readonly isSelected: boolean;
  /** Index of the focused column; null when the focus is on another row. */
  readonly focusedColumn: number | null;
  /** Colour slot of the run's curves; null when it has none. */
  readonly slot: number | null;
  /** Minutes since the epoch: relative times move with it. */
  readonly minute: number;
}

/** One run. Rows are reused while scrolling, so all of it comes from the props. */
export const BodyRow = memo(function BodyRow(props: BodyRowProps) {
  const { index, row, window: columns, isSelected, focusedColumn } = props;
  const isTree = row.childCount > 0;
  return (
    <div
      class={isSelected ? "sx-row is-selected" : "sx-row"}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-level={row.depth + 2}
      {...(isTree ? { "aria-expanded": !row.isCollapsed } : {})}
      data-index={index}
      style={{ transform: `translateY(${index * rowHeight}px)` }}
    >
      {columns.pinned.map((column, position) => (
        <BodyCell
          key={column.id}
          {...props}
          column={column}
          position={position}
          isFocused={focusedColumn === position}
        />
      ))}
      <div class="sx-spacer" style={{ width: `${columns.offset}px` }} />
      {columns.scrolling.map((column, offset) => (
        <BodyCell
          key={column.id}
          {...props}
          column={column}
          position={columns.firstIndex + offset}
          isFocused={focusedColumn === columns.firstIndex + offset}
        />
      ))}
    </div>
  );
});

interface BodyCellProps extends BodyRowProps {
  readonly column: ShownColumn;
  readonly position: number;
  readonly isFocused: boolean;
}

function BodyCell(props: BodyCellProps) {
  const { column, position, index, rows } = props;
  const value = rows.cellAt(index, column.id);
  const width = `${column.width}px`;
  return (
    <div
      id={cellId(index, position)}
      class={classOf(props)}
      role={column.baseId === "name" ? "rowheader" : "gridcell"}
      aria-colindex={position + 1}
      style={column.isPinned ? { width, left: `${column.left}px` } : { width }}
      title={value === undefined ? "" : titleOf(props, value)}
    >
      {contentOf(props)}
    </div>
  );
}

/** What the cell's value leaves out: where a run was found, and that a commit is a guess. */
function titleOf({ column, row }: BodyCellProps, value: CellValue): string {
  if (column.kind === "attribute" && typeof value === "string") {
    const { source, location, status, updatedAt } = row;
    if (column.baseId === "status") return statusTitle(status, updatedAt);
    if (column.baseId === "source" && location !== null) {
      return describeSource({ source, sources: splitSources(value), location });
    }
    if (column.baseId === "source") return sourceLabel(source);
    if (column.baseId === "commit" && row.isCommitGuess) return `${value}\n${guessedCommit}`;
  }
  return cellTitle(column, value);
}

function classOf({ column, isFocused }: BodyCellProps): string {
  const classes = ["sx-cell"];
  if (column.isPinned) classes.push("is-pinned");
  if (column.isNumeric) classes.push("is-numeric");
  if (column.kind === "metric" && column.width >= roomyWidth) classes.push("is-roomy");
  if (isFocused) classes.push("is-focused");
  return classes.join(" ");
}

/** Only in an element of its own is a text that does not fit cut with a mark. */
function CellText({ column, text }: { readonly column: ShownColumn; readonly text: string }) {
  return column.isNumeric ? <>{text}</> : <span class="sx-cell-text">{text}</span>;
}

function contentOf(props: BodyCellProps): ComponentChildren {
  const { column, index, rows, row, minute } = props;
  if (column.baseId === "name") return <NameCell {...props} />;
  if (column.baseId === "status") {
    return (
      <>
        <StatusIcon status={row.status} />
        <span class="sx-cell-text">{cellText(column, row.status, 0)}</span>
      </>
    );
  }
  if (column.baseId === "duration" && row.status === "running") return elapsedText(props);
  const value = rows.cellAt(index, column.id);
  if (value === undefined) return <span class="sx-pending" aria-hidden="true" />;
  if (column.kind === "attribute" && column.baseId === "source") {
    return (
      <>
        <SourceIcon source={row.source} />
        <span class="sx-cell-text">{cellText(column, value, 0)}</span>
      </>
    );
  }
  if (column.kind === "attribute" && column.baseId === "commit" && value !== null) {
    return markGuess(cellText(column, value, 0), row.isCommitGuess ? { isGuess: true } : {});
  }
  return <CellText column={column} text={cellText(column, value, minute * 60_000)} />;
}

/** How long a running run has taken; as fine as the minute that the table knows. */
function elapsedText({ rows, index, minute }: BodyRowProps): string {
  const start = rows.cellAt(index, "startTime");
  const elapsed = typeof start === "number" ? minute * 60_000 - start : 0;
  return elapsed < 60_000 ? "< 1m" : `${formatDuration(elapsed).replace(/ \d\ds$/, "")} …`;
}

function NameCell({ row, isSelected, slot }: BodyRowProps) {
  return (
    <>
      <span class={isSelected ? "sx-check is-on" : "sx-check"} data-part="check" aria-hidden="true">
        {isSelected && <Icon name="check" />}
      </span>
      <span class="sx-indent" style={{ width: `${row.depth * 14}px` }} />
      <span class="sx-twisty" data-part="twisty" aria-hidden="true">
        {row.childCount > 0 && <Icon name={row.isCollapsed ? "chevronRight" : "chevronDown"} />}
      </span>
      <span class="sx-swatch-place">{slot !== null && <Swatch slot={slot} />}</span>
      <span class="sx-cell-text sx-name">{row.name}</span>
      {row.isDirty && <DirtyMark />}
      {row.childCount > 0 && row.isCollapsed && <span class="sx-badge">{row.childCount}</span>}
    </>
  );
}

/** The letter, and the colour, that the editor gives to modified files. */
function DirtyMark() {
  const meaning = "With uncommitted changes";
  return (
    <span class="sx-dirty" role="img" aria-label={meaning} title={meaning}>
      M
    </span>
  );
}
