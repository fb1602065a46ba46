import {
  formatAligned,
  formatDuration,
  formatNumber,
  formatRelativeTime,
  formatTime,
} from "../../src/core/charts/format.ts";
import { runStatuses, type RunStatus } from "../../src/core/runs/run.ts";
import { sourceLabel, splitSources } from "../../src/core/runs/runSources.ts";
import type { CellValue } from "../../src/core/runs/view.ts";
import { statusLabels } from "../ui/StatusIcon.tsx";
import type { ShownColumn } from "./columnModel.ts";

type CellColumn = Pick<ShownColumn, "baseId" | "kind" | "isNumeric">;

/** What a cell says. */
export function cellText(column: CellColumn, value: CellValue, now: number): string {
  if (value === null) return "";
  if (column.kind === "attribute") return attributeText(column.baseId, value, now);
  if (typeof value !== "number") return String(value);
  return column.kind === "metric" ? formatAligned(value) : formatNumber(value);
}

/** What its tooltip says: the value in full. */
export function cellTitle(column: CellColumn, value: CellValue): string {
  if (value === null) return "";
  const isTime = isTimeColumn(column.baseId);
  if (column.kind === "attribute" && isTime && typeof value === "number") return formatTime(value);
  if (column.kind === "attribute" && column.baseId === "duration" && typeof value === "number") {
    return `${formatNumber(value / 1000)} s`;
  }
  return String(value);
}

/** What the tooltip of a status says: of a run that may go on, when something was last heard of it. */
export function statusTitle(status: RunStatus, updatedAt: number | null): string {
  const label = statusLabels[status];
  if (status !== "unknown") return label;
  const meaning = `${label}: nothing tells whether it still runs or how it ended.`;
  return updatedAt === null ? meaning : `${meaning}\nLast write: ${formatTime(updatedAt)}`;
}

function attributeText(id: string, value: CellValue, now: number): string {
  if (id === "dirty") return Number(value) === 1 ? "changed" : "";
  if (typeof value === "number") {
    if (isTimeColumn(id)) return formatRelativeTime(value, now);
    if (id === "duration") return formatDuration(value);
    return formatNumber(value);
  }
  if (id === "commit") return String(value).slice(0, 8);
  if (id === "source") return sourceText(String(value));
  if (id === "status") return isStatus(value) ? statusLabels[value] : String(value);
  return String(value);
}

function isTimeColumn(id: string): boolean {
  return id === "startTime" || id === "endTime" || id === "updated";
}

/** The run's own format and how many others tell of it: `Hydra +2`. */
function sourceText(cell: string): string {
  const [first, ...others] = splitSources(cell);
  if (first === undefined) return "";
  return others.length === 0 ? sourceLabel(first) : `${sourceLabel(first)} +${others.length}`;
}

function isStatus(value: CellValue): value is RunStatus {
  return runStatuses.some((status) => status === value);
}
