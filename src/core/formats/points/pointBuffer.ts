import type { Series } from "../../runs/run.ts";

const initialCapacity = 8;
const growth = 2;

/** The new points of one metric, as columns that grow; no object for a point. */
export class PointBuffer {
  readonly metric: string;
  /** The step that a point without one gets: one after the greatest so far, 0 at first. */
  nextStep: number;
  /** Number of the line that pushed last, to find a metric named twice in one line. */
  lastLine = -1;
  length = 0;
  #steps = new Float64Array(initialCapacity);
  #times = new Float64Array(initialCapacity);
  #values = new Float64Array(initialCapacity);

  constructor(metric: string, nextStep: number) {
    this.metric = metric;
    this.nextStep = nextStep;
  }

  /** A step that is no number has no place among the others: such a point is left out. */
  push(step: number, time: number, value: number): void {
    if (Number.isNaN(step)) return;
    const index = this.length;
    if (index === this.#steps.length) this.#grow();
    this.#steps[index] = step;
    this.#times[index] = time;
    this.#values[index] = value;
    this.length = index + 1;
    if (step >= this.nextStep) this.nextStep = Math.floor(step) + 1;
  }

  /** The points in the order they came; views that the next `push` may make stale. */
  peek(): Series {
    return {
      steps: this.#steps.subarray(0, this.length),
      times: this.#times.subarray(0, this.length),
      values: this.#values.subarray(0, this.length),
    };
  }

  /** The points in the order they came, and none left. The arrays belong to the caller. */
  take(): Series {
    const isWellFilled = this.length * 2 >= this.#steps.length;
    const series = this.peek();
    const owned = isWellFilled
      ? series
      : { steps: series.steps.slice(), times: series.times.slice(), values: series.values.slice() };
    // Large arrays are not kept for the few points that may still come.
    if (isWellFilled || this.#steps.length > 1024) {
      this.#steps = new Float64Array(initialCapacity);
      this.#times = new Float64Array(initialCapacity);
      this.#values = new Float64Array(initialCapacity);
    }
    this.length = 0;
    return owned;
  }

  /** Forgets the points, which nobody may look at any more: their memory is used for others. */
  reset(): void {
    this.length = 0;
    if (this.#steps.length === initialCapacity) return;
    for (const column of [this.#steps, this.#times, this.#values]) giveBack(column);
    this.#steps = new Float64Array(initialCapacity);
    this.#times = new Float64Array(initialCapacity);
    this.#values = new Float64Array(initialCapacity);
  }

  #grow(): void {
    this.#steps = enlarged(this.#steps);
    this.#times = enlarged(this.#times);
    this.#values = enlarged(this.#values);
  }
}

type Column = Float64Array<ArrayBuffer>;

function enlarged(column: Column): Column {
  const larger = borrow(column.length * growth);
  larger.set(column);
  giveBack(column);
  return larger;
}

/**
 * Columns that are of no use any more, by their length. Reading thousands of runs, one after the
 * other, would else make garbage by the gigabyte, which is collected late.
 */
const spare = new Map<number, Column[]>();
const maxSpareBytes = 16 * 1024 * 1024;
let spareBytes = 0;

function borrow(length: number): Column {
  const column = spare.get(length)?.pop();
  if (column === undefined) return new Float64Array(length);
  spareBytes -= column.byteLength;
  return column;
}

function giveBack(column: Column): void {
  if (spareBytes + column.byteLength > maxSpareBytes) return;
  spareBytes += column.byteLength;
  const known = spare.get(column.length);
  if (known === undefined) spare.set(column.length, [column]);
  else known.push(column);
}
