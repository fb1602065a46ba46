import { decimateMinMax, sliceSteps } from "../../core/charts/decimate.ts";
import { shortestFloat32 } from "../../core/formats/points/float32.ts";
import { splitAtRestarts } from "../../core/formats/points/restarts.ts";
import type { Series } from "../../core/runs/run.ts";
import type { RequestOf, SeriesPoints } from "./indexMessages.ts";

/** Of a series with more restarts only the last ones are told apart: each is a line of its own. */
const maxSegments = 100;

export interface NamedSeries {
  readonly runId: string;
  readonly metric: string;
  readonly series: Series;
}

/** The points that are sent to a chart; none for an empty series. */
export function thinSeries(
  named: NamedSeries,
  request: Pick<RequestOf<"readSeries">, "maxPoints" | "range" | "isRaw">,
): SeriesPoints[] {
  const { runId, metric, series } = named;
  const { isFloat32 } = series;
  if (series.steps.length === 0) return [];
  const segments = request.isRaw === true ? splitAtRestarts(series) : [series];
  const first = Math.max(0, segments.length - maxSegments);
  return segments.slice(first).map((segment, index) => {
    const { range } = request;
    const part = range === null ? segment : sliceSteps(segment, range.from, range.to);
    const { steps, times, values } = decimateMinMax(part, request.maxPoints);
    return {
      ...{ runId, metric, segment: first + index, pointCount: segment.steps.length },
      // Copied: a view would take the whole array it looks into along to the other thread.
      ...{ steps: steps.slice(), times: times.slice() },
      values: isFloat32 === true ? values.map(shortestFloat32) : values.slice(),
    };
  });
}
