import type { Series } from "../../runs/run.ts";
import { emptySeries, sliceSeries } from "../../runs/series.ts";

/**
 * What is left of points in the order they were written when a point at step s throws away the
 * earlier ones at s and above: training went back to a checkpoint and on from there. The steps of
 * the result strictly grow. This is what TensorBoard's data server shows
 * (tensorboard/data/server/reservoir.rs, `preempt`).
 */
export function withoutRestarts(series: Series): Series {
  const { steps, times, values } = series;
  const firstFault = firstRestart(steps);
  if (firstFault < 0) return series;
  const kept = new Uint32Array(steps.length);
  let count = 0;
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] ?? NaN;
    while (count > 0 && !((steps[kept[count - 1] ?? 0] ?? NaN) < step)) count--;
    kept[count++] = index;
  }
  const pick = (from: Float64Array): Float64Array =>
    Float64Array.from({ length: count }, (_, index) => from[kept[index] ?? 0] ?? NaN);
  return { steps: pick(steps), times: pick(times), values: pick(values) };
}

/** The same points cut before each that does not come after the one before it. */
export function splitAtRestarts(series: Series): readonly Series[] {
  const segments: Series[] = [];
  const { steps } = series;
  let start = 0;
  for (let index = 1; index <= steps.length; index++) {
    const isSame = index < steps.length && (steps[index - 1] ?? NaN) < (steps[index] ?? NaN);
    if (isSame) continue;
    segments.push(sliceSeries(series, start, index));
    start = index;
  }
  return segments;
}

/** Points in the order they were written, put into the order (step, time). */
export function inStepOrder(series: Series): Series {
  const { steps, times, values } = series;
  if (steps.length === 0) return emptySeries;
  const order = Uint32Array.from(steps, (_, index) => index);
  const compare = (a: number, b: number): number =>
    difference(steps[a], steps[b]) || difference(times[a], times[b]) || a - b;
  let isOrdered = true;
  for (let index = 1; isOrdered && index < order.length; index++) {
    isOrdered = compare(index - 1, index) < 0;
  }
  if (isOrdered) return series;
  order.sort(compare);
  const pick = (from: Float64Array): Float64Array =>
    Float64Array.from(order, (index) => from[index] ?? NaN);
  return { steps: pick(steps), times: pick(times), values: pick(values) };
}

/** Numbers that cannot be compared count as equal. */
function difference(a = NaN, b = NaN): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

/** Place of the first point whose step is not above the one before it; -1 for none. */
function firstRestart(steps: Float64Array): number {
  for (let index = 1; index < steps.length; index++) {
    if (!((steps[index - 1] ?? NaN) < (steps[index] ?? NaN))) return index;
  }
  return -1;
}
