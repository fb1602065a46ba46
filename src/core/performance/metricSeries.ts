import { FEWEST_REFERENCE_VALUES, predictionBound } from "../drift/streams/thresholds.ts";
import { normalQuantile } from "../drift/statistics/normal.ts";
import type { SeriesPoint } from "../figures/figure.ts";
import { type Chunk, timeText } from "./chunks.ts";
import type { MetricEstimate } from "./metrics/estimate.ts";
import type { Metric } from "./metrics/metrics.ts";
import type { Estimate } from "./performanceReport.ts";

/** What a chunk is expected to lie in. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** A chunk and its metric. */
export interface MeasuredChunk {
  readonly chunk: Chunk;
  readonly estimate: MetricEstimate;
}

/** How likely an alarm of one chunk is without change, on either side. */
const ALARM_CHANCE = 0.00135;

/**
 * Where chunks without change lie: from ten chunks of the reference on, the prediction bound of
 * their values (each chunk is a sample of its own, so none is compared with itself); else the
 * sampling error of the whole reference at the size of a chunk, which knows nothing of seasons.
 * Null without a reference.
 */
export function expectedBand(
  reference: MetricEstimate | null,
  referenceRows: number,
  chunks: {
    readonly reference: readonly MeasuredChunk[];
    readonly current: readonly MeasuredChunk[];
  },
): Band | null {
  const values = chunks.reference.map(({ estimate }) => estimate.value).filter(Number.isFinite);
  if (values.length >= FEWEST_REFERENCE_VALUES)
    return predictionBound(values, { alpha: ALARM_CHANCE });
  if (reference === null || !Number.isFinite(reference.standardError)) return null;
  const size = medianRows(chunks.current);
  if (size === 0) return null;
  const error = reference.standardError * Math.sqrt(1 + referenceRows / size);
  const half = normalQuantile(1 - ALARM_CHANCE) * error;
  return { low: reference.value - half, high: reference.value + half };
}

function medianRows(chunks: readonly MeasuredChunk[]): number {
  const sizes = chunks.map(({ chunk }) => chunk.end - chunk.start).sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length / 2)] ?? 0;
}

/**
 * The points of a series. A chunk alarms when it lies beyond the band on the worse side and its own
 * interval does not reach the reference: a chunk of few rows strays without meaning anything.
 */
export function seriesPoints(
  chunks: readonly MeasuredChunk[],
  { metric, band, reference }: { metric: Metric; band: Band | null; reference: number | null },
): readonly SeriesPoint[] {
  const isWorse = (value: number, limit: number): boolean =>
    metric.better === "higher" ? value < limit : value > limit;
  return chunks.map(({ chunk, estimate }) => {
    const limit = metric.better === "higher" ? band?.low : band?.high;
    const nearest = metric.better === "higher" ? estimate.high : estimate.low;
    const isBeyond = limit !== undefined && isWorse(estimate.value, limit);
    return {
      label: chunk.label,
      start: timeText(chunk.startTime),
      end: timeText(chunk.endTime),
      rows: chunk.end - chunk.start,
      value: finite(estimate.value),
      low: finite(estimate.low),
      high: finite(estimate.high),
      isAlarm: isBeyond && (reference === null || isWorse(nearest, reference)),
    };
  });
}

/** Two of the last three chunks alarm. */
export function isAlarmed(points: readonly SeriesPoint[]): boolean {
  return points.slice(-3).filter(({ isAlarm }) => isAlarm).length >= 2;
}

/** A number that JSON can hold, or null. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

export function toEstimate({ value, low, high }: MetricEstimate, rows: number): Estimate {
  return { value: finite(value), low: finite(low), high: finite(high), rows };
}
