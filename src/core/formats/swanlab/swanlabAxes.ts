import type { PointSink } from "../runChannel.ts";

interface WaitingPoint {
  readonly sink: PointSink;
  readonly step: number;
  readonly time: number;
  readonly value: number;
}

interface Axis {
  /** Where the axis stood last, and at which step that was said. */
  step: number;
  value: number;
  waiting: WaitingPoint[];
}

const maxAxes = 10_000;
const maxWaiting = 10_000;

/**
 * Metrics that are drawn over another one, by `define_metric(name, x_axis=…)`. One call of `log`
 * writes a point of both at the same step, in any order: a point waits for its axis.
 */
export class SwanlabAxes {
  readonly #axisOf = new Map<string, string>();
  readonly #axes = new Map<string, Axis>();

  define(key: string, axisKey: string): void {
    if (axisKey === "" || axisKey.startsWith("_") || axisKey === key) return;
    if (this.#axisOf.size >= maxAxes) return;
    this.#axisOf.set(key, axisKey);
    if (!this.#axes.has(axisKey)) {
      this.#axes.set(axisKey, { step: NaN, value: NaN, waiting: [] });
    }
  }

  /** Hands the point on to its sink, over its own axis if it has one. */
  push(key: string, point: WaitingPoint): void {
    const own = this.#axes.get(key);
    if (own !== undefined && Number.isFinite(point.value)) this.#move(own, point);
    const axisKey = this.#axisOf.get(key);
    const axis = axisKey === undefined ? undefined : this.#axes.get(axisKey);
    if (axis === undefined) point.sink.push(point.step, point.time, point.value);
    else if (axis.step === point.step) point.sink.push(axis.value, point.time, point.value);
    else this.#wait(axis, point);
  }

  /** No more is to come: the points that still wait are drawn where their axis stood last. */
  end(): void {
    for (const axis of this.#axes.values()) release(axis, axis.value);
  }

  #move(axis: Axis, { step, value }: WaitingPoint): void {
    // What was logged at another step than this belongs to where the axis stood before.
    const late = axis.waiting.filter((point) => point.step === step);
    axis.waiting = axis.waiting.filter((point) => point.step !== step);
    release(axis, axis.value);
    axis.waiting = late;
    axis.step = step;
    axis.value = value;
    release(axis, value);
  }

  #wait(axis: Axis, point: WaitingPoint): void {
    const isOther = axis.waiting[0] !== undefined && axis.waiting[0].step !== point.step;
    if (isOther || axis.waiting.length >= maxWaiting) release(axis, axis.value);
    axis.waiting.push(point);
  }
}

function release(axis: Axis, position: number): void {
  for (const { sink, step, time, value } of axis.waiting) {
    sink.push(Number.isNaN(position) ? step : position, time, value);
  }
  axis.waiting = [];
}
