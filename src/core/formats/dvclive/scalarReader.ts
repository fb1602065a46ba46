import { decodeUtf8 } from "../text/utf8.ts";
import { numberOf } from "../text/tolerantJson.ts";
import type { PointSink, RunChannel } from "../runChannel.ts";
import type { StreamReader } from "../runFormat.ts";

/** A longer line is no row of two or three numbers. */
const maxLineBytes = 64 * 1024;
const newline = 0x0a;

/**
 * Reads the points of one metric: a line of column names (`step` and the metric's last name, with
 * `timestamp` in milliseconds before them where it was asked for), then a line a point, separated by
 * tabs.
 */
export class ScalarReader implements StreamReader {
  readonly kind = "stream";
  readonly #metric: string;
  readonly #channel: RunChannel;
  #columns: Columns | undefined;
  #sink: PointSink | undefined;
  #line = 0;
  #isInLongLine = false;

  constructor(metric: string, channel: RunChannel) {
    this.#metric = metric;
    this.#channel = channel;
  }

  read(bytes: Uint8Array): number {
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(newline, start);
      if (end < 0) break;
      if (this.#isInLongLine) this.#isInLongLine = false;
      else this.#takeLine(bytes.subarray(start, end));
      this.#line++;
      start = end + 1;
    }
    if (bytes.length - start > maxLineBytes) {
      this.#reportLine("line-too-long", "this line is too long for a point and was left out");
      this.#isInLongLine = true;
    }
    return this.#isInLongLine ? bytes.length : start;
  }

  #takeLine(bytes: Uint8Array): void {
    if (bytes.length > maxLineBytes) {
      this.#reportLine("line-too-long", "this line is too long for a point and was left out");
      return;
    }
    const text = decodeUtf8(bytes).replace(/\r$/, "");
    if (text.trim() === "") return;
    const cells = text.split("\t");
    if (this.#columns === undefined) this.#takeHeader(cells);
    else this.#takePoint(cells, this.#columns);
  }

  #takeHeader(cells: readonly string[]): void {
    const step = cells.indexOf("step");
    const value = cells.findLastIndex((cell) => cell !== "step" && cell !== "timestamp");
    this.#columns = { step, value, time: cells.indexOf("timestamp") };
    if (step < 0 || value < 0) {
      this.#reportLine("dvclive-header", "this line should name the columns `step` and the metric");
    } else {
      this.#sink = this.#channel.series(this.#metric);
    }
  }

  #takePoint(cells: readonly string[], columns: Columns): void {
    if (this.#sink === undefined) return;
    const step = numberIn(cells[columns.step]);
    const text = cells[columns.value];
    if (step === undefined || text === undefined) {
      this.#reportLine("dvclive-row", "this line is not a point: it has no step, or no value");
      return;
    }
    const time = columns.time < 0 ? NaN : (numberIn(cells[columns.time]) ?? NaN);
    const value = numberIn(text);
    // DVCLive takes texts as metrics too; they are in the summary.
    if (value === undefined) return;
    if (!Number.isNaN(time)) this.#channel.facts.startTime ??= time;
    this.#sink.push(step, time, value);
  }

  #reportLine(code: string, message: string): void {
    this.#channel.report(code, message, { line: this.#line });
  }
}

interface Columns {
  readonly step: number;
  readonly value: number;
  /** -1 for none. */
  readonly time: number;
}

/** As Python prints numbers: `nan`, `inf`, `True`; undefined for other texts. */
function numberIn(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^[-+\d.eE]+$/.test(text)) {
    const number = Number(text);
    return Number.isNaN(number) ? undefined : number;
  }
  return pythonNumbers.get(text) ?? numberOf(text);
}

const pythonNumbers = new Map([
  ["nan", NaN],
  ["inf", Infinity],
  ["-inf", -Infinity],
  ["True", 1],
  ["False", 0],
]);
