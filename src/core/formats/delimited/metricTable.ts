import type { PointSink } from "../runChannel.ts";
import type { ReaderContext, StreamReader } from "../runFormat.ts";
import { TextStream } from "../text/textStream.ts";
import { cellKinds, DelimitedReader, type TableRow } from "./delimitedReader.ts";

/** What the columns of a table are, by their place in the header. */
export interface TablePlan {
  /** Where the step stands; rows are counted from 0 when left out. */
  readonly step?: number | undefined;
  /** Where the time stands: seconds or milliseconds since the epoch, or ISO text. */
  readonly time?: number | undefined;
  /** Where a text tells of which part of the data a row is: `val` makes `loss` `val/loss`. */
  readonly split?: number | undefined;
  readonly metrics: readonly { readonly column: number; readonly name: string }[];
}

export interface MetricTableOptions {
  readonly context: ReaderContext;
  /** Undefined for a header that is none of this format's: nothing of the file is shown. */
  readonly plan: (names: readonly string[]) => TablePlan | undefined;
  readonly onComment?: (text: string) => void;
  /** What a metric's value is shown as; as it is written when left out. */
  readonly toValue?: (value: number) => number;
  /** For what a format reads of a row beside metrics. */
  readonly onRow?: (row: TableRow, step: number) => void;
}

/** A table of metrics, one row a step or a part of one: the reader of its file. */
export function createMetricTableReader(options: MetricTableOptions): StreamReader {
  const table = new MetricTable(options);
  const { channel } = options.context;
  const reader = new DelimitedReader({
    channel,
    onHeader: (names) => {
      table.takeHeader(names);
    },
    onRow: (row) => {
      table.takeRow(row);
    },
    ...(options.onComment === undefined ? {} : { onComment: options.onComment }),
  });
  return new TextStream(reader, channel);
}

/** How long a file was left alone before the end of it is taken for finished. */
const settledMs = 10 * 60_000;
/** That many points at the step of the one before, and the steps are no steps. */
const minRepeats = 3;

interface Column {
  readonly column: number;
  readonly name: string;
  sink: PointSink | undefined;
  lastStep: number;
  points: number;
  repeats: number;
}

/** More different texts than that, and they are no parts of the data. */
const maxSplits = 16;

function createColumn(column: number, name: string): Column {
  return { column, name, sink: undefined, lastStep: NaN, points: 0, repeats: 0 };
}

class MetricTable {
  readonly #options: MetricTableOptions;
  readonly #isSettled: boolean;
  #plan: TablePlan | undefined;
  #columns: Column[] = [];
  /** By the text of the split. */
  readonly #splits = new Map<string, Column[]>();
  #rows = 0;
  #saidNoStep = false;
  /** The numbers of an unfinished last row that were taken, by column; NaN for others. */
  #taken: Float64Array | undefined;

  constructor(options: MetricTableOptions) {
    this.#options = options;
    const { now, fileTime } = options.context;
    this.#isSettled = now - fileTime > settledMs;
  }

  takeHeader(names: readonly string[]): void {
    const { plan, context } = this.#options;
    this.#plan = plan(names);
    const known = new Map(this.#columns.map((column) => [column.name, column]));
    this.#splits.clear();
    this.#columns = (this.#plan?.metrics ?? []).map(({ column, name }) => {
      const before = known.get(name);
      return before === undefined ? createColumn(column, name) : { ...before, column };
    });
    if (this.#plan === undefined && names.length > 0) {
      const message = "the first line of this file has none of the columns that it should have";
      context.channel.report("unknown-columns", message, { line: 0 });
    }
  }

  takeRow(row: TableRow): void {
    const plan = this.#plan;
    if (plan === undefined) return;
    const step = this.#stepOf(row, plan);
    if (step === undefined) return;
    const time = plan.time === undefined ? NaN : timeOf(row, plan.time);
    if (row.isUnfinished) this.#takeUnfinished(row, step, time);
    else {
      this.#push(row, step, time);
      this.#rows++;
    }
    this.#options.onRow?.(row, step);
  }

  #push(row: TableRow, step: number, time: number): void {
    const { kinds, numbers } = row;
    const taken = this.#taken;
    this.#taken = undefined;
    for (const slot of this.#columnsOf(row)) {
      if (kinds[slot.column] !== cellKinds.number) continue;
      const value = numbers[slot.column] ?? NaN;
      if (taken !== undefined && Object.is(taken[slot.column], value)) continue;
      this.#add(slot, { step, time, value });
    }
  }

  #columnsOf(row: TableRow): readonly Column[] {
    const split = this.#plan?.split;
    if (split === undefined || row.kinds[split] !== cellKinds.text) return this.#columns;
    const text = row.text(split);
    const known = this.#splits.get(text);
    if (known !== undefined) return known;
    if (this.#splits.size >= maxSplits) return this.#columns;
    const columns = this.#columns.map(({ column, name }) =>
      createColumn(column, `${text}/${name}`),
    );
    this.#splits.set(text, columns);
    return columns;
  }

  #add(slot: Column, point: { step: number; time: number; value: number }): void {
    const { channel } = this.#options.context;
    const { toValue } = this.#options;
    slot.sink ??= channel.series(slot.name);
    slot.sink.push(
      point.step,
      point.time,
      toValue === undefined ? point.value : toValue(point.value),
    );
    slot.points++;
    if (point.step !== slot.lastStep) {
      slot.lastStep = point.step;
      return;
    }
    slot.repeats++;
    const isNoStep = slot.repeats >= minRepeats && slot.repeats * 4 > slot.points;
    if (isNoStep) channel.hasRestarts = false;
  }

  /**
   * The last row of a file that does not end with a newline. Its last cell is left out while the
   * file may be growing, for half a number is another number; the rest is not taken twice.
   */
  #takeUnfinished(row: TableRow, step: number, time: number): void {
    const taken = new Float64Array(row.numbers.length).fill(NaN);
    const count = this.#isSettled ? row.cellCount : row.cellCount - 1;
    for (const slot of this.#columnsOf(row)) {
      if (slot.column >= count || row.kinds[slot.column] !== cellKinds.number) continue;
      const value = row.numbers[slot.column] ?? NaN;
      taken[slot.column] = value;
      this.#add(slot, { step, time, value });
    }
    this.#taken = taken;
  }

  #stepOf(row: TableRow, { step }: TablePlan): number | undefined {
    if (step === undefined) return this.#rows;
    const value = row.kinds[step] === cellKinds.number ? (row.numbers[step] ?? NaN) : NaN;
    if (Number.isFinite(value) && !(row.isUnfinished && step === row.cellCount - 1)) return value;
    if (!this.#saidNoStep && !row.isUnfinished) {
      this.#saidNoStep = true;
      const place = { line: row.line, byteOffset: row.byteOffset };
      this.#options.context.channel.report("no-step", "this row has no step", place);
    }
    return undefined;
  }
}

/** Milliseconds since the epoch; NaN for a number that is no time of this century or a bad text. */
function timeOf(row: TableRow, column: number): number {
  if (row.kinds[column] === cellKinds.number) return epochMs(row.numbers[column] ?? NaN);
  return row.kinds[column] === cellKinds.text ? Date.parse(row.text(column)) : NaN;
}

/** Seconds or milliseconds since the epoch, told apart by their size. */
export function epochMs(value: number): number {
  if (value > 9e8 && value < 5e9) return value * 1000;
  return value > 9e11 && value < 5e12 ? value : NaN;
}
