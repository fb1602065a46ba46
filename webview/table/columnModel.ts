import {
  rollups,
  type Column,
  type ColumnId,
  type ColumnKind,
  type Rollup,
} from "../../src/core/runs/view.ts";
import type { Layout } from "../../src/protocol/runsPanel.ts";
import { attributeLabels, type TableColumn } from "./defaultColumns.ts";

/** A column as the table shows it; `left` is its offset in px among its like (pinned or not). */
export interface ShownColumn {
  /** What the host is asked for, roll-up included. */
  readonly id: ColumnId;
  /** The column without its roll-up. */
  readonly baseId: ColumnId;
  readonly kind: ColumnKind;
  readonly label: string;
  readonly rollup: Rollup | null;
  readonly isNumeric: boolean;
  readonly isPinned: boolean;
  readonly width: number;
  readonly left: number;
}

export interface ColumnArrangement {
  readonly pinned: readonly ShownColumn[];
  readonly scrolling: readonly ShownColumn[];
  readonly pinnedWidth: number;
  readonly scrollingWidth: number;
}

export type ColumnLayout = Pick<Layout, "order" | "hidden" | "pinned" | "widths" | "rollups">;

export const minWidth = 48;
export const maxWidth = 1200;

export function labelOf(column: Pick<Column, "id" | "kind" | "label">): string {
  return column.kind === "attribute" ? (attributeLabels[column.id] ?? column.label) : column.label;
}

/**
 * Columns that stand where the user put them, then all others in the usual order. A column the user
 * never touched is shown unless it is one of those that matter rarely.
 */
export function orderColumns(columns: readonly TableColumn[], layout: ColumnLayout): TableColumn[] {
  const positions = new Map(layout.order.map((id, index) => [id, index]));
  const rank = (column: TableColumn) => positions.get(column.id) ?? Infinity;
  return columns
    .map((column, index) => ({ column, index }))
    .sort((a, b) => {
      if (rank(a.column) !== rank(b.column)) return rank(a.column) - rank(b.column);
      return a.column.rank - b.column.rank || a.index - b.index;
    })
    .map(({ column }) => column);
}

export function isShown(column: TableColumn, layout: ColumnLayout): boolean {
  if (column.id === "name") return true;
  if (layout.hidden.includes(column.id)) return false;
  return layout.order.includes(column.id) || column.isShownByDefault;
}

/** The first column, the run's name, always is and is pinned. */
export function arrangeColumns(
  columns: readonly TableColumn[],
  layout: ColumnLayout,
): ColumnArrangement {
  const hidden = new Set(layout.hidden);
  const touched = new Set(layout.order);
  const pins = new Set(["name", ...layout.pinned]);
  const visible = orderColumns(columns, layout).filter(
    (column) =>
      column.id === "name" ||
      (!hidden.has(column.id) && (touched.has(column.id) || column.isShownByDefault)),
  );
  const name = visible.filter(({ id }) => id === "name");
  const rest = visible.filter(({ id }) => id !== "name");
  const pinned = place([...name, ...rest.filter(({ id }) => pins.has(id))], layout, true);
  const scrolling = place(
    rest.filter(({ id }) => !pins.has(id)),
    layout,
    false,
  );
  return {
    pinned,
    scrolling,
    pinnedWidth: endOf(pinned),
    scrollingWidth: endOf(scrolling),
  };
}

/** The order after `id` was moved in front of `before` (to the end when null). */
export function moveColumn(
  columns: readonly TableColumn[],
  layout: ColumnLayout,
  id: ColumnId,
  before: ColumnId | null,
): readonly ColumnId[] {
  const shown = orderColumns(columns, layout).filter((column) => isShown(column, layout));
  const order = shown.map((column) => column.id).filter((other) => other !== id);
  const index = before === null ? -1 : order.indexOf(before);
  if (index < 0) order.push(id);
  else order.splice(index, 0, id);
  return order;
}

/** Turns a column on or off, whatever the default for it is. */
export function withColumnShown(
  layout: ColumnLayout,
  id: ColumnId,
  isOn: boolean,
): Pick<Layout, "order" | "hidden"> {
  const hidden = layout.hidden.filter((other) => other !== id);
  if (!isOn) return { order: layout.order, hidden: [...hidden, id] };
  const order = layout.order.includes(id) ? layout.order : [...layout.order, id];
  return { order, hidden };
}

/** `metrics.loss@min` as `["metrics.loss", "min"]`; a key may itself contain `@`. */
export function splitRollup(id: ColumnId): readonly [ColumnId, Rollup | null] {
  const at = id.lastIndexOf("@");
  const rollup = rollups.find((one) => one === id.slice(at + 1));
  if (at < 0 || rollup === undefined || !id.startsWith("metrics.")) return [id, null];
  return [id.slice(0, at), rollup];
}

function place(
  columns: readonly TableColumn[],
  layout: ColumnLayout,
  isPinned: boolean,
): ShownColumn[] {
  let left = 0;
  return columns.map((column) => {
    const rollup = column.kind === "metric" ? (layout.rollups[column.id] ?? "last") : null;
    const width = layout.widths[column.id] ?? defaultWidth(column);
    const shown: ShownColumn = {
      id: rollup === null || rollup === "last" ? column.id : `${column.id}@${rollup}`,
      baseId: column.id,
      kind: column.kind,
      label: labelOf(column),
      rollup,
      isNumeric: column.isNumeric,
      isPinned,
      width,
      left,
    };
    left += width;
    return shown;
  });
}

const attributeWidths: Readonly<Record<string, number>> = {
  name: 190,
  status: 100,
  startTime: 84,
  duration: 76,
  commit: 84,
  note: 220,
  source: 128,
  experiment: 130,
  path: 220,
  id: 190,
};

function defaultWidth(column: Column): number {
  if (column.kind === "attribute") return attributeWidths[column.id] ?? 110;
  return Math.min(124, Math.max(96, 36 + labelOf(column).length * 7));
}

function endOf(columns: readonly ShownColumn[]): number {
  const last = columns.at(-1);
  return last === undefined ? 0 : last.left + last.width;
}
