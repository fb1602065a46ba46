import { unlessPointer } from "../lfsPointer.ts";
import { forEachNumber } from "../nestedNumbers.ts";
import { createPythonYamlReader } from "../text/pythonYaml.ts";
import type { RunChannel } from "../runChannel.ts";
import type { DocumentReader } from "../runFormat.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { parseTolerantJson } from "../text/tolerantJson.ts";

const maxBytes = 16 * 1024 * 1024;
const maxTableRows = 1000;
const maxTableColumns = 50;

/**
 * `metrics.json`: the latest value of each metric, nested by the parts of its name, and the step.
 * Read before the points, which take its place where there are any.
 */
export function createSummaryReader(channel: RunChannel, fileTime: number): DocumentReader {
  return documentReader(channel, (text) => {
    const value = parseTolerantJson(text);
    if (typeof value !== "object" || value === null) return false;
    channel.clear();
    const step = "step" in value && typeof value.step === "number" ? value.step : 0;
    forEachNumber(value, "/", (name, number) => {
      if (name !== "step") channel.series(name).push(step, fileTime, number);
    });
    return true;
  });
}

export function createParamsReader(channel: RunChannel, path: string): DocumentReader {
  return createPythonYamlReader(channel, path, (value) => {
    channel.paramsOf(value);
  });
}

/** A plot of rows, as of a confusion matrix: a list of objects, or an object that holds one. */
export function createTableReader(channel: RunChannel, name: string): DocumentReader {
  return documentReader(channel, (text) => {
    const value = parseTolerantJson(text);
    if (value === undefined) return false;
    channel.clear();
    const rows = rowsIn(value).slice(0, maxTableRows);
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, maxTableColumns);
    if (columns.length === 0) return true;
    const cells = rows.map((row) => columns.map((column) => cellText(row[column])));
    const content = { kind: "table", columns, rows: cells } as const;
    channel.addMedia({ kind: "table", name, step: null, time: null, content });
    return true;
  });
}

function documentReader(channel: RunChannel, take: (text: string) => boolean): DocumentReader {
  const read = unlessPointer(channel, (bytes) => take(decodeUtf8(bytes)));
  return { kind: "document", maxBytes, read };
}

function rowsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  const list: unknown = Array.isArray(value)
    ? value
    : Object.values(typeof value === "object" && value !== null ? value : {}).find(Array.isArray);
  if (!Array.isArray(list)) return [];
  return list.filter((item): item is Record<string, unknown> => {
    return typeof item === "object" && item !== null && !Array.isArray(item);
  });
}

function cellText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
