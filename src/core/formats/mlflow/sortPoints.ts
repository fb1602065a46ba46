import type { Series } from "../../runs/run.ts";
import { isStrictlyOrdered } from "../../runs/series.ts";

/**
 * The points in the order (step, time), those of one place in the order they were written. None is
 * dropped: a store holds a point twice only where somebody logged it twice.
 */
export function sortPoints(series: Series): Series {
  if (isStrictlyOrdered(series)) return series;
  const { steps, times, values } = series;
  const order = Uint32Array.from(steps, (_, index) => index);
  const at = (column: Float64Array, index: number): number => column[index] ?? 0;
  order.sort((a, b) => at(steps, a) - at(steps, b) || at(times, a) - at(times, b) || a - b);
  const pick = (column: Float64Array) => Float64Array.from(order, (index) => column[index] ?? NaN);
  return { steps: pick(steps), times: pick(times), values: pick(values) };
}
