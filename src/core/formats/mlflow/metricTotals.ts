import type { MetricSummary } from "../../runs/run.ts";

/**
 * The roll-ups of one metric while its points come in any order, as asynchronous logging sends
 * them. Last is the greatest (step, time, value), as MLflow orders them; ties of least and greatest
 * go to the earliest place.
 */
export class MetricTotals {
  #last = NaN;
  #lastStep = -Infinity;
  #lastTime = -Infinity;
  #min = NaN;
  #minStep = -1;
  #max = NaN;
  #maxStep = -1;
  count = 0;

  /** Goes on from what was rolled up before. */
  static from(summary: MetricSummary): MetricTotals {
    const totals = new MetricTotals();
    totals.#last = summary.last;
    totals.#lastStep = summary.lastStep;
    totals.#lastTime = summary.lastTime;
    totals.#min = summary.min;
    totals.#minStep = summary.minStep;
    totals.#max = summary.max;
    totals.#maxStep = summary.maxStep;
    totals.count = summary.count;
    return totals;
  }

  push(step: number, time: number, value: number): void {
    this.count++;
    if (this.#isLater(step, time, value)) {
      this.#last = value;
      this.#lastStep = step;
      this.#lastTime = time;
    }
    if (Number.isNaN(value)) return;
    this.addMin(value, step);
    this.addMax(value, step);
  }

  /** The least value of other points, which is not NaN. */
  addMin(value: number, step: number): void {
    if (value > this.#min || (value === this.#min && step >= this.#minStep)) return;
    this.#min = value;
    this.#minStep = step;
  }

  addMax(value: number, step: number): void {
    if (value < this.#max || (value === this.#max && step >= this.#maxStep)) return;
    this.#max = value;
    this.#maxStep = step;
  }

  /** Of the last point; -Infinity when there is none. */
  get lastTime(): number {
    return this.#lastTime;
  }

  summary(): MetricSummary {
    return {
      last: this.#last,
      lastStep: this.#lastStep === -Infinity ? -1 : this.#lastStep,
      lastTime: this.#lastTime === -Infinity ? 0 : this.#lastTime,
      min: this.#min,
      minStep: this.#minStep,
      max: this.#max,
      maxStep: this.#maxStep,
      count: this.count,
    };
  }

  #isLater(step: number, time: number, value: number): boolean {
    if (this.#lastStep === -Infinity) return true;
    if (step !== this.#lastStep) return step > this.#lastStep;
    if (time !== this.#lastTime) return time > this.#lastTime;
    return value > this.#last;
  }
}

/**
 * The roll-ups of a metric of which only the last point is known. `count` is 0 and there is no least
 * and greatest value: they are not known, and nothing is made up for them.
 */
export function lastOnly(last: number, lastStep: number, lastTime: number): MetricSummary {
  return { last, lastStep, lastTime, min: NaN, minStep: -1, max: NaN, maxStep: -1, count: 0 };
}
