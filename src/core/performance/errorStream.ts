import type { DetectorId } from "../drift/streams/detector.ts";
import { createDetector, type DetectorOptions, findDetector } from "../drift/streams/detectors.ts";
import { timeText } from "./chunks.ts";
import { finite } from "./metricSeries.ts";
import type { LabelledRows } from "./metrics/rows.ts";
import type { ChangePoint } from "./performanceReport.ts";

/** The error of each row: 0 or 1 for classes, the absolute error for numbers. */
export function rowErrors(rows: LabelledRows): Float64Array {
  const { targets, predictions, task } = rows;
  return Float64Array.from({ length: targets.length }, (_, row) => {
    const difference = Math.abs((targets[row] ?? 0) - (predictions[row] ?? 0));
    return task === "regression" ? difference : Math.sign(difference);
  });
}

export interface ErrorStream {
  readonly task: LabelledRows["task"];
  /** In order of time. */
  readonly errors: Float64Array;
  /** Those of the reference, in order of time; empty without one. */
  readonly before: Float64Array;
  /** Where a row is among the current data's rows. */
  readonly positionOf: (place: number) => number;
  readonly timeOf: (place: number) => number | null;
}

/** How many rows of the reference a detector sees before the current ones. */
const WARM_UP_ROWS = 10_000;
/** More changes than that are not told. */
const MOST_CHANGES = 100;

/**
 * Where the errors changed. The detector first sees the end of the reference, so that a change at
 * the start of current is found; what it says of the reference is left out. Absolute errors are
 * brought to a scale of 0 to 1, where 1 is their 99th percentile and all above it, as detectors
 * that know no scale expect.
 */
export function findErrorChanges(
  stream: ErrorStream,
  { id, options = {} }: { readonly id: DetectorId; readonly options?: DetectorOptions },
): readonly ChangePoint[] {
  const kind = findDetector(id);
  const isNumeric = stream.task === "regression";
  // Detectors of errors that are 0 or 1 cannot read absolute ones.
  const used = isNumeric && kind?.input === "binary" ? "adwin" : id;
  const scale = isNumeric ? scaleOf(stream) : 1;
  const scaled = (error: number): number => (scale > 0 ? Math.min(1, error / scale) : 0);
  const detector = createDetector(used, used === id ? options : {});
  const warmUp = stream.before.subarray(-WARM_UP_ROWS);
  for (const error of warmUp) detector.update(scaled(error));
  const places: number[] = [];
  for (let place = 0; place < stream.errors.length && places.length < MOST_CHANGES; place += 1)
    if (detector.update(scaled(stream.errors[place] ?? 0)) === "drift") places.push(place);
  return places.map((place, index): ChangePoint => {
    const start = places[index - 1] ?? 0;
    const end = places[index + 1] ?? stream.errors.length;
    const before = index === 0 && warmUp.length > 0 ? warmUp : stream.errors.subarray(start, place);
    return {
      detector: used,
      stream: isNumeric ? "absolute error" : "error",
      row: stream.positionOf(place),
      time: timeText(stream.timeOf(place)),
      meanBefore: finite(mean(before)),
      meanAfter: finite(mean(stream.errors.subarray(place, end))),
    };
  });
}

/** The 99th percentile of the reference's errors, or of the current ones. */
function scaleOf({ before, errors }: ErrorStream): number {
  const sorted = (before.length > 0 ? before : errors).toSorted();
  return sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
