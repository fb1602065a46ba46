import type { PointSink } from "../runChannel.ts";

const newline = 10;
const carriageReturn = 13;
const space = 32;
/** No line that MLflow writes is longer: a name of 500 characters and three numbers. */
const maxLineBytes = 8192;

export interface MetricLinesResult {
  /** Bytes of whole lines: what follows is the torn end of a file that is being written. */
  readonly used: number;
  /** Of the first line that is none, counted from 0; null when all were good. */
  readonly badOffset: number | null;
}

/**
 * The points in a file of the file store: `time value step`, old ones `time value`, with a data set
 * `time value step name digest`, and the name may hold spaces. With `isModel` the run's id follows
 * the step, which changes nothing here. Lines that are none are left out.
 *
 * With `isWhole` a last line without a newline counts too, if it has all its fields.
 */
export function readMetricLines(
  bytes: Uint8Array,
  into: PointSink,
  isWhole = false,
): MetricLinesResult {
  let start = 0;
  let badOffset: number | null = null;
  while (start < bytes.length) {
    const found = bytes.indexOf(newline, start);
    if (found < 0 && !isWhole) break;
    const end = found < 0 ? bytes.length : found;
    if (!pushLine(bytes, start, end, into) && badOffset === null && !isBlank(bytes, start, end)) {
      // What is torn is no fault; it is whole the next time.
      if (found >= 0) badOffset = start;
    }
    start = found < 0 ? bytes.length : found + 1;
  }
  return { used: start, badOffset };
}

function pushLine(bytes: Uint8Array, start: number, end: number, into: PointSink): boolean {
  if (end - start > maxLineBytes) return false;
  const first = bytes.indexOf(space, start);
  if (first < 0 || first >= end) return false;
  const time = parseNumber(bytes, start, first);
  const second = fieldEnd(bytes, first + 1, end);
  const value = parseNumber(bytes, first + 1, second);
  if (time === undefined || value === undefined || Number.isNaN(time)) return false;
  if (second >= end) {
    into.push(0, time, value);
    return true;
  }
  const step = parseNumber(bytes, second + 1, fieldEnd(bytes, second + 1, end));
  if (step === undefined || Number.isNaN(step)) return false;
  into.push(step, time, value);
  return true;
}

function fieldEnd(bytes: Uint8Array, start: number, end: number): number {
  const found = bytes.indexOf(space, start);
  return found < 0 || found > end ? trimmed(bytes, end) : found;
}

function trimmed(bytes: Uint8Array, end: number): number {
  return end > 0 && bytes[end - 1] === carriageReturn ? end - 1 : end;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== space && byte !== carriageReturn) return false;
  }
  return true;
}

const numberText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** As Python's `float` prints and reads it; undefined for anything else. */
function parseNumber(bytes: Uint8Array, start: number, end: number): number | undefined {
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  if (numberText.test(text)) return Number(text);
  switch (text.toLowerCase().replace(/^\+/, "")) {
    case "nan":
    case "-nan":
      return NaN;
    case "inf":
    case "infinity":
      return Infinity;
    case "-inf":
    case "-infinity":
      return -Infinity;
    default:
      return undefined;
  }
}
