import { formatDuration } from "../../core/charts/format.ts";
import { attributes, parseColumnId } from "../../core/runs/columnId.ts";
import type { CellValue, ColumnId } from "../../core/runs/view.ts";
import { timeToJson } from "./runJson.ts";

const shortHashLength = 7;

/** A cell for a person to read. Times are local. */
export function formatCell(column: ColumnId, value: CellValue): string {
  if (value === null) return "";
  const place = parseColumnId(column);
  if (place?.kind === "metric") return formatNumber(Number(value));
  return place?.kind === "attribute" ? formatAttribute(place.key, value) : String(value);
}

function formatAttribute(name: string, value: string | number | boolean): string {
  if (name === "commit") return String(value).slice(0, shortHashLength);
  switch (attributes[name as keyof typeof attributes]) {
    case "time":
      return formatTime(Number(value));
    case "duration":
      return formatDuration(Number(value));
    case "boolean":
      return value === true ? "yes" : "no";
    case "text":
    case "number":
      return String(value);
  }
}

/** A cell for a program to read: times in ISO 8601, durations in milliseconds. */
export function exportCell(column: ColumnId, value: CellValue): CellValue {
  const place = parseColumnId(column);
  const isTime =
    place?.kind === "attribute" && ["startTime", "endTime", "updated"].includes(place.key);
  return isTime && value !== null ? timeToJson(Number(value)) : value;
}

/** Five significant digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(5)));
}

/** Local time as `2026-11-20 18:25:01`. */
export function formatTime(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "";
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${day} ${clock}`;
}
