import { ksPValue } from "../drift/statistics/kolmogorov.ts";
import {
  newcombeInterval,
  twoProportionTest,
  wilsonInterval,
} from "../drift/statistics/proportions.ts";
import { normalQuantile } from "../drift/statistics/normal.ts";
import { studentTQuantile, studentTTwoSidedP } from "../drift/statistics/studentT.ts";
import { cohensH, type FigureSource, type FigureSpec } from "./figureSpec.ts";
import type { MeasuredSide, Measures } from "./measures.ts";
import { kolmogorovDistance, RELATIVE_ERROR, type NumberSketch } from "./numberSketch.ts";

/** A value with its confidence interval of 95 %; NaN where there is none. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Rows, or requests, that it was made of. */
  readonly n: number;
}

/** How two sides differ. NaN where that cannot be told. */
export interface Comparison {
  readonly pValue: number;
  /** In the terms of `leastEffects`, never negative. */
  readonly effect: number;
  /** The greatest effect that is still likely. */
  readonly greatestEffect: number;
  /** Whether `current` is above `reference`. */
  readonly isHigher: boolean;
}

const unknown: Estimate = { value: Number.NaN, low: Number.NaN, high: Number.NaN, n: 0 };
const incomparable: Comparison = {
  pValue: Number.NaN,
  effect: Number.NaN,
  greatestEffect: Number.NaN,
  isHigher: false,
};
const z95 = normalQuantile(0.975);

/** What the measures of a side, or of one of its chunks, say. */
export function estimate(
  { source }: FigureSpec,
  measures: Measures,
  seconds: number | null,
): Estimate {
  switch (source.kind) {
    case "share":
      return shareEstimate(measures.shares.get(source.measure));
    case "quantile":
      return quantileEstimate(measures.numbers.get(source.measure), source.q);
    case "mean":
      return meanEstimate(measures.numbers.get(source.measure));
    case "sum": {
      const sketch = measures.numbers.get(source.measure);
      if (sketch === undefined || sketch.count === 0) return unknown;
      return { value: sketch.sum, low: Number.NaN, high: Number.NaN, n: sketch.count };
    }
    case "rate": {
      const total = totalOf(measures, source);
      if (seconds === null || !(seconds > 0) || Number.isNaN(total)) return unknown;
      return { value: total / seconds, low: Number.NaN, high: Number.NaN, n: measures.rows };
    }
  }
}

function shareEstimate(share: Counted | undefined): Estimate {
  if (share === undefined || share.total === 0) return unknown;
  const { low, high } = wilsonInterval(share.count, share.total, 0.95);
  return { value: share.count / share.total, low, high, n: share.total };
}

function totalOf(measures: Measures, source: FigureSource & { readonly kind: "rate" }): number {
  if (source.measure === null) return measures.rows;
  return measures.numbers.get(source.measure)?.sum ?? Number.NaN;
}

/**
 * A quantile, with an interval that assumes nothing of the distribution: the quantiles at
 * q ± z √(q(1 − q)/n), the normal approximation of the ranks between which it lies.
 */
function quantileEstimate(sketch: NumberSketch | undefined, q: number): Estimate {
  if (sketch === undefined || sketch.count === 0) return unknown;
  const [low, high] = quantileBand(sketch, q, z95 * Math.sqrt((q * (1 - q)) / sketch.count));
  return { value: sketch.quantile(q), low, high, n: sketch.count };
}

/** The quantiles at q ± `half`, opened by what the sketch rounds. */
export function quantileBand(
  sketch: NumberSketch,
  q: number,
  half: number,
): readonly [low: number, high: number] {
  const low = sketch.quantile(q - half);
  const high = sketch.quantile(q + half);
  return [low - Math.abs(low) * RELATIVE_ERROR, high + Math.abs(high) * RELATIVE_ERROR];
}

/** x̄ ± t s/√n. */
function meanEstimate(sketch: NumberSketch | undefined): Estimate {
  if (sketch === undefined || sketch.count === 0) return unknown;
  const { mean, count, variance } = sketch;
  const half =
    count > 1 ? studentTQuantile(0.975, count - 1) * Math.sqrt(variance / count) : Number.NaN;
  return { value: mean, low: mean - half, high: mean + half, n: count };
}

/** The test that suits the figure. */
export function compareMeasure(
  spec: FigureSpec,
  reference: MeasuredSide,
  current: MeasuredSide,
): Comparison {
  const { source } = spec;
  switch (source.kind) {
    case "share":
      return compareShares(
        reference.all.shares.get(source.measure),
        current.all.shares.get(source.measure),
      );
    case "sum":
      return incomparable;
    case "rate":
      return compareMoments(chunkMoments(spec, reference), chunkMoments(spec, current));
    case "quantile":
    case "mean":
      return compareNumbers(spec, source, reference, current);
  }
}

function compareNumbers(
  spec: FigureSpec,
  source: Extract<FigureSource, { kind: "quantile" | "mean" }>,
  reference: MeasuredSide,
  current: MeasuredSide,
): Comparison {
  const first = reference.all.numbers.get(source.measure);
  const second = current.all.numbers.get(source.measure);
  if (first === undefined || second === undefined) return incomparable;
  if (first.count === 0 || second.count === 0) return incomparable;
  if (source.isSampled === true) {
    return compareMoments(chunkMoments(spec, reference), chunkMoments(spec, current));
  }
  if (source.kind === "quantile") return compareQuantiles(source.q, first, second);
  if (source.isDistribution === true) return compareDistributions(first, second);
  return compareMoments(
    { n: first.count, mean: first.mean, variance: first.variance },
    { n: second.count, mean: second.mean, variance: second.variance },
  );
}

interface Counted {
  readonly count: number;
  readonly total: number;
}

/** The pooled z test of two proportions, or Fisher's exact test; the effect is Cohen's h. */
export function compareShares(first: Counted | undefined, second: Counted | undefined): Comparison {
  if (first === undefined || second === undefined) return incomparable;
  if (first.total === 0 || second.total === 0) return incomparable;
  const p1 = first.count / first.total;
  const p2 = second.count / second.total;
  const { pValue } = twoProportionTest(first.count, first.total, second.count, second.total);
  const { low, high } = newcombeInterval(
    [first.count, first.total],
    [second.count, second.total],
    0.95,
  );
  const within = (share: number) => Math.min(1, Math.max(0, share));
  const greatestEffect = Math.max(cohensH(p1, within(p1 + low)), cohensH(p1, within(p1 + high)));
  return { pValue, effect: cohensH(p1, p2), greatestEffect, isHigher: p2 > p1 };
}

/**
 * Mood's median test for any quantile: how many of each side lie above the pooled quantile, at the
 * edge of its bin, by the test of two proportions. The effect is the change relative to the
 * reference's quantile.
 */
function compareQuantiles(q: number, first: NumberSketch, second: NumberSketch): Comparison {
  const edge = pooledQuantileBin(q, first, second);
  const { pValue } = twoProportionTest(
    Math.round(first.countAbove(edge)),
    Math.round(first.count),
    Math.round(second.countAbove(edge)),
    Math.round(second.count),
  );
  const before = quantileEstimate(first, q);
  const after = quantileEstimate(second, q);
  return {
    pValue,
    effect: relative(before.value, after.value),
    greatestEffect: Math.max(relative(before.high, after.low), relative(before.low, after.high)),
    isHigher: after.value > before.value,
  };
}

function pooledQuantileBin(q: number, first: NumberSketch, second: NumberSketch): number {
  const rank = q * (first.count + second.count);
  const both = [...first.bins(), ...second.bins()].sort(([a], [b]) => a - b);
  let below = 0;
  for (const [bin, count] of both) {
    below += count;
    if (below >= rank) return bin;
  }
  return both.at(-1)?.[0] ?? 0;
}

/** Kolmogorov and Smirnov at the edges of bins: D is never too large, so p is never too small. */
function compareDistributions(first: NumberSketch, second: NumberSketch): Comparison {
  const effect = kolmogorovDistance(first, second);
  const n = Math.round(first.count);
  const m = Math.round(second.count);
  const margin = Math.sqrt((Math.log(2 / 0.05) * (n + m)) / (2 * n * m));
  return {
    pValue: ksPValue(effect, n, m),
    effect,
    greatestEffect: Math.min(1, effect + margin),
    isHigher: second.mean > first.mean,
  };
}

interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * Mean and variance of a figure's values by chunk, with as many independent values as they are
 * worth: n (1 − ρ) / (1 + ρ) with ρ, the correlation of neighbours, where it is above 0 (Bartlett
 * 1935). Rates leave out the chunks at both ends, which are seldom whole. NaN for fewer than two.
 */
function chunkMoments(spec: FigureSpec, side: MeasuredSide): Moments {
  const chunks = spec.source.kind === "rate" ? side.chunks.slice(1, -1) : side.chunks;
  const values = chunks.flatMap(({ startMs, endMs, measures }) => {
    const seconds = startMs === null || endMs === null ? null : (endMs - startMs) / 1000;
    const { value } = estimate(spec, measures, seconds);
    return Number.isNaN(value) ? [] : [value];
  });
  const n = values.length;
  if (n < 2) return { n, mean: Number.NaN, variance: Number.NaN };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let products = 0;
  for (let i = 1; i < n; i++) {
    products += ((values[i - 1] ?? mean) - mean) * ((values[i] ?? mean) - mean);
  }
  const correlation = squares > 0 ? Math.min(0.99, Math.max(0, products / squares)) : 0;
  const independent = Math.max(2, (n * (1 - correlation)) / (1 + correlation));
  return { n: independent, mean, variance: squares / (n - 1) };
}

/** Welch's t test (1947); the effect is the change relative to the reference's mean. */
export function compareMoments(first: Moments, second: Moments): Comparison {
  if (first.n < 2 || second.n < 2) return incomparable;
  const difference = second.mean - first.mean;
  const a = first.variance / first.n;
  const b = second.variance / second.n;
  const effect = relative(first.mean, second.mean);
  const isHigher = difference > 0;
  if (a + b === 0) {
    return { pValue: difference === 0 ? 1 : 0, effect, greatestEffect: effect, isHigher };
  }
  const df = (a + b) ** 2 / (a ** 2 / (first.n - 1) + b ** 2 / (second.n - 1));
  const half = studentTQuantile(0.975, df) * Math.sqrt(a + b);
  return {
    pValue: studentTTwoSidedP(difference / Math.sqrt(a + b), df),
    effect,
    greatestEffect: (Math.abs(difference) + half) / Math.abs(first.mean),
    isHigher,
  };
}

/** |after − before| / |before|; 0 when both are equal, infinite when only `before` is 0. */
function relative(before: number, after: number): number {
  return before === after ? 0 : Math.abs(after - before) / Math.abs(before);
}
