import type { MetricSummary, Series } from "./run.ts";

/** Below this many equal (step, time) a linear search for a duplicate is the fastest. */
const smallGroup = 8;

export const emptySeries: Series = {
  steps: new Float64Array(0),
  times: new Float64Array(0),
  values: new Float64Array(0),
};

/** True when (step, time) strictly grows along the series: in order, and without duplicates. */
export function isStrictlyOrdered({ steps, times }: Series): boolean {
  for (let index = 1; index < steps.length; index++) {
    if (comparePlaces({ steps, times }, index - 1, index) >= 0) return false;
  }
  return true;
}

/**
 * The points of both in the order (step, time), those of one place in the order they came;
 * a point that is there already, with the same value, is dropped: a retry changes nothing.
 */
export function mergeSeries(first: Series, second: Series): Series {
  const all = concatSeries([first, second]);
  const order = Uint32Array.from(all.steps, (_, index) => index);
  order.sort((a, b) => comparePlaces(all, a, b) || a - b);
  return pick(all, withoutDuplicates(all, order));
}

export function concatSeries(parts: readonly Series[]): Series {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const length = parts.reduce((sum, part) => sum + part.steps.length, 0);
  const all = {
    steps: new Float64Array(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
  };
  let offset = 0;
  for (const part of parts) {
    all.steps.set(part.steps, offset);
    all.times.set(part.times, offset);
    all.values.set(part.values, offset);
    offset += part.steps.length;
  }
  return all;
}

export function sliceSeries(series: Series, start: number, end: number): Series {
  return {
    steps: series.steps.subarray(start, end),
    times: series.times.subarray(start, end),
    values: series.values.subarray(start, end),
  };
}

/** The roll-ups of a series in order. Ties go to the earliest point. */
export function summarize(series: Series): MetricSummary {
  const { steps, times, values } = series;
  let min = NaN;
  let minStep = -1;
  let max = NaN;
  let maxStep = -1;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? NaN;
    if (Number.isNaN(value)) continue;
    if (!(value >= min)) {
      min = value;
      minStep = steps[index] ?? -1;
    }
    if (!(value <= max)) {
      max = value;
      maxStep = steps[index] ?? -1;
    }
  }
  const last = values.length - 1;
  return {
    last: values[last] ?? NaN,
    lastStep: steps[last] ?? -1,
    lastTime: times[last] ?? 0,
    min,
    minStep,
    max,
    maxStep,
    count: values.length,
  };
}

/** The roll-ups of two series together, all points of the second being after those of the first. */
export function joinSummaries(first: MetricSummary, second: MetricSummary): MetricSummary {
  if (second.count === 0) return first;
  const isLower = Number.isNaN(first.min) || second.min < first.min;
  const isHigher = Number.isNaN(first.max) || second.max > first.max;
  return {
    last: second.last,
    lastStep: second.lastStep,
    lastTime: second.lastTime,
    min: isLower ? second.min : first.min,
    minStep: isLower ? second.minStep : first.minStep,
    max: isHigher ? second.max : first.max,
    maxStep: isHigher ? second.maxStep : first.maxStep,
    count: first.count + second.count,
  };
}

function comparePlaces(points: Pick<Series, "steps" | "times">, a: number, b: number): number {
  const steps = (points.steps[a] ?? 0) - (points.steps[b] ?? 0);
  return steps !== 0 ? steps : (points.times[a] ?? 0) - (points.times[b] ?? 0);
}

function withoutDuplicates(all: Series, order: Uint32Array): Uint32Array {
  const kept = new Uint32Array(order.length);
  let count = 0;
  let groupStart = 0;
  let seen: Set<number> | undefined;
  for (const index of order) {
    const groupFirst = kept[groupStart];
    if (count === groupStart || comparePlaces(all, groupFirst ?? 0, index) !== 0) {
      groupStart = count;
      seen = undefined;
    } else {
      const value = all.values[index] ?? NaN;
      if (seen === undefined && count - groupStart >= smallGroup) {
        seen = new Set(Array.from(kept.subarray(groupStart, count), (k) => all.values[k] ?? NaN));
      }
      const isKnown =
        seen?.has(value) ?? hasValue(all.values, kept.subarray(groupStart, count), value);
      if (isKnown) continue;
      seen?.add(value);
    }
    kept[count++] = index;
  }
  return kept.subarray(0, count);
}

/** As a Set compares: NaN is equal to itself, and 0 to -0. */
function hasValue(values: Float64Array, indexes: Uint32Array, value: number): boolean {
  return indexes.some((index) => {
    const other = values[index] ?? NaN;
    return other === value || (Number.isNaN(other) && Number.isNaN(value));
  });
}

function pick(all: Series, order: Uint32Array): Series {
  return {
    steps: Float64Array.from(order, (index) => all.steps[index] ?? 0),
    times: Float64Array.from(order, (index) => all.times[index] ?? 0),
    values: Float64Array.from(order, (index) => all.values[index] ?? NaN),
  };
}
