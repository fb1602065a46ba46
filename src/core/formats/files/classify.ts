import {
  readTableHead,
  readWideHeader,
  type HeadCell,
  type TableHead,
} from "../delimited/tableHead.ts";
import { isJsonObject, type JsonObject } from "../text/jsonLines.ts";
import { forEachNumber } from "../nestedNumbers.ts";
import { parsePartialJson } from "../text/partialJson.ts";
import { numberOf, parseTolerantJson } from "../text/tolerantJson.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { looksLikeHistory } from "./historyJson.ts";
import { isMetricName } from "./metricNames.ts";
import { isSplitName, stepNameIn, stepNamesIn } from "./stepNames.ts";

/** What a file of metrics is; undefined for a file that is none, or may as well be something else. */
export type FileShape =
  /** `step` is the name of the column of steps; "" where rows are counted. */
  | { readonly kind: "table"; readonly step: string }
  | { readonly kind: "lines"; readonly step: string }
  | { readonly kind: "history" }
  | { readonly kind: "summary" };

/** Tells by the first 8 KiB. Rather says nothing than takes data for metrics. */
export function classifyFile(name: string, head: Uint8Array): FileShape | undefined {
  if (/\.(?:csv|tsv)$/i.test(name)) return classifyTable(head);
  if (/\.(?:jsonl|ndjson|txt)$/i.test(name)) return classifyLines(head);
  if (/\.json$/i.test(name)) return classifyLines(head) ?? classifyDocument(head);
  return undefined;
}

/** Columns that count something in data, too: episodes of a series, rounds of a game. */
const weakStep = /^(?:episodes?|rounds?|batch|updates?|iter(?:ation)?s?|timesteps?)$/i;
const minNumbers = 0.5;
const minNumbersOfWeak = 0.8;

function classifyTable(bytes: Uint8Array): FileShape | undefined {
  const wide = readWideHeader(bytes);
  if (wide !== undefined) return classifyWideTable(wide);
  const head = readTableHead(bytes);
  if (head === undefined || head.rows.length === 0 || head.names.length < 2) return undefined;
  const steps = stepNamesIn(head.names);
  const others = head.names.filter((name) => !steps.includes(name));
  if (!others.some((name) => isMetricName(name) && hasNumbers(head, name))) return undefined;
  const counting = steps.filter((name) => countsUp(columnOf(head, name)));
  const [first] = counting;
  if (first === undefined) return undefined;
  const isWeak = counting.every((name) => weakStep.test(name));
  if (shareOfNumbers(head) < (isWeak ? minNumbersOfWeak : minNumbers)) return undefined;
  // Rows of training and validation share their steps.
  if (head.names.some(isSplitName)) return { kind: "table", step: first };
  const strict = counting.find((name) => isStrict(columnOf(head, name)));
  return { kind: "table", step: strict ?? (head.rows.length > 1 ? "" : first) };
}

/** Without rows to look at, a name must say that steps are counted. */
function classifyWideTable({ names }: TableHead): FileShape | undefined {
  const step = stepNamesIn(names).find((name) => !weakStep.test(name));
  if (step === undefined || !names.some((name) => name !== step && isMetricName(name))) {
    return undefined;
  }
  return { kind: "table", step };
}

function columnOf({ names, rows }: TableHead, name: string): readonly HeadCell[] {
  const place = names.indexOf(name);
  return rows.map((row) => row[place] ?? null);
}

function hasNumbers(head: TableHead, name: string): boolean {
  return columnOf(head, name).some((cell) => typeof cell === "number");
}

/** Of the cells that are not missing. */
function shareOfNumbers({ rows }: TableHead): number {
  const cells = rows.flat().filter((cell) => cell !== null);
  const numbers = cells.filter((cell) => typeof cell === "number");
  return cells.length === 0 ? 0 : numbers.length / cells.length;
}

/** Whole or fractional numbers from 0 that never fall, but where training was started again. */
function countsUp(cells: readonly HeadCell[]): boolean {
  let last = -1;
  let falls = 0;
  for (const cell of cells) {
    if (typeof cell !== "number" || !(cell >= 0)) return false;
    if (cell < last) falls++;
    last = cell;
  }
  return falls <= cells.length / 20;
}

/** Hardly ever twice the same: a column that tells the rows apart. */
function isStrict(cells: readonly HeadCell[]): boolean {
  let repeats = 0;
  for (let index = 1; index < cells.length; index++) {
    if (cells[index] === cells[index - 1]) repeats++;
  }
  return repeats <= Math.max(cells.length / 20, cells.length < 8 ? 0 : 1);
}

/** What there is of a larger file. */
const headBytes = 8192;
const objectStart = /^\ufeff?\s*\{/;
const maxLines = 20;
const minLines = 0.8;

function classifyLines(bytes: Uint8Array): FileShape | undefined {
  const text = decodeUtf8(bytes);
  if (!objectStart.test(text)) return undefined;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  // The last line of a full head is cut; a document on one line ends without a newline.
  if (lines.length > 1 && bytes.length >= headBytes) lines.pop();
  else if (lines.length === 1 && !text.endsWith("\n")) return undefined;
  const objects = lines.slice(0, maxLines).map((line) => parseTolerantJson(line));
  const good = objects.filter(isJsonObject).filter(isMetricLine);
  if (good.length === 0 || good.length < objects.length * minLines) return undefined;
  const steps = stepNamesIn(Object.keys(good[0] ?? {}));
  const counting = steps.find((name) => {
    const cells = good.map((object) => numberOf(object[name]) ?? null);
    return countsUp(cells) && isStrict(cells);
  });
  return { kind: "lines", step: counting ?? steps[0] ?? "" };
}

function isMetricLine(object: JsonObject): boolean {
  const step = stepNameIn(Object.keys(object));
  if (step === undefined || numberOf(object[step]) === undefined) return false;
  return hasMetric(object);
}

function hasMetric(object: JsonObject): boolean {
  let isFound = false;
  forEachNumber(object, "/", (name) => {
    isFound ||= isMetricName(name);
  });
  return isFound;
}

/** A document with more numbers is no summary. */
const maxSummaryNumbers = 500;

function classifyDocument(bytes: Uint8Array): FileShape | undefined {
  const text = decodeUtf8(bytes);
  if (!objectStart.test(text)) return undefined;
  const { value } = parsePartialJson(text);
  if (!isJsonObject(value)) return undefined;
  if (looksLikeHistory(bytes)) {
    return Object.keys(value).some(isMetricName) ? { kind: "history" } : undefined;
  }
  let numbers = 0;
  forEachNumber(value, "/", () => {
    numbers++;
  });
  return hasMetric(value) && numbers <= maxSummaryNumbers ? { kind: "summary" } : undefined;
}
