import type { Series } from "../runs/run.ts";

const initialCapacity = 8;

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

  push(step: number, time: number, value: number): void {
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

  #grow(): void {
    this.#steps = doubled(this.#steps);
    this.#times = doubled(this.#times);
    this.#values = doubled(this.#values);
  }
}

function doubled(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}
