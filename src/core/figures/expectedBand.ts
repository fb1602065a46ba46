import { studentTQuantile } from "../drift/statistics/studentT.ts";
import { estimate, quantileBand } from "./compareMeasure.ts";
import type { FigureSpec } from "./figureSpec.ts";
import type { MeasuredChunk, MeasuredSide } from "./measures.ts";

/** What a chunk is expected to lie in without change. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** From so many values on, their own spread says what is usual. */
export const MIN_VALUES = 10;

/** One false alarm in 741 chunks, that of three sigmas. */
const ALPHA = 0.0027;
const SIGMAS = 3;

/**
 * Where the next of such values lies, if nothing changes:
 * mean ± t₍₁₋α/₂, n₋₁₎ s √(1 + 1/n), s with n − 1. Null for fewer than ten.
 */
export function predictionBand(values: readonly number[]): Band | null {
  const n = values.length;
  if (n < MIN_VALUES) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half =
    studentTQuantile(1 - ALPHA / 2, n - 1) * Math.sqrt((squares / (n - 1)) * (1 + 1 / n));
  return { low: mean - half, high: mean + half };
}

export function chunkSeconds({ startMs, endMs }: MeasuredChunk): number | null {
  return startMs === null || endMs === null ? null : (endMs - startMs) / 1000;
}

/**
 * The band for chunks of `current`: from the reference's chunks where there are ten, else from the
 * noise that chance alone gives a chunk of usual size. Null where neither can be told.
 */
export function expectedBand(
  spec: FigureSpec,
  reference: MeasuredSide,
  current: MeasuredSide,
): Band | null {
  const values = reference.chunks
    .map((chunk) => estimate(spec, chunk.measures, chunkSeconds(chunk)).value)
    .filter((value) => !Number.isNaN(value));
  const band = predictionBand(values) ?? noiseBand(spec, reference, current);
  if (band === null) return null;
  if (spec.source.kind === "share") {
    return { low: Math.max(0, band.low), high: Math.min(1, band.high) };
  }
  const isNeverNegative = values.every((value) => value >= 0);
  return isNeverNegative ? { low: Math.max(0, band.low), high: band.high } : band;
}

function noiseBand(spec: FigureSpec, reference: MeasuredSide, current: MeasuredSide): Band | null {
  const sizes = current.chunks
    .map(({ measures }) => estimate(spec, measures, 1).n)
    .filter((size) => size > 0)
    .sort((a, b) => a - b);
  const size = sizes[Math.floor(sizes.length / 2)];
  const { value, n } = estimate(spec, reference.all, null);
  if (size === undefined || n === 0 || Number.isNaN(value)) return null;
  const scale = SIGMAS * Math.sqrt(1 / n + 1 / size);
  const { source } = spec;
  if (source.kind === "share") {
    const half = scale * Math.sqrt(value * (1 - value));
    return { low: value - half, high: value + half };
  }
  if (source.kind !== "quantile" && source.kind !== "mean") return null;
  const sketch = reference.all.numbers.get(source.measure);
  if (sketch === undefined) return null;
  if (source.kind === "mean") {
    const half = scale * Math.sqrt(sketch.variance);
    return { low: value - half, high: value + half };
  }
  const half = scale * Math.sqrt(source.q * (1 - source.q));
  const [low, high] = quantileBand(sketch, source.q, half);
  return { low, high };
}
