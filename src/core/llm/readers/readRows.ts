import type { LlmOptions } from "../../monitors/monitor.ts";
import { field, type JsonObject } from "../../health/otelValues.ts";
import { readSpans } from "../../health/otelSpans.ts";
import type { LlmRow } from "../llmRow.ts";
import { rowOfColumns } from "./columns.ts";
import { rowOfFlatLine, rowOfSpan } from "./genAi.ts";
import { rowsOfLangfuse, rowsOfMlflow } from "./tracers.ts";

/** Lines of telemetry that are rightly without calls. */
const otherTelemetry = ["resourceSpans", "resourceMetrics", "resourceLogs"];

/**
 * The calls of one line: OpenTelemetry first, then traces of MLflow and Langfuse, then fields by
 * name. Where columns are mapped, or the format is `columns`, only fields by name. Null for a line that tells of
 * no call; empty for telemetry of other things.
 */
export function readRows(
  line: JsonObject,
  { format, columns }: Pick<LlmOptions, "format" | "columns">,
): readonly LlmRow[] | null {
  const isMapped = format === "auto" && Object.keys(columns).length > 0;
  if (format === "columns" || isMapped) return listOf(rowOfColumns(line, columns));
  const telemetry = rowsOfTelemetry(line);
  if (telemetry !== null) return telemetry;
  const flat = rowOfFlatLine(line);
  if (flat !== null) return [flat];
  if (format === "opentelemetry") return readSpans(line).length > 0 ? [] : null;
  return rowsOfMlflow(line) ?? rowsOfLangfuse(line) ?? listOf(rowOfColumns(line, columns));
}

/** Null where the line is no telemetry, or a span by itself without a call. */
function rowsOfTelemetry(line: JsonObject): readonly LlmRow[] | null {
  const rows = readSpans(line).flatMap((span) => rowOfSpan(span) ?? []);
  if (rows.length > 0) return rows;
  return otherTelemetry.some((name) => field(line, name) !== undefined) ? [] : null;
}

function listOf(row: LlmRow | null): readonly LlmRow[] | null {
  return row === null ? null : [row];
}
