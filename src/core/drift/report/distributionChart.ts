import { linearTicks } from "../../charts/ticks.ts";
import type { CategoryDistribution, Distribution, NumberDistribution } from "./driftReport.ts";
import {
  characterWidth,
  lineMark,
  pathMark,
  rectMark,
  rounded,
  textMark,
  type ChartTable,
  type Mark,
  type Scene,
} from "./chartScene.ts";
import { formatAxis, formatColumnValue, formatPoints, formatShare, cut } from "./reportText.ts";

/** Reference and current of one column above each other, and below what the difference is. */

export interface DistributionChartOptions {
  readonly width: number;
  readonly isTime: boolean;
  /** What the values are, under their axis. */
  readonly valueLabel: string;
  /** Rows with a value, for telling which bins moved by more than chance. */
  readonly referenceRows: number;
  readonly currentRows: number;
}

export function createDistributionChart(
  distribution: Distribution,
  options: DistributionChartOptions,
): Scene {
  return distribution.kind === "number"
    ? numberScene(distribution, options)
    : categoryScene(distribution, options);
}

/**
 * Whether a share differs by more than chance gives and by enough to be seen: two proportions
 * differ by z = |p − q| / √(m(1−m)(1/n₁ + 1/n₂)) > 3.29 (two-sided 0.1 %; m: the pooled share), and
 * by half a percentage point at least.
 */
export function hasMoved(
  reference: number,
  current: number,
  {
    referenceRows: n,
    currentRows: m,
  }: Pick<DistributionChartOptions, "referenceRows" | "currentRows">,
): boolean {
  const difference = Math.abs(current - reference);
  if (!(difference >= 0.005) || n <= 0 || m <= 0) return false;
  const pooled = (reference * n + current * m) / (n + m);
  const variance = pooled * (1 - pooled) * (1 / n + 1 / m);
  return difference > 3.29 * Math.sqrt(Math.max(0, variance));
}

export function distributionTable(distribution: Distribution, isTime: boolean): ChartTable {
  const head = [
    distribution.kind === "number" ? "Range" : "Value",
    "Reference",
    "Current",
    "Difference (points)",
  ];
  return {
    head,
    rows: binsOf(distribution, isTime).map(({ label, reference, current }) => [
      label,
      formatShare(reference),
      formatShare(current),
      formatPoints(current - reference),
    ]),
  };
}

interface Bin {
  readonly label: string;
  readonly reference: number;
  readonly current: number;
}

export function binsOf(distribution: Distribution, isTime: boolean): Bin[] {
  const { reference, current } = distribution;
  if (distribution.kind === "number") {
    const edge = (index: number) => formatColumnValue(distribution.edges[index] ?? null, isTime);
    return reference.map((share, index) => ({
      label: `${edge(index)} … ${edge(index + 1)}`,
      reference: share,
      current: current[index] ?? 0,
    }));
  }
  const listed = distribution.labels.map((label, index) => ({
    label: label === "" ? "(empty)" : label,
    reference: reference[index] ?? 0,
    current: current[index] ?? 0,
  }));
  const { otherReference, otherCurrent } = distribution;
  if (otherReference === 0 && otherCurrent === 0) return listed;
  return [...listed, { label: "all others", reference: otherReference, current: otherCurrent }];
}

const left = 46;
const mainHeight = 132;
const top = 22;
const gap = 24;
const stripHeight = 46;

/**
 * Bins are drawn equally wide: their edges may follow quantiles, and one far value must not press
 * all others into a line. Where edges are even that is the usual axis.
 */
function numberScene(distribution: NumberDistribution, options: DistributionChartOptions): Scene {
  const { width, isTime } = options;
  const bins = binsOf(distribution, isTime);
  const right = width - 8;
  const step = (right - left) / Math.max(1, bins.length);
  const toX = (bin: number) => left + bin * step;
  const peak = Math.max(0.001, ...bins.flatMap(({ reference, current }) => [reference, current]));
  const bottom = top + mainHeight;
  const toY = (share: number) => bottom - (share / peak) * mainHeight;
  const ticks = linearTicks({ min: 0, max: peak }, 5);
  const labels = formatAxis(ticks, "share");
  const marks: Mark[] = [textMark("share of rows", [left - 6, 12], "start", "dr-title")];
  ticks.forEach((tick, index) => {
    marks.push(lineMark("dr-grid", [left, toY(tick)], [right, toY(tick)]));
    marks.push(textMark(labels[index] ?? "", [left - 6, toY(tick) + 4], "end"));
  });
  const outline = (side: "reference" | "current", isClosed: boolean) => {
    let d = isClosed ? `M${rounded(left)} ${rounded(bottom)}` : "";
    bins.forEach((bin, index) => {
      const y = rounded(toY(bin[side]));
      d += `${d === "" ? "M" : "L"}${rounded(toX(index))} ${y}H${rounded(toX(index + 1))}`;
    });
    return isClosed ? `${d}V${rounded(bottom)}Z` : d;
  };
  marks.push(pathMark("dr-reference-area", outline("reference", true)));
  marks.push(pathMark("dr-reference-line", outline("reference", false)));
  marks.push(pathMark("dr-current-area", outline("current", true)));
  marks.push(pathMark("dr-current-line", outline("current", false)));
  marks.push(lineMark("dr-axis", [left, bottom], [right, bottom]));
  const strip = bottom + gap;
  marks.push(...differenceStrip(bins, { toX, step, top: strip, right }, options));
  const axisY = strip + stripHeight + 16;
  marks.push(...edgeLabels(distribution, { toX, right, y: axisY }, isTime));
  bins.forEach((bin, index) => {
    const box = { x: toX(index), y: top, width: step, height: strip + stripHeight - top };
    marks.push(rectMark("dr-hover", box, binTitle(bin)));
  });
  const name = cut(options.valueLabel, Math.floor((right - left) / characterWidth));
  marks.push(textMark(name, [(left + right) / 2, axisY + 17], "middle", "dr-title"));
  return { width, height: axisY + 24, label: describe(bins, options), marks };
}

interface StripPlace {
  readonly toX: (bin: number) => number;
  readonly step: number;
  readonly top: number;
  readonly right: number;
}

function differenceStrip(
  bins: readonly Bin[],
  place: StripPlace,
  options: DistributionChartOptions,
): Mark[] {
  const middle = place.top + stripHeight / 2;
  const largest = Math.max(0.01, ...bins.map((bin) => Math.abs(bin.current - bin.reference)));
  const title = "difference, percentage points";
  const marks: Mark[] = [textMark(title, [left - 6, place.top - 6], "start", "dr-title")];
  bins.forEach((bin, index) => {
    const difference = bin.current - bin.reference;
    const height = (Math.abs(difference) / largest) * (stripHeight / 2 - 2);
    const isMoved = hasMoved(bin.reference, bin.current, options);
    const kind = difference > 0 ? "is-more" : "is-less";
    marks.push(
      rectMark(`dr-difference ${kind}${isMoved ? " is-moved" : ""}`, {
        x: place.toX(index) + 0.5,
        y: difference > 0 ? middle - height : middle,
        width: place.step - 1,
        height,
      }),
    );
  });
  marks.push(lineMark("dr-axis", [left, middle], [place.right, middle]));
  marks.push(textMark(formatPoints(largest), [left - 6, place.top + 9], "end"));
  marks.push(textMark(formatPoints(-largest), [left - 6, place.top + stripHeight], "end"));
  return marks;
}

function edgeLabels(
  { edges }: NumberDistribution,
  {
    toX,
    right,
    y,
  }: { readonly toX: (bin: number) => number; readonly right: number; readonly y: number },
  isTime: boolean,
): Mark[] {
  const places =
    isEven(edges) && !isTime
      ? evenTicks(edges, toX)
      : edges.map((edge, index) => [toX(index), formatColumnValue(edge, isTime)] as const);
  const marks: Mark[] = [];
  let free = -Infinity;
  for (const [x, label] of places) {
    const half = (label.length * characterWidth) / 2;
    const at = Math.min(Math.max(x, half), right - half + 6);
    if (at - half < free) continue;
    marks.push(lineMark("dr-axis", [x, y - 14], [x, y - 11]), textMark(label, [at, y], "middle"));
    free = at + half + 14;
  }
  return marks;
}

function isEven(edges: readonly number[]): boolean {
  const [first = 0, second = 0] = edges;
  const step = second - first;
  return edges.every((edge, index) => Math.abs(edge - first - index * step) < step * 1e-3);
}

function evenTicks(
  edges: readonly number[],
  toX: (bin: number) => number,
): (readonly [number, string])[] {
  const [min = 0, next = 1] = edges;
  const ticks = linearTicks({ min, max: edges.at(-1) ?? 1 }, 6);
  return ticks.map((tick) => [toX((tick - min) / (next - min)), formatColumnValue(tick, false)]);
}

const rowHeight = 30;
/** Px of a character of 11 px bold text. */
const boldWidth = 7.4;

/** Categories as rows: names can be read, and nothing has to be turned on its side. */
function categoryScene(
  distribution: CategoryDistribution,
  options: DistributionChartOptions,
): Scene {
  const { width } = options;
  const bins = binsOf(distribution, false);
  const numbersWidth = 150;
  const labelWidth = Math.min(150, Math.max(60, (width - numbersWidth) * 0.35));
  const barWidth = Math.max(20, width - labelWidth - numbersWidth - 12);
  const peak = Math.max(0.001, ...bins.flatMap(({ reference, current }) => [reference, current]));
  const marks = bins.flatMap((bin, index) => {
    const y = index * rowHeight + 4;
    const isMoved = hasMoved(bin.reference, bin.current, options);
    const bar = (share: number, offset: number) => ({
      x: labelWidth + 6,
      y: y + offset,
      width: (share / peak) * barWidth,
      height: 9,
    });
    const numbers = `${formatShare(bin.reference)} → ${formatShare(bin.current)}`;
    const label = cut(bin.label.replaceAll(/\s+/g, " "), Math.floor(labelWidth / boldWidth));
    const emphasis = isMoved ? "dr-label is-moved" : "dr-label";
    return [
      textMark(label, [labelWidth, y + 14], "end", emphasis),
      rectMark("dr-reference-bar", bar(bin.reference, 1)),
      rectMark("dr-current-bar", bar(bin.current, 11)),
      textMark(numbers, [width - 4, y + 14], "end", emphasis),
      ...(isMoved ? [movedSign(bin, width - numbersWidth + 8, y + 10)] : []),
      rectMark("dr-hover", { x: 0, y, width, height: rowHeight }, binTitle(bin)),
    ];
  });
  const height = Math.max(1, bins.length) * rowHeight + 6;
  return { width, height, label: describe(bins, options), marks };
}

/** A small triangle, up where there is more, down where there is less. */
function movedSign({ reference, current }: Bin, x: number, y: number): Mark {
  const isMore = current > reference;
  const d = isMore ? `M${x} ${y - 4}l4 7h-8z` : `M${x} ${y + 4}l4 -7h-8z`;
  return pathMark(`dr-sign ${isMore ? "is-more" : "is-less"}`, d);
}

function binTitle({ label, reference, current }: Bin): string {
  const difference = formatPoints(current - reference);
  return `${cut(label, 80)}\nreference ${formatShare(reference)}\ncurrent ${formatShare(current)}\ndifference ${difference} points`;
}

function describe(bins: readonly Bin[], options: DistributionChartOptions): string {
  const moved = bins
    .filter(({ reference, current }) => hasMoved(reference, current, options))
    .sort((a, b) => Math.abs(b.current - b.reference) - Math.abs(a.current - a.reference));
  if (moved.length === 0)
    return `Distribution in ${bins.length} parts; none moved by more than chance.`;
  const named = moved
    .slice(0, 3)
    .map(
      (bin) =>
        `${cut(bin.label, 40)} from ${formatShare(bin.reference)} to ${formatShare(bin.current)}`,
    );
  return `Distribution in ${bins.length} parts, ${moved.length} of which moved: ${named.join("; ")}.`;
}
