import { lowerBound } from "../../src/core/charts/decimate.ts";
import { formatNumber } from "../../src/core/charts/format.ts";
import { smooth } from "../../src/core/charts/smoothing.ts";
import { paddedDomain, type Domain } from "../../src/core/charts/ticks.ts";
import type { Layout, SeriesMessage } from "../../src/protocol/runsPanel.ts";

export type XAxis = Layout["charts"]["xAxis"];

/**
 * One run's curve, ready to be drawn: x and y in units of the axes, arrays of one length. With
 * restarts shown a run has a line for each part between two of them.
 */
export interface ChartLine {
  readonly runId: string;
  /** Tells the lines of one chart apart. */
  readonly key: string;
  /** A part that a later restart threw away. */
  readonly isDiscarded: boolean;
  readonly name: string;
  readonly slot: number;
  /** Steps, milliseconds since the epoch, or seconds since the run's first point. */
  readonly xs: Float64Array;
  /** Smoothed when smoothing is on. */
  readonly ys: Float64Array;
  /** The values as they were logged, drawn faintly behind; null when nothing is smoothed. */
  readonly raw: Float64Array | null;
  readonly source: SeriesMessage;
}

export interface ChartModel {
  readonly metric: string;
  readonly lines: readonly ChartLine[];
  /** What the axis shows: steps where no run has recorded times. */
  readonly xAxis: XAxis;
  readonly isLogX: boolean;
  readonly isLogY: boolean;
  /** What the axis cannot show, in a sentence; "" when it shows all. */
  readonly note: string;
  /** The part of the x axis that is shown; null for all of it. */
  readonly zoom: Domain | null;
}

export interface LineOptions {
  readonly xAxis: XAxis;
  readonly smoothing: number;
}

export interface LineLook {
  readonly name: string;
  readonly slot: number;
  readonly isDiscarded?: boolean;
}

/** On an axis of time, points whose time nobody recorded have no place and are left out. */
export function toLine(
  given: SeriesMessage,
  { name, slot, isDiscarded = false }: LineLook,
  { xAxis, smoothing }: LineOptions,
): ChartLine {
  const source = xAxis === "step" ? given : withTimesOnly(given);
  const first = source.times[0] ?? 0;
  const xs = {
    step: () => source.steps,
    time: () => source.times,
    relative: () => source.times.map((time) => (time - first) / 1000),
  }[xAxis]();
  const ys = smoothing > 0 ? smooth(source.values, smoothing) : source.values;
  const raw = smoothing > 0 ? source.values : null;
  const { runId } = source;
  const key = lineKey(source);
  return { runId, key, name, slot, isDiscarded, xs, ys, raw, source };
}

export function lineKey({ runId, segment }: Pick<SeriesMessage, "runId" | "segment">): string {
  return `${segment}\n${runId}`;
}

/** True for series of formats that keep no times. */
export function hasTimes({ times }: Pick<SeriesMessage, "times">): boolean {
  return times.some((time) => !Number.isNaN(time));
}

function withTimesOnly(series: SeriesMessage): SeriesMessage {
  const { steps, times, values } = series;
  if (!times.some(Number.isNaN)) return series;
  const isTimed = (_: number, index: number) => !Number.isNaN(times[index] ?? NaN);
  const keep = (from: Float64Array<ArrayBuffer>) => from.filter(isTimed);
  return { ...series, steps: keep(steps), times: keep(times), values: keep(values) };
}

/** Which axis series are drawn on, and what has to be said about it. */
export function axisFor(
  wanted: XAxis,
  series: readonly Pick<SeriesMessage, "runId" | "times">[],
): { readonly xAxis: XAxis; readonly note: string } {
  if (wanted === "step" || series.length === 0) return { xAxis: wanted, note: "" };
  const timed = new Set(series.filter(hasTimes).map(({ runId }) => runId));
  if (timed.size === 0) return { xAxis: "step", note: "No times were recorded: shown by step." };
  const untimed = new Set(series.map(({ runId }) => runId).filter((id) => !timed.has(id))).size;
  if (untimed === 0) return { xAxis: wanted, note: "" };
  const runs = untimed === 1 ? "1 run is" : `${untimed} runs are`;
  return { xAxis: wanted, note: `${runs} without times: shown by step only.` };
}

/** The x values of all lines that can be drawn. */
export function xDomain({ lines, isLogX }: ChartModel): Domain {
  let min = Infinity;
  let max = -Infinity;
  for (const { xs } of lines) {
    const first = isLogX ? lowerBound(xs, Number.MIN_VALUE) : 0;
    min = Math.min(min, xs[first] ?? Infinity);
    max = Math.max(max, xs[xs.length - 1] ?? -Infinity);
  }
  if (isLogX) return max > min ? { min, max } : paddedDomain({ min, max }, true);
  return max > min ? { min, max } : paddedDomain({ min, max }, false);
}

/** The part of the x axis that is shown. */
export function shownDomain(model: ChartModel): Domain {
  return model.zoom ?? xDomain(model);
}

/** The y values, raw ones included, of what lies inside the x domain. */
export function yDomain({ lines, isLogY }: ChartModel, x: Domain): Domain {
  let min = Infinity;
  let max = -Infinity;
  for (const { xs, ys, raw } of lines) {
    const start = Math.max(0, lowerBound(xs, x.min) - 1);
    const end = lowerBound(xs, x.max) + 1;
    for (const values of raw === null ? [ys] : [ys, raw]) {
      for (const value of values.subarray(start, end)) {
        if (!canShow(value, isLogY)) continue;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
  }
  return paddedDomain({ min, max }, isLogY);
}

function canShow(value: number, isLog: boolean): boolean {
  return Number.isFinite(value) && (!isLog || value > 0);
}

/** True when no line has a point that the axes can show. */
export function isEmpty({ lines, isLogY }: ChartModel): boolean {
  return !lines.some(({ ys }) => ys.some((value) => canShow(value, isLogY)));
}

/** Index of the point nearest to `x`; -1 in an empty line. */
export function nearestIndex(xs: Float64Array, x: number): number {
  const right = lowerBound(xs, x);
  if (right === 0) return xs.length > 0 ? 0 : -1;
  if (right === xs.length) return right - 1;
  const left = right - 1;
  return x - (xs[left] ?? NaN) <= (xs[right] ?? NaN) - x ? left : right;
}

/** What a screen reader says in place of the picture. */
export function summarize({ metric, lines, note }: ChartModel): string {
  if (lines.length === 0) return `${metric}: no points`;
  const current = lines.filter(({ isDiscarded }) => !isDiscarded);
  const parts = current.slice(0, 5).map(({ name, source }) => {
    const last = source.values[source.values.length - 1] ?? NaN;
    return `${name} ${formatNumber(last)}`;
  });
  const rest = current.length > parts.length ? `, and ${current.length - parts.length} more` : "";
  const runs = current.length === 1 ? "1 run" : `${current.length} runs`;
  const discarded = lines.length - current.length;
  const restarts =
    discarded === 0 ? "" : `, ${discarded} ${discarded === 1 ? "part" : "parts"} before restarts`;
  const what = `Line chart of ${metric}, ${runs}${restarts}.`;
  return [what, `Last values: ${parts.join(", ")}${rest}.`, note].filter(Boolean).join(" ");
}
