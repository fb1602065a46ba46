import type { Series } from "../../runs/run.ts";
import { concatSeries } from "../../runs/series.ts";

/**
 * For each file of a run, in their order, the step from which on its points are void because a
 * later file's writer went on from there (`RunChannel.restartStep`); Infinity where none are.
 */
export function voidLimits(restartSteps: readonly (number | null)[]): readonly number[] {
  const limits = new Array<number>(restartSteps.length);
  let limit = Infinity;
  for (let index = restartSteps.length - 1; index >= 0; index--) {
    limits[index] = limit;
    limit = Math.min(limit, restartSteps[index] ?? Infinity);
  }
  return limits;
}

export interface LimitedPoints {
  readonly points: Series;
  /** Points at this step and above are void. */
  readonly limit: number;
}

/** The points of a metric of all files, without those that are void. */
export function concatValid(parts: readonly LimitedPoints[]): Series {
  return concatSeries(
    parts.map(({ points, limit }) => (limit === Infinity ? points : below(points, limit))),
  );
}

function below(points: Series, limit: number): Series {
  const isKept = (_: number, index: number): boolean => (points.steps[index] ?? NaN) < limit;
  return {
    steps: points.steps.filter(isKept),
    times: points.times.filter(isKept),
    values: points.values.filter(isKept),
  };
}
